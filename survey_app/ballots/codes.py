"""Slip codes, and what is derived from them.

A code is 60 random bits: twelve characters of Crockford's base32 and one check character, printed in groups of four.
The code exists on the sheet alone. The registry keeps ``slip_key``; the box keeps ``nullifier_of`` of a right, which a
browser drew or, on the path without scripts, ``rights.derived_right`` made of the slip's key. Both need the wave's
pepper, a file outside the databases that is destroyed at the tally; without it neither leads to the other.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable

from survey_app.errors import SurveyError
from survey_app.language import N_

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
LENGTH = LETTERS + 1
CODE_BITS = 60

_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1: primitive, so the powers of x run through all 31 non-zero elements
_LONGEST_INPUT = 100


class MistypedCodeError(SurveyError):
    """A code that cannot have been printed: a character was typed wrongly, left out or swapped. It spends nothing."""

    code = "mistyped-code"
    found = N_("Mã phiếu vừa nhập không đúng: có ký tự gõ nhầm hoặc đổi chỗ.")
    fix = N_("Xem lại từng nhóm bốn ký tự trên phiếu rồi nhập lại. Nếu chữ hiện ra có dấu, hãy tắt bộ gõ tiếng Việt.")


class CodeLengthError(MistypedCodeError):
    """A code with too few or too many characters."""

    found = N_("Mã phiếu vừa nhập có {count} ký tự; mã in trên phiếu có {length} ký tự.")


def new_code(randomness: Callable[[int], int] = secrets.randbits) -> str:
    """Return a fresh code as printed, for example ``K7QM-3XTD-9VHP-B``."""
    bits = randomness(CODE_BITS)
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return printed(letters + check_character(letters))


def printed(code: str) -> str:
    """Return the thirteen characters in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(text: str) -> str:
    """Return the code as printed, however it was typed: lower case, spaces, other hyphens, O for 0, I or L for 1.

    Raises
    ------
    MistypedCodeError
        when no printed code can be meant.
    """
    compact = "".join(sign for sign in unicodedata.normalize("NFKC", text[:_LONGEST_INPUT]) if _is_meant(sign))
    typed = compact.upper().translate(_LOOKALIKES)
    if len(typed) != LENGTH:
        raise CodeLengthError(count=len(typed), length=LENGTH)
    if any(sign not in ALPHABET for sign in typed) or check_character(typed[:LETTERS]) != typed[LETTERS]:
        raise MistypedCodeError
    return printed(typed)


def check_character(letters: str) -> str:
    """Return the check character of twelve letters.

    The letters are elements of the field with 32 elements; the thirteen of them, weighted with the powers 12…0 of its
    generator, sum to zero. The weights differ and none is zero, so every single wrong letter and every swap of two
    letters, adjacent or not, is noticed.
    """
    total = 0
    for letter in letters:
        total = _times_x(total ^ ALPHABET.index(letter))
    return ALPHABET[total]


def slip_key(pepper: bytes, wave: str, code: str) -> bytes:
    """Return what the registry keeps of a code (32 bytes); ``code`` as ``read_code`` returns it."""
    return hmac.digest(pepper, b"survey slip 1\0" + wave.encode() + b"\0" + code.encode(), "sha256")


def nullifier_of(right: bytes) -> bytes:
    """Return the key of the ballot's row in the box (32 bytes): the same right can be cast once only."""
    return hashlib.sha256(right).digest()


def _is_meant(sign: str) -> bool:
    """Return False for what people and keyboards put between the groups."""
    return not (sign.isspace() or unicodedata.category(sign) in {"Pd", "Cc", "Cf", "Zs"} or sign in "._")


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _POLYNOMIAL if doubled & 32 else doubled
