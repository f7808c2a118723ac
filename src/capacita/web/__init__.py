"""Pages for people. A view reads its input, makes its queries and shows; numbers are printed by one tag."""
