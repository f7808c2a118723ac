"""Accounts, roles and their grants, invitations. Knows nothing of projects and countries but their keys."""
