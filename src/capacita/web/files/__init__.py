"""The files of a project or of a country: listed, added, handed out, withdrawn."""
