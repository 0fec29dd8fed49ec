from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.sealing import LONGEST_PAYLOAD, SIZE, BallotTooLargeError, DamagedBallotError, open_ballot, seal

MANIFEST = "sha256:" + "ab" * 32


def sealed(key: PrivateKey, payload: bytes = b"{}", **changed: object) -> bytes:
    fields = {"stratum": 3, "manifest_hash": MANIFEST, "keys": [key.public_key()]} | changed
    return seal(payload, **fields)


def test_a_sealed_ballot_opens_to_its_payload(custodian: PrivateKey):
    payload = b'{"items":{"ap_luc":4},"texts":{},"v":1}'
    assert open_ballot(sealed(custodian, payload), stratum=3, manifest_hash=MANIFEST, key=custodian) == payload


@settings(max_examples=25, deadline=None)
@given(payload=st.binary(max_size=LONGEST_PAYLOAD))
def test_every_payload_comes_back_from_ballots_of_one_size(custodian: PrivateKey, payload: bytes):
    ballot = sealed(custodian, payload)
    assert len(ballot) == SIZE == 1 + 2 + 2 * 384 + 4096 + 16
    assert open_ballot(ballot, stratum=3, manifest_hash=MANIFEST, key=custodian) == payload


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\x80\0\0", b"x" * LONGEST_PAYLOAD])
def test_padding_is_never_taken_for_payload(custodian: PrivateKey, payload: bytes):
    assert open_ballot(sealed(custodian, payload), stratum=3, manifest_hash=MANIFEST, key=custodian) == payload


def test_either_of_two_custodians_opens(custodian: PrivateKey, second_custodian: PrivateKey):
    ballot = sealed(custodian, b"x", keys=[custodian.public_key(), second_custodian.public_key()])
    for key in (custodian, second_custodian):
        assert open_ballot(ballot, stratum=3, manifest_hash=MANIFEST, key=key) == b"x"


def test_the_same_answers_never_give_the_same_bytes(custodian: PrivateKey):
    one, two = sealed(custodian), sealed(custodian)
    assert one[3:] != two[3:]
    assert one[3 + 384 : 3 + 768] != two[3 + 384 : 3 + 768]


def test_another_key_does_not_open(custodian: PrivateKey, second_custodian: PrivateKey):
    with pytest.raises(DamagedBallotError):
        open_ballot(sealed(custodian), stratum=3, manifest_hash=MANIFEST, key=second_custodian)


def test_another_manifest_does_not_open(custodian: PrivateKey):
    with pytest.raises(DamagedBallotError):
        open_ballot(sealed(custodian), stratum=3, manifest_hash="sha256:" + "ac" * 32, key=custodian)


def test_a_ballot_moved_to_another_stratum_does_not_open(custodian: PrivateKey):
    ballot = sealed(custodian)
    with pytest.raises(DamagedBallotError):
        open_ballot(ballot, stratum=4, manifest_hash=MANIFEST, key=custodian)
    moved = ballot[:1] + (4).to_bytes(2, "big") + ballot[3:]
    with pytest.raises(DamagedBallotError):
        open_ballot(moved, stratum=4, manifest_hash=MANIFEST, key=custodian)


@pytest.mark.parametrize("at", [0, 2, 3, 200, 3 + 768, SIZE - 17, SIZE - 1])
def test_one_flipped_bit_is_noticed(custodian: PrivateKey, at: int):
    ballot = bytearray(sealed(custodian))
    ballot[at] ^= 1
    with pytest.raises(DamagedBallotError):
        open_ballot(bytes(ballot), stratum=3, manifest_hash=MANIFEST, key=custodian)


@pytest.mark.parametrize("size", [0, 3, SIZE - 1, SIZE + 1])
def test_another_size_is_refused(custodian: PrivateKey, size: int):
    with pytest.raises(DamagedBallotError):
        open_ballot(sealed(custodian).ljust(size, b"\0")[:size], stratum=3, manifest_hash=MANIFEST, key=custodian)


def test_answers_that_do_not_fit_are_refused_without_being_quoted(custodian: PrivateKey):
    with pytest.raises(BallotTooLargeError) as refusal:
        sealed(custodian, b"secret" * 1000)
    assert "secret" not in refusal.value.render("en")


def test_no_custodian_or_three_are_refused(custodian: PrivateKey):
    for keys in ([], [custodian.public_key()] * 3):
        with pytest.raises(ValueError, match="one or two custodians"):
            sealed(custodian, keys=keys)
