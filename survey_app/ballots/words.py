"""Fingerprints that people compare by reading aloud: eight Vietnamese words out of 256.

The list is ours (``words.txt``, one word of two syllables a line, 8 bits each). With all tones and marks taken off and
the mergers of the country's accents applied (ch/tr, s/x, d/đ/gi/r/v, l/n, final n/ng/nh and c/ch/t, y/i), any two of
them still differ in at least two of the six parts onset, vowels, final of both syllables. So they survive a bad line,
a keyboard without marks, and an accent in which ngã and nặng sound alike.

Eight words are 64 bits of a slow hash of the manifest's sha256 (PBKDF2 with a fixed salt, half a second on a phone). To
find a *second* manifest with the words of a given one takes about 2^64 trials of 2^20 steps each. Somebody who writes
*both* manifests needs only about 2^32 trials, hence 2^52 steps: with a fast hash hours on one machine, now days on a
rack of graphics cards. The words show that the manifest on this screen is the one whose words were printed; against
a patient author of two manifests the whole hash stands in the minutes, and every promise in the manifest can be read.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from pathlib import Path

COUNT = 8
SALT = b"survey words 1"
ITERATIONS = 2**19
_LIST = Path(__file__).with_name("words.txt")


@cache
def all_words() -> tuple[str, ...]:
    """Return the 256 words in their order; a word's place is the byte that it stands for."""
    return tuple(_LIST.read_text(encoding="utf-8").split("\n")[:-1])


@lru_cache(maxsize=256)
def fingerprint_words(manifest_hash: str) -> tuple[str, ...]:
    """Return the eight words of a hash written as ``sha256:…``; slow on purpose, remembered."""
    raw = bytes.fromhex(manifest_hash.removeprefix("sha256:"))
    if len(raw) != 32:
        raise ValueError("a manifest hash has 32 bytes")
    stretched = hashlib.pbkdf2_hmac("sha256", raw, SALT, ITERATIONS, COUNT)
    return tuple(all_words()[byte] for byte in stretched)


def javascript() -> str:
    """Return the module with the same list for the browser (``static/ballot/words.js``)."""
    listed = json.dumps(", ".join(all_words()), ensure_ascii=False)
    return f'// Written from survey_app/ballots/words.txt.\nexport const WORDS = {listed}.split(", ");\n'
