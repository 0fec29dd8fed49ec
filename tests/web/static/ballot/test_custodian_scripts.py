"""The custodian's key and the opening of ballots in the browser against the server's own programs."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

import pytest

from survey_app.ballots.keys import (
    PrivateKey,
    PublicKey,
    fingerprint,
    new_key,
    public_of,
    public_text,
    read_public,
    unwrap,
    wrap,
)
from survey_app.ballots.sealing import open_ballot, seal

MANIFEST = "sha256:" + "ab" * 32
PASSPHRASE = "sông lam mùa thu nước ấm"


@pytest.fixture(scope="module")
def custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="module")
def kept(custodian: PrivateKey) -> str:
    return wrap(custodian, PASSPHRASE)


def sealed(key: PrivateKey, payload: bytes = b"{}", stratum: int = 1) -> bytes:
    return seal(payload, stratum=stratum, manifest_hash=MANIFEST, keys=[another(), key.public_key()])


@cache
def another() -> PublicKey:
    """The other custodian's public key."""
    return new_key().public_key()


def refusal(script: Any, *call: Any) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- the class is the conftest's, its text is looked at
        script(*call)
    assert type(caught.value).__name__ == "RefusedError", caught.value
    return str(caught.value)


def test_a_key_made_in_the_browser_works_on_the_server(script: Any):
    made = script("newKeyFile", PASSPHRASE)
    key = unwrap(made["file"], PASSPHRASE)
    assert made["fingerprint"] == fingerprint(key)
    assert made["publicText"] == public_text(key) == public_of(made["file"])
    ballot = seal(b"x", stratum=1, manifest_hash=MANIFEST, keys=[read_public(made["publicText"])])
    assert open_ballot(ballot, stratum=1, manifest_hash=MANIFEST, key=key) == b"x"
    assert list(json.loads(made["file"])) == list(json.loads(wrap(key, PASSPHRASE)))


def test_a_key_made_on_the_server_opens_ballots_in_the_browser(script: Any, custodian: PrivateKey, kept: str):
    payloads = [b"", b"\x80", b"\x80\0", "{phiếu}".encode(), b"x" * 4095]
    ballots = [sealed(custodian, payload).hex() for payload in payloads]
    split = unicodedata.normalize("NFD", PASSPHRASE)  # the same passphrase as another keyboard writes it
    opened = script("openBallots", kept, split, ballots, 1, MANIFEST)
    assert opened == {"fingerprint": fingerprint(custodian), "payloads": [payload.hex() for payload in payloads]}


def test_damaged_and_foreign_ballots_are_refused(script: Any, custodian: PrivateKey, kept: str):
    fine = sealed(custodian)
    foreign = seal(b"{}", stratum=1, manifest_hash=MANIFEST, keys=[another()])
    broken = [
        fine[:-1],
        fine + b"x",
        b"\x02" + fine[1:],
        fine[:-1] + bytes([fine[-1] ^ 1]),
        foreign,
        sealed(custodian, stratum=2),
    ]
    for ballot in broken:
        assert refusal(script, "openBallots", kept, PASSPHRASE, [ballot.hex()], 1, MANIFEST) == "damaged-ballot"
    other = "sha256:" + "ac" * 32
    assert refusal(script, "openBallots", kept, PASSPHRASE, [fine.hex()], 1, other) == "damaged-ballot"


def test_wrong_passphrases_and_altered_files_are_refused(script: Any, kept: str):
    assert refusal(script, "newKeyFile", "ngắn quá") == "weak-passphrase"
    assert refusal(script, "openBallots", kept, PASSPHRASE + "x", [], 1, MANIFEST) == "wrong-passphrase"
    fields = json.loads(kept)
    weak = fields["kdf"] | {"iterations": 1000}
    for text in (
        "",
        "null",
        "{}",
        " " * 30_000,
        json.dumps(fields | {"survey_key": 2}),
        json.dumps(fields | {"kdf": weak}),
        json.dumps(fields | {"fingerprint": "sha256:" + "0" * 64}),
        json.dumps(fields | {"public": public_text(another())}),
    ):
        assert refusal(script, "openBallots", text, PASSPHRASE, [], 1, MANIFEST) == "unreadable-key"


def test_every_order_comes_up(script: Any):
    orders = Counter(tuple(script("shuffled", [1, 2, 3])) for _ in range(120))
    assert len(orders) == 6
    assert script("shuffled", []) == []
    assert sorted(script("shuffled", list(range(100)))) == list(range(100))
