"""Recording what happens: a plain form, what it will change, and another person who confirms."""
