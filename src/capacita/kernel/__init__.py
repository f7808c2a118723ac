"""Dates of mixed precision, periods, the moment asked about, money, digests. Pure values: no models, no input or output."""
