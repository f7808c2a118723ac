"""Participants and contacts, what is held about anybody, and the registers of data protection."""
