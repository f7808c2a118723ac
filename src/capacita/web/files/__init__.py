"""The files of a project: listed, added, handed out, withdrawn."""
