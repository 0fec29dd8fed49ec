"""Receipts: a short hash of a sealed ballot, by which its owner finds it in the list published after the tally.

A receipt tells nothing of the answers: the hash is of the sealed bytes, which are random to everybody without the key.
"""

from __future__ import annotations

import base64
import hashlib

LENGTH = 12
"""Characters, five bits each: two of ten thousand ballots share a receipt once in 23 thousand million waves."""


def receipt_of(ballot: bytes) -> str:
    """Return the first twelve base32 characters of the ballot's sha256."""
    return base64.b32encode(hashlib.sha256(ballot).digest()).decode("ascii")[:LENGTH]
