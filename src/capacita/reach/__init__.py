"""Whom the Convention and the programme reach: the partition of States into tiers, its series and changes, support by country."""
