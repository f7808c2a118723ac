"""Tests of the composition: settings, home, log lines."""
