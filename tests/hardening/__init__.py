"""What takes longer than a test should: run by `make harden`, left out of `make test`."""
