"""Tests of the API on the reference data."""
