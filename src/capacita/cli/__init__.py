"""The `capacita` command: argument parsing, then one call. No rule lives here."""
