"""Codes, keys, sealing, manifest. Pure: no Flask, no SQLAlchemy."""
