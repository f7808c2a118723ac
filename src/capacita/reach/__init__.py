"""Whom the Convention and the programme reach: the partition of States into tiers, its changes, support by country."""
