from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from survey_app.ballots import blind as blinding
from survey_app.ballots.blind import (
    BlindedMessageError,
    InvalidRightError,
    SigningFaultError,
    SigningKeyError,
    blind,
    blind_sign,
    encode,
    finalize,
    new_signing_key,
    prepare,
    read_signing_pem,
    read_signing_text,
    signing_pem,
    signing_text,
    verify,
)
from survey_app.ballots.keys import PrivateKey

VECTORS = Path(__file__).parents[1] / "vectors" / "rfc9474-randomized.json"


@pytest.fixture(scope="module")
def vector() -> dict[str, bytes]:
    fields = json.loads(VECTORS.read_text(encoding="utf-8"))
    return {name: bytes.fromhex(text) for name, text in fields.items() if name not in {"source", "name"}}


@pytest.fixture(scope="module")
def vector_key(vector: dict[str, bytes]) -> PrivateKey:
    p, q, d, e = (int.from_bytes(vector[name], "big") for name in "pqde")
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(e=e, n=p * q),
    ).private_key()


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_signing_key()


def drawing(*draws: bytes) -> Callable[[int], bytes]:
    left = list(draws)

    def draw(count: int) -> bytes:
        assert len(left[0]) == count
        return left.pop(0)

    return draw


def test_a_message_is_signed_unread(key: PrivateKey):
    public = key.public_key()
    prepared = prepare(b"one ballot")
    hidden = blind(public, prepared)
    signature = finalize(public, prepared, blind_sign(key, hidden.blinded), hidden.inverse)
    assert verify(public, prepared, signature)
    assert prepared[32:] == b"one ballot"
    assert not verify(public, prepared + b"!", signature)


def test_the_vector_of_the_rfc(vector: dict[str, bytes], vector_key: PrivateKey):
    public = vector_key.public_key()
    modulus = int.from_bytes(vector["n"], "big")
    factor = pow(int.from_bytes(vector["inv"], "big"), -1, modulus).to_bytes(512, "big")
    prepared = prepare(vector["msg"], randomness=drawing(vector["msg_prefix"]))
    assert prepared == vector["prepared_msg"]
    assert encode(prepared, modulus.bit_length() - 1, salt=vector["salt"]) == vector["encoded_msg"]
    hidden = blind(public, prepared, randomness=drawing(vector["salt"], factor, (7).to_bytes(512, "big")))
    assert hidden.blinded == vector["blinded_msg"]
    assert hidden.inverse == vector["inv"]
    assert blind_sign(vector_key, hidden.blinded) == vector["blind_sig"]
    assert finalize(public, prepared, vector["blind_sig"], vector["inv"]) == vector["sig"]
    assert verify(public, prepared, vector["sig"])


def test_a_lost_reply_can_be_asked_for_again(key: PrivateKey):
    hidden = blind(key.public_key(), b"x")
    assert blind_sign(key, hidden.blinded) == blind_sign(key, hidden.blinded)


def test_the_same_message_is_never_blinded_alike(key: PrivateKey):
    assert blind(key.public_key(), b"x").blinded != blind(key.public_key(), b"x").blinded


def test_the_secret_of_a_blinding_is_not_printed(key: PrivateKey):
    hidden = blind(key.public_key(), b"x")
    assert "inverse" not in repr(hidden)


def test_a_draw_without_an_inverse_is_drawn_again(key: PrivateKey):
    modulus = key.public_key().public_numbers().n
    prime = key.private_numbers().p
    assert math.gcd(prime, modulus) == prime
    wide = [number.to_bytes(256, "big") for number in (0, prime, modulus, 5, 7)]
    hidden = blind(key.public_key(), b"x", randomness=drawing(bytes(48), *wide))
    assert int.from_bytes(hidden.inverse, "big") == pow(5, -1, modulus)


def test_blinded_messages_out_of_range_are_refused(key: PrivateKey):
    modulus = key.public_key().public_numbers().n
    fine = (2).to_bytes(256, "big")
    assert blind_sign(key, fine)
    for blinded in (
        bytes(256),
        modulus.to_bytes(256, "big"),
        (modulus + 2).to_bytes(256, "big"),
        fine[1:],
        b"\0" + fine,
        b"",
    ):
        with pytest.raises(BlindedMessageError):
            blind_sign(key, blinded)


def test_a_wrong_result_never_leaves_the_signer(key: PrivateKey, monkeypatch: pytest.MonkeyPatch):
    fine = blinding._root

    def faulty(numbers, hidden, randomness):
        right = fine(numbers, hidden, randomness)
        of_p = right % numbers.p + 1  # one half is off, as after a fault in the processor: it would betray q
        return right % numbers.q + (of_p - right % numbers.q) * numbers.iqmp % numbers.p * numbers.q

    monkeypatch.setattr(blinding, "_root", faulty)
    with pytest.raises(SigningFaultError):
        blind_sign(key, (2).to_bytes(256, "big"))


def test_the_signer_works_on_numbers_that_no_client_chose(key: PrivateKey, monkeypatch: pytest.MonkeyPatch):
    fine, seen = blinding._root, []

    def watched(numbers, hidden, randomness):
        seen.append(hidden)
        return fine(numbers, hidden, randomness)

    monkeypatch.setattr(blinding, "_root", watched)
    for _ in range(3):
        blind_sign(key, (2).to_bytes(256, "big"))
    assert len({2, *seen}) == 4


def test_a_signature_under_another_key_is_refused(key: PrivateKey):
    public, another = key.public_key(), new_signing_key()
    hidden = blind(public, b"x")
    blinded = hidden.blinded
    if int.from_bytes(blinded, "big") >= another.public_key().public_numbers().n:
        blinded = b"\0" + blinded[1:]
    with pytest.raises(InvalidRightError):
        finalize(public, b"x", blind_sign(another, blinded), hidden.inverse)


def test_replies_of_a_wrong_length_are_refused(key: PrivateKey):
    public = key.public_key()
    hidden = blind(public, b"x")
    signed = blind_sign(key, hidden.blinded)
    for reply, inverse in ((signed[1:], hidden.inverse), (signed, b"\0" + hidden.inverse), (b"", b"")):
        with pytest.raises(InvalidRightError):
            finalize(public, b"x", reply, inverse)
    assert not verify(public, b"x", b"short")


def test_keys_come_back_from_their_texts(key: PrivateKey):
    assert signing_text(read_signing_text(signing_text(key))) == signing_text(key.public_key())
    assert read_signing_pem(signing_pem(key)).private_numbers() == key.private_numbers()


def test_other_keys_are_refused(key: PrivateKey, custodian: PrivateKey):
    text = signing_text(key)
    three = rsa.generate_private_key(public_exponent=3, key_size=2048)
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 -- refused below
    curve = ec.generate_private_key(ec.SECP256R1())
    for refused in ("", "x", text[:-4], " " + text, text + "\n", *map(signing_text, (custodian, three, short))):
        with pytest.raises(SigningKeyError):
            read_signing_text(refused)
    pem = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for file in (b"", b"x", signing_pem(custodian), signing_pem(three), curve.private_bytes(*pem)):
        with pytest.raises(SigningKeyError):
            read_signing_pem(file)
    for unsound in (three, short):
        with pytest.raises(SigningKeyError):
            blind(unsound.public_key(), b"x")
        with pytest.raises(SigningKeyError):
            finalize(unsound.public_key(), b"x", b"", b"")
