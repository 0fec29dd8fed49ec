"""A receipt is a short hash of the sealed bytes."""

from __future__ import annotations

import base64
import hashlib
import os

from survey_app.ballots.receipts import LENGTH, receipt_of
from survey_app.ballots.sealing import SIZE


def test_a_receipt_is_the_beginning_of_the_hash_in_base32() -> None:
    ballot = os.urandom(SIZE)
    receipt = receipt_of(ballot)
    assert len(receipt) == LENGTH
    assert base64.b32encode(hashlib.sha256(ballot).digest()).decode().startswith(receipt)


def test_one_changed_bit_gives_another_receipt() -> None:
    ballot = os.urandom(SIZE)
    assert receipt_of(ballot) != receipt_of(ballot[:-1] + bytes([ballot[-1] ^ 1]))
