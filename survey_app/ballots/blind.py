"""Blind signatures: RFC 9474, RSABSSA-SHA384-PSS-Randomized, with one RSA-2048 key per stratum of a wave.

The member's side prepares a message, blinds it and later takes the blinding off; the server signs what it cannot
read. Whatever the server saw while signing fits every signature it gave equally well, whatever computer it owns: the
blinding is a one-time pad of the group. Forging a signature is as hard as forging RSA-PSS.

What is not constant-time, said plainly: Python's integers are not. The signer therefore works on a base that a fresh
random factor hides (``r^e``) and with exponents that a fresh random multiple of ``p - 1`` and ``q - 1`` hides, so that
its timing does not follow from anything a client chose; it stays open to somebody who can watch this machine's caches.
On the member's side the only secret is the factor of one message, used once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from survey_app.ballots.keys import EXPONENT, PrivateKey, PublicKey, Randomness
from survey_app.errors import SurveyError
from survey_app.language import N_

BITS = 2048
PREFIX = 32
"""Random bytes in front of every message (the "Randomized" of the variant's name)."""
SALT = HASH = 48
_EXPONENT_MASK = 8


class BlindedMessageError(SurveyError):
    """A blinded message that no client of ours sends: of a wrong length, zero, or not below the modulus."""

    code = "blinded-message"
    found = N_("Yêu cầu cấp quyền bỏ phiếu không đúng dạng.")
    fix = N_("Tải lại trang rồi làm lại; phiếu mã chưa bị dùng.")


class SigningFaultError(SurveyError):
    """The signature that was computed does not fit; it was thrown away, since a wrong one could betray the key."""

    code = "signing-fault"
    found = N_("Máy chủ tính sai một chữ ký và đã hủy nó.")
    fix = N_("Thử lại; nếu lặp lại thì thay máy: bộ nhớ hoặc bộ xử lý có thể hỏng.")


class SigningKeyError(SurveyError):
    """A text that is not a signing key of a stratum."""

    code = "signing-key"
    found = N_("Khóa cấp quyền bỏ phiếu không dùng được: phải là RSA {bits} bit, số mũ {exponent}.")
    fix = N_("Dùng khóa ghi trong bản công bố của đợt; nếu chính bản công bố ghi như vậy thì không trả lời đợt này.")


class InvalidRightError(SurveyError):
    """A signature that does not hold under the key of the manifest: another key signed, or something was altered."""

    code = "invalid-right"
    found = N_("Chữ ký của quyền bỏ phiếu không khớp với khóa trong bản công bố của đợt.")
    fix = N_("Không gửi phiếu; so tám từ trên màn hình với tám từ trên áp phích và báo cho người giữ khóa.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinding:
    """A blinded message, and the inverse of the factor that takes the blinding off; the inverse is the secret."""

    blinded: bytes
    inverse: bytes = field(repr=False)


def new_signing_key() -> PrivateKey:
    """Return a new signing key (RSA-2048). Its randomness is the operating system's and cannot be replaced."""
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)


def signing_text(key: PrivateKey | PublicKey) -> str:
    """Return the public half as the manifest carries it: SubjectPublicKeyInfo, DER, base64 on one line."""
    public = key.public_key() if isinstance(key, rsa.RSAPrivateKey) else key
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def read_signing_text(text: str) -> PublicKey:
    """Return the public key of a manifest's text.

    Raises
    ------
    SigningKeyError
        when it is anything but an RSA-2048 key with exponent 65537, written the one way there is.
    """
    try:
        public = serialization.load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        raise SigningKeyError(bits=BITS, exponent=EXPONENT) from None
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size != BITS or signing_text(public) != text:
        raise SigningKeyError(bits=BITS, exponent=EXPONENT)
    _require_sound(public)
    return public


def signing_pem(key: PrivateKey) -> bytes:
    """Return the private half for its file (PKCS8, PEM, not encrypted: readable by its owner alone, gone at tally)."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_signing_pem(pem: bytes) -> PrivateKey:
    """Return the private key of its file.

    Raises
    ------
    SigningKeyError
        when it is anything but an RSA-2048 key with exponent 65537.
    """
    try:
        # our own file; a damaged key cannot leave the signer's own check, so the slow check of the primes is spared
        key = serialization.load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningKeyError(bits=BITS, exponent=EXPONENT) from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != BITS:
        raise SigningKeyError(bits=BITS, exponent=EXPONENT)
    _require_sound(key.public_key())
    return key


def prepare(message: bytes, *, randomness: Randomness = os.urandom) -> bytes:
    """Return the message behind 32 random bytes. All later steps take this prepared message."""
    return randomness(PREFIX) + message


def blind(public: PublicKey, prepared: bytes, *, randomness: Randomness = os.urandom) -> Blinding:
    """Return the blinded message and its secret.

    Parameters
    ----------
    randomness : source of the salt, then of the factor, then of a mask under which the factor is inverted.

    Raises
    ------
    SigningKeyError
        when the key is short, even, or has another exponent than 65537.
    """
    _require_sound(public)
    modulus = public.public_numbers().n
    encoded = int.from_bytes(encode(prepared, modulus.bit_length() - 1, salt=randomness(SALT)), "big")
    if math.gcd(encoded, modulus) != 1:  # its chance is that of guessing a prime of the key
        raise SigningKeyError(bits=BITS, exponent=EXPONENT)
    factor = _unit(modulus, randomness)
    mask = _unit(modulus, randomness)
    inverse = mask * pow(factor * mask % modulus, -1, modulus) % modulus
    blinded = encoded * pow(factor, EXPONENT, modulus) % modulus
    length = _bytes(modulus)
    return Blinding(blinded=blinded.to_bytes(length, "big"), inverse=inverse.to_bytes(length, "big"))


def blind_sign(key: PrivateKey, blinded: bytes, *, randomness: Randomness = os.urandom) -> bytes:
    """Return the blind signature, the same whenever the same blinded message is signed again.

    Raises
    ------
    BlindedMessageError
        when the blinded message is of a wrong length, zero, or not below the modulus.
    SigningFaultError
        when the result does not verify (hardware fault, or a damaged key); nothing of it leaves this function.
    """
    numbers = key.private_numbers()
    modulus, base = numbers.public_numbers.n, int.from_bytes(blinded, "big")
    if len(blinded) != _bytes(modulus) or not 0 < base < modulus:
        raise BlindedMessageError
    factor = _unit(modulus, randomness)
    hidden = base * pow(factor, EXPONENT, modulus) % modulus
    signed = _root(numbers, hidden, randomness) * pow(factor, -1, modulus) % modulus
    if pow(signed, EXPONENT, modulus) != base:
        raise SigningFaultError
    return signed.to_bytes(len(blinded), "big")


def finalize(public: PublicKey, prepared: bytes, blind_signature: bytes, inverse: bytes) -> bytes:
    """Return the signature of the prepared message, verified.

    Raises
    ------
    InvalidRightError
        when it does not hold under this key: the server signed with another one, or signed something else.
    """
    _require_sound(public)
    modulus = public.public_numbers().n
    length = _bytes(modulus)
    if len(blind_signature) != length or len(inverse) != length:
        raise InvalidRightError
    signature = int.from_bytes(blind_signature, "big") * int.from_bytes(inverse, "big") % modulus
    written = signature.to_bytes(length, "big")
    if not verify(public, prepared, written):
        raise InvalidRightError
    return written


def verify(public: PublicKey, prepared: bytes, signature: bytes) -> bool:
    """Return True when the signature holds for the prepared message (RSASSA-PSS, SHA-384, salt of 48 bytes)."""
    try:
        public.verify(signature, prepared, pss(), hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def encode(message: bytes, bits: int, *, salt: bytes) -> bytes:
    """Return EMSA-PSS-ENCODE of a message (RFC 8017, 9.1.1) with SHA-384, for ``bits`` bits and a given salt."""
    length = (bits + 7) // 8
    seed = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(length - HASH - 1, b"\0")
    masked = bytearray(a ^ b for a, b in zip(block, _mask(seed, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + seed + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    blocks = range(-(-length // HASH))
    return b"".join(hashlib.sha384(seed + at.to_bytes(4, "big")).digest() for at in blocks)[:length]


def _root(numbers: rsa.RSAPrivateNumbers, hidden: int, randomness: Randomness) -> int:
    """Return ``hidden^d`` from its two halves (CRT), each exponent hidden by a random multiple of its order."""
    halves = []
    for prime, exponent in ((numbers.p, numbers.dmp1), (numbers.q, numbers.dmq1)):
        veil = int.from_bytes(randomness(_EXPONENT_MASK), "big")
        halves.append(pow(hidden % prime, exponent + veil * (prime - 1), prime))
    of_p, of_q = halves
    return int(of_q + (of_p - of_q) * numbers.iqmp % numbers.p * numbers.q)


def _unit(modulus: int, randomness: Randomness) -> int:
    """Return a number between 1 and the modulus that has an inverse; all are equally likely."""
    spare = 8 * _bytes(modulus) - modulus.bit_length()
    while True:
        drawn = int.from_bytes(randomness(_bytes(modulus)), "big") >> spare
        if 0 < drawn < modulus and math.gcd(drawn, modulus) == 1:
            return drawn


def _require_sound(public: PublicKey) -> None:
    numbers = public.public_numbers()
    if numbers.e != EXPONENT or public.key_size < BITS or numbers.n % 2 == 0:
        raise SigningKeyError(bits=BITS, exponent=EXPONENT)


def _bytes(modulus: int) -> int:
    return (modulus.bit_length() + 7) // 8


def pss() -> padding.PSS:
    """Return the padding of every signature here: PSS, MGF1 and digest SHA-384, salt of 48 bytes."""
    return padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT)
