"""Pages on domestic law and how it stands against the Convention."""
