"""Two writers on the same fact at the same moment: one wins, the other is told. Add a race in `races`."""
