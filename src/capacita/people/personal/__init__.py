"""Participants, experts and contact points, and everything that is owed to a person whose details are kept."""
