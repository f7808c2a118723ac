"""The pages of this section."""
