"""The tests mirror src/capacita; beside them journeys, contracts, golden cases and hardening."""
