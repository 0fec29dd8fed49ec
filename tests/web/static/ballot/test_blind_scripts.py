"""Blind signatures of the browser against the RFC, against an independent program, and against the server."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from survey_app.ballots.blind import blind, blind_sign, finalize, new_signing_key, prepare, signing_text, verify
from survey_app.ballots.codes import nullifier_of
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.rights import require_right

VECTORS = Path(__file__).parents[3] / "vectors" / "rfc9474-randomized.json"
MANIFEST = "sha256:" + "ab" * 32
MESSAGE = prepare(b"one ballot").hex()


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_signing_key()


@pytest.fixture(scope="module")
def vector() -> dict[str, str]:
    return json.loads(VECTORS.read_text(encoding="utf-8"))


def private_text(key: PrivateKey) -> str:
    """PKCS8 in base64, for the oracle's signer."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return "".join(pem.splitlines()[1:-1])


def with_even_modulus(text: str) -> str:
    """The public text of a key that no library would make."""
    der = bytearray(base64.b64decode(text))
    assert der[-5:] == b"\x02\x03\x01\x00\x01"  # the exponent; the modulus ends just before it
    der[-6] &= 0xFE
    return base64.b64encode(der).decode()


def refusal(script: Any, *call: Any) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- the class is the conftest's, its text is looked at
        script(*call)
    assert type(caught.value).__name__ == "RefusedError"
    return str(caught.value)


def test_the_vector_of_the_rfc(script: Any, vector: dict[str, str]):
    modulus = int(vector["n"], 16)
    public = signing_text(rsa.RSAPublicNumbers(e=65537, n=modulus).public_key())
    factor = pow(int(vector["inv"], 16), -1, modulus).to_bytes(512, "big").hex()
    mask = (7).to_bytes(512, "big").hex()
    prepared = vector["prepared_msg"]
    assert script("encode", prepared, modulus.bit_length() - 1, vector["salt"]) == vector["encoded_msg"]
    hidden = script("blind", public, prepared, [vector["salt"], factor, mask])
    assert hidden == {"blinded": vector["blinded_msg"], "inverse": vector["inv"]}
    assert script("finalize", public, prepared, vector["blind_sig"], vector["inv"]) == vector["sig"]
    assert script("verify", public, prepared, vector["sig"])
    assert script("oracleVerify", public, prepared, vector["sig"])
    assert script("bits", public) == 4096


def test_the_browser_collects_and_the_server_signs(script: Any, key: PrivateKey):
    public = signing_text(key)
    prepared = script("newRight", MANIFEST, 3)
    hidden = script("blind", public, prepared, None)
    signed = blind_sign(key, bytes.fromhex(hidden["blinded"]))
    signature = script("finalize", public, prepared, signed.hex(), hidden["inverse"])
    raw = bytes.fromhex(prepared)
    require_right(key.public_key(), raw, bytes.fromhex(signature), manifest_hash=MANIFEST, stratum=3)
    assert script("nullifierOf", prepared) == nullifier_of(raw).hex()


def test_ours_blinds_and_the_oracle_signs(script: Any, key: PrivateKey):
    public = signing_text(key)
    hidden = script("blind", public, MESSAGE, None)
    signed = script("oracleSign", private_text(key), hidden["blinded"])
    assert signed == blind_sign(key, bytes.fromhex(hidden["blinded"])).hex()
    signature = script("finalize", public, MESSAGE, signed, hidden["inverse"])
    assert signature == script("oracleFinalize", public, MESSAGE, signed, hidden["inverse"])
    assert script("verify", public, MESSAGE, signature)
    assert script("oracleVerify", public, MESSAGE, signature)
    assert verify(key.public_key(), bytes.fromhex(MESSAGE), bytes.fromhex(signature))


def test_the_oracle_blinds_and_ours_signs(script: Any, key: PrivateKey):
    public, raw = signing_text(key), bytes.fromhex(MESSAGE)
    hidden = script("oracleBlind", public, MESSAGE)
    signed = blind_sign(key, bytes.fromhex(hidden["blinded"]))
    signature = script("oracleFinalize", public, MESSAGE, signed.hex(), hidden["inverse"])
    assert finalize(key.public_key(), raw, signed, bytes.fromhex(hidden["inverse"])).hex() == signature
    assert script("finalize", public, MESSAGE, signed.hex(), hidden["inverse"]) == signature
    assert script("verify", public, MESSAGE, signature)
    assert script("oracleVerify", public, MESSAGE, signature)


def test_python_blinds_and_the_oracle_signs(script: Any, key: PrivateKey):
    public, raw = key.public_key(), bytes.fromhex(MESSAGE)
    hidden = blind(public, raw)
    signed = script("oracleSign", private_text(key), hidden.blinded.hex())
    signature = finalize(public, raw, bytes.fromhex(signed), hidden.inverse)
    assert script("oracleVerify", signing_text(key), MESSAGE, signature.hex())
    assert script("verify", signing_text(key), MESSAGE, signature.hex())


def test_a_key_made_for_one_member_is_noticed(script: Any, key: PrivateKey):
    """The server signs with another key than the one in the manifest: the unblinded signature does not hold."""
    hidden = script("blind", signing_text(key), MESSAGE, None)
    modulus = key.public_key().public_numbers().n
    own = new_signing_key()
    while own.public_key().public_numbers().n < modulus:  # so that the blinded message is in its range
        own = new_signing_key()
    signed = blind_sign(own, bytes.fromhex(hidden["blinded"]))
    assert refusal(script, "finalize", signing_text(key), MESSAGE, signed.hex(), hidden["inverse"]) == "signature"


def test_unsound_keys_are_refused(script: Any, key: PrivateKey):
    three = rsa.generate_private_key(public_exponent=3, key_size=2048)
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 -- refused below
    odd = rsa.generate_private_key(public_exponent=65537, key_size=2052)
    text = signing_text(key)
    assert refusal(script, "bits", signing_text(three)) in {"key-exponent", "key-unreadable"}
    assert refusal(script, "bits", signing_text(short)) in {"key-short", "key-unreadable"}
    assert refusal(script, "bits", signing_text(odd)) in {"key-length", "key-unreadable"}
    assert refusal(script, "bits", with_even_modulus(text)) in {"key-even", "key-unreadable"}
    for broken in ("", "x", text[:-8], text + "AAAA", text.replace("A", "B", 3), " " + text):
        assert refusal(script, "bits", broken)
    assert script("bits", text) == 2048


def test_altered_replies_are_refused(script: Any, key: PrivateKey):
    public = signing_text(key)
    hidden = script("blind", public, MESSAGE, None)
    signed = blind_sign(key, bytes.fromhex(hidden["blinded"])).hex()
    for reply, inverse in (
        (signed[2:], hidden["inverse"]),
        (signed, "00" + hidden["inverse"]),
        (signed[:-2] + f"{int(signed[-2:], 16) ^ 1:02x}", hidden["inverse"]),
        ("00" * 256, hidden["inverse"]),
    ):
        assert refusal(script, "finalize", public, MESSAGE, reply, inverse) == "signature"


def test_nothing_repeats(script: Any, key: PrivateKey):
    public = signing_text(key)
    drawn = [script("blind", public, MESSAGE, None) for _ in range(4)]
    assert len({each["blinded"] for each in drawn}) == len({each["inverse"] for each in drawn}) == 4
    assert len({script("newRight", MANIFEST, 3) for _ in range(4)}) == 4
