"""Codes, rights, keys, sealing, manifest, addenda, archive. Pure: no Flask, no SQLAlchemy."""
