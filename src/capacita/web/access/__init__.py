"""The administrator's pages: people, invitations, grants, and who can see what, why and until when."""
