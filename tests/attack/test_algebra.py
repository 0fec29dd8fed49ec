"""What a signer with unlimited power learns from blind signatures: nothing.

The attacker holds the private key, everything that it saw while signing (blinded message, reply) and every right cast
later (message, signature). For each pair it solves for the factor that would make the right come from that session:
``r = (b / m)^d``, which is reply / signature. If the scheme is sound every pair has exactly one such factor, so every assignment is equally good.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from survey_app.ballots.blind import (
    InvalidRightError,
    blind,
    blind_sign,
    encode,
    finalize,
    new_signing_key,
    verify,
)
from survey_app.ballots.keys import PrivateKey, PublicKey
from survey_app.ballots.rights import new_right

MEMBERS = 12
MANIFEST = "sha256:" + "ab" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the signer saw while it signed, and which key it used."""

    key: PrivateKey
    blinded: int
    reply: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """What was cast later."""

    prepared: bytes
    signature: int


Client = Callable[[PublicKey, bytes], tuple[bytes, bytes]]


def ours(public: PublicKey, prepared: bytes) -> tuple[bytes, bytes]:
    hidden = blind(public, prepared)
    return hidden.blinded, hidden.inverse


def careless(public: PublicKey, prepared: bytes) -> tuple[bytes, bytes]:
    """A client that forgot to blind: its factor is 1."""
    modulus = public.public_numbers().n
    return encode(prepared, modulus.bit_length() - 1, salt=bytes(48)), (1).to_bytes(256, "big")


def lazy(public: PublicKey, prepared: bytes) -> tuple[bytes, bytes]:
    """A client whose factor has 16 bits: a signer can tell by its size."""
    modulus = public.public_numbers().n
    factor = 2 + prepared[0] * 256 + prepared[1]
    encoded = int.from_bytes(encode(prepared, modulus.bit_length() - 1, salt=bytes(48)), "big")
    blinded = encoded * pow(factor, 65537, modulus) % modulus
    return blinded.to_bytes(256, "big"), pow(factor, -1, modulus).to_bytes(256, "big")


def wave(client: Client, keys: list[PrivateKey]) -> tuple[list[Session], list[Right]]:
    """Every member collects and casts; member ``i`` meets key ``i``, and checks under it."""
    sessions, rights = [], []
    for key in keys:
        public, prepared = key.public_key(), new_right(MANIFEST, 0)
        blinded, inverse = client(public, prepared)
        reply = blind_sign(key, blinded)
        signature = finalize(public, prepared, reply, inverse)
        sessions.append(Session(key=key, blinded=int.from_bytes(blinded, "big"), reply=int.from_bytes(reply, "big")))
        rights.append(Right(prepared=prepared, signature=int.from_bytes(signature, "big")))
    return sessions, rights


def explained(session: Session, right: Right) -> int | None:
    """Return the one factor with which this right would come from this session; None when there is none."""
    public = session.key.public_key()
    modulus, exponent = public.public_numbers().n, public.public_numbers().e
    if not verify(public, right.prepared, right.signature.to_bytes(256, "big")):
        return None  # this session's key never signed that right
    encoded = pow(right.signature, exponent, modulus)
    factor = session.reply * pow(right.signature, -1, modulus) % modulus
    blinds = pow(factor, exponent, modulus) * encoded % modulus == session.blinded
    return factor if blinds and math.gcd(factor, modulus) == 1 else None


def linked(sessions: list[Session], rights: list[Right], *, plausible: Callable[[int], bool]) -> int:
    """Return how many rights are traced to their session: the only one that explains them plausibly."""
    traced = 0
    for at, right in enumerate(rights):
        found = [
            i for i, session in enumerate(sessions) if (r := explained(session, right)) is not None and plausible(r)
        ]
        traced += found == [at]
    return traced


def anything(_factor: int) -> bool:
    return True


def small(factor: int) -> bool:
    """What a hurried attacker would look for: a factor that no uniform draw gives."""
    return factor < 2**64


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_signing_key()


def test_every_pair_of_session_and_right_is_explained_by_one_factor(key: PrivateKey):
    sessions, rights = wave(ours, [key] * MEMBERS)
    factors = [explained(session, right) for session in sessions for right in rights]
    assert None not in factors
    assert len(set(factors)) == MEMBERS**2
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    first, last = sessions[0].blinded, pow(rights[-1].signature, numbers.public_numbers.e, modulus)
    assert pow(first * pow(last, -1, modulus) % modulus, numbers.d, modulus) == factors[MEMBERS - 1]
    assert linked(sessions, rights, plausible=anything) == 0
    assert linked(sessions, rights, plausible=small) == 0


@pytest.mark.parametrize("client", [careless, lazy])
def test_the_same_algebra_traces_everybody_when_the_client_does_not_blind(key: PrivateKey, client: Client):
    sessions, rights = wave(client, [key] * MEMBERS)
    assert linked(sessions, rights, plausible=small) == MEMBERS


def test_a_key_for_every_member_would_trace_everybody():
    sessions, rights = wave(ours, [new_signing_key() for _ in range(4)])
    found = [[explained(session, right) is not None for right in rights] for session in sessions]
    assert found == [[row == column for column in range(4)] for row in range(4)]
    assert linked(sessions, rights, plausible=anything) == 4


def test_a_client_with_the_manifests_key_notices_a_key_of_its_own(key: PrivateKey):
    public, prepared = key.public_key(), new_right(MANIFEST, 0)
    modulus = public.public_numbers().n
    for _ in range(3):
        hidden = blind(public, prepared)
        own = new_signing_key()
        # the server may bring the blinded message into its own key's range as it likes
        there = int.from_bytes(hidden.blinded, "big") % own.public_key().public_numbers().n
        reply = int.from_bytes(blind_sign(own, there.to_bytes(256, "big")), "big") % modulus
        with pytest.raises(InvalidRightError):
            finalize(public, prepared, reply.to_bytes(256, "big"), hidden.inverse)
