from __future__ import annotations

import pytest

from survey_app.ballots.blind import InvalidRightError, blind, blind_sign, finalize, new_signing_key
from survey_app.ballots.codes import nullifier_of
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.rights import SIZE, derived_mark, derived_right, new_right, require_right, sign_derived

MANIFEST = "sha256:" + "ab" * 32
PEPPER, SLIP = b"p" * 32, b"k" * 32


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_signing_key()


def signed(key: PrivateKey, prepared: bytes) -> bytes:
    hidden = blind(key.public_key(), prepared)
    return finalize(key.public_key(), prepared, blind_sign(key, hidden.blinded), hidden.inverse)


def test_a_signed_right_opens_the_box_of_its_stratum(key: PrivateKey):
    prepared = new_right(MANIFEST, 3)
    assert len(prepared) == SIZE
    require_right(key.public_key(), prepared, signed(key, prepared), manifest_hash=MANIFEST, stratum=3)


def test_a_right_is_worth_nothing_elsewhere(key: PrivateKey):
    prepared = new_right(MANIFEST, 3)
    signature = signed(key, prepared)
    for public, message, manifest_hash, stratum in (
        (key.public_key(), prepared, MANIFEST, 4),
        (key.public_key(), prepared, "sha256:" + "ac" * 32, 3),
        (new_signing_key().public_key(), prepared, MANIFEST, 3),
        (key.public_key(), bytes(32) + prepared[32:], MANIFEST, 3),
    ):
        with pytest.raises(InvalidRightError):
            require_right(public, message, signature, manifest_hash=manifest_hash, stratum=stratum)


def test_a_signed_message_of_another_structure_is_no_right(key: PrivateKey):
    fine = new_right(MANIFEST, 3)
    for message in (b"x" * SIZE, fine + b"x", fine[:-1], fine[:32] + b"S" + fine[33:]):
        with pytest.raises(InvalidRightError):
            require_right(key.public_key(), message, signed(key, message), manifest_hash=MANIFEST, stratum=3)


def test_no_two_rights_are_alike_and_each_is_used_once():
    rights = [new_right(MANIFEST, 3) for _ in range(50)]
    assert len({nullifier_of(right) for right in rights}) == 50


def test_the_path_without_scripts_repeats_itself_byte_for_byte(key: PrivateKey):
    prepared = derived_right(PEPPER, SLIP, MANIFEST, 3)
    assert prepared == derived_right(PEPPER, SLIP, MANIFEST, 3)
    for signature in (signed(key, prepared), sign_derived(key, prepared)):
        require_right(key.public_key(), prepared, signature, manifest_hash=MANIFEST, stratum=3)
    others = [derived_right(b"q" * 32, SLIP, MANIFEST, 3), derived_right(PEPPER, b"l" * 32, MANIFEST, 3)]
    assert prepared not in others
    assert derived_right(PEPPER, SLIP, MANIFEST, 2) not in {prepared, *others}


def test_the_mark_of_a_slip_used_without_scripts_tells_nothing_without_the_pepper():
    mark = derived_mark(PEPPER, SLIP)
    assert len(mark) == 32
    assert mark not in {derived_mark(b"q" * 32, SLIP), derived_mark(PEPPER, b"l" * 32), nullifier_of(SLIP)}
    assert mark not in derived_right(PEPPER, SLIP, MANIFEST, 3)


def test_a_manifest_hash_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        new_right("sha256:ab", 3)
