"""A real OpenID Connect provider, run beside the tests on this machine."""
