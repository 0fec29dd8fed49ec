from __future__ import annotations

import base64
import json
import unicodedata

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from survey_app.ballots.keys import (
    ITERATIONS,
    PrivateKey,
    UnreadableKeyError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongTallyKeyError,
    fingerprint,
    public_of,
    public_text,
    read_public,
    require_key_of,
    unwrap,
    wrap,
)

PASSPHRASE = "bốn từ không liên quan"


@pytest.fixture(scope="module")
def wrapped(custodian: PrivateKey) -> str:
    return wrap(custodian, PASSPHRASE)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def test_a_wrapped_key_opens_with_its_passphrase(custodian: PrivateKey, wrapped: str):
    assert unwrap(wrapped, PASSPHRASE).private_numbers() == custodian.private_numbers()


def test_a_passphrase_typed_with_split_accents_is_the_same(custodian: PrivateKey, wrapped: str):
    assert fingerprint(unwrap(wrapped, unicodedata.normalize("NFD", PASSPHRASE))) == fingerprint(custodian)


def test_the_file_says_how_it_was_wrapped_and_holds_no_plain_key(custodian: PrivateKey, wrapped: str):
    fields = json.loads(wrapped)
    assert fields["kdf"]["iterations"] == ITERATIONS == 600_000
    assert fields["kdf"]["hash"] == "SHA-256"
    assert fields["cipher"]["name"] == "AES-GCM"
    secret = custodian.private_numbers().p.to_bytes(192, "big")
    assert secret not in base64.b64decode(fields["private"])


def test_the_public_half_needs_no_passphrase(custodian: PrivateKey, wrapped: str):
    assert public_of(wrapped) == public_text(custodian)
    assert fingerprint(read_public(public_of(wrapped))) == fingerprint(custodian)


def test_a_wrong_passphrase_is_refused(wrapped: str):
    with pytest.raises(WrongPassphraseError):
        unwrap(wrapped, "bốn từ khác hẳn nhau")


def test_an_altered_file_is_refused(wrapped: str):
    fields = json.loads(wrapped)
    fields["private"] = base64.b64encode(b"\0" + base64.b64decode(fields["private"])[1:]).decode()
    with pytest.raises(WrongPassphraseError):
        unwrap(json.dumps(fields), PASSPHRASE)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"survey_key": 2}', '{"survey_key": 1, "kdf": 3}', "[" * 100_000, "x" * 50_000]
)
def test_other_texts_are_no_key(text: str):
    with pytest.raises(UnreadableKeyError):
        unwrap(text, PASSPHRASE)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("kdf", "iterations"), 1), (("kdf", "iterations"), 10**12), (("cipher", "iv"), "AA=="), (("private",), "*")],
)
def test_a_file_with_weakened_or_broken_fields_is_refused(wrapped: str, path: tuple[str, ...], value: object):
    fields = json.loads(wrapped)
    at = fields
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    with pytest.raises(UnreadableKeyError):
        unwrap(json.dumps(fields), PASSPHRASE)


def test_a_short_passphrase_is_refused(custodian: PrivateKey):
    with pytest.raises(WeakPassphraseError):
        wrap(custodian, "ngắn quá")


def test_a_key_of_another_kind_or_size_is_refused():
    weak = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other = ec.generate_private_key(ec.SECP256R1())
    for text in (pem(weak), pem(other), "", "không phải khóa"):
        with pytest.raises(UnreadableKeyError):
            read_public(text)


def test_only_a_custodian_of_the_wave_passes(custodian: PrivateKey, second_custodian: PrivateKey):
    require_key_of([public_text(second_custodian), public_text(custodian)], custodian)
    with pytest.raises(WrongTallyKeyError) as refusal:
        require_key_of([public_text(second_custodian)], custodian)
    assert fingerprint(second_custodian) in refusal.value.render("en")
