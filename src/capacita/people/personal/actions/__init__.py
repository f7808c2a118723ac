"""Writes about persons without an account, and about the registers: each one transaction with one entry in the chain.

Entries name persons by opaque key and changed details by the name of the field; no detail enters the chain.
"""
