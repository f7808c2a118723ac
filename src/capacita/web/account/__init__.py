"""One's own account: signing in and out, password, second factor, sessions, and accepting an invitation."""
