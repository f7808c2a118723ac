"""Accounts. The product's own user model stands before the first migration, so that it can grow with roles and scopes."""
