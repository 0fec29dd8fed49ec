"""Words that are read aloud, in any accent, over a bad line, and still told apart."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from survey_app.ballots.words import all_words, fingerprint_words

ONSETS = {
    "ngh": "g", "ng": "g", "gh": "g", "gi": "z", "g": "g", "nh": "nh", "n": "l", "l": "l", "kh": "kh", "k": "k", "qu": "k",
    "ch": "c", "c": "k", "tr": "c", "th": "th", "t": "t", "ph": "f", "p": "b", "b": "b", "s": "s", "x": "s", "r": "z",
    "d": "z", "v": "z", "h": "h", "m": "m",
}  # fmt: skip
"""Onsets that some accent of the country merges share a value (d stands for đ, too)."""
FINALS = {"ng": "n", "nh": "n", "ch": "t", "c": "t"}
VOWELS = {
    "ie": "i", "ia": "i", "ieu": "iu", "uou": "iu", "uu": "iu", "uo": "u", "ua": "u", "uoi": "ui", "uie": "i", "ue": "e",
    "oa": "a", "oe": "e", "oai": "ai", "uai": "ai", "oo": "o",
}  # fmt: skip
LEAST = 2
RUDE_OR_POLITICAL = re.findall(
    r"\w+",
    """đảng cộng sản mác lênin cờ đỏ búa liềm bác chủ tịch bí thư quân súng đạn máu chết giết tù công an địch ngụy phản
    động dân tự do biểu tình chó lợn ngu điếm đĩ cặc lồn buồi đụ địt cứt đái ỉa dâm dục vú mông thần phật chúa ma quỷ tàu
    khựa mỹ nga chim bướm cu""",
)
ALLOWED = {"dâm bụt", "mực tàu", "táo tàu", "tàu hỏa", "cờ tướng", "tem thư"}
"""Words in which a syllable of that list is quite another word."""


def plain(word: str) -> str:
    """The word as it is typed without marks."""
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def parts(syllable: str) -> tuple[str, str, str]:
    """Onset, vowels and final of an unmarked syllable, all mergers applied."""
    onset = next((each for each in sorted(ONSETS, key=len, reverse=True) if syllable.startswith(each)), "")
    rest = syllable[len(onset) :]
    if onset == "gi" and not re.match("[aou]", rest):  # gìn and giếng are written without the i of their vowels
        rest = "i" + rest
    found = re.fullmatch(r"([aeiou]+)(ng|nh|n|m|p|ch|c|t)?", rest.replace("y", "i"))
    assert found, syllable
    vowels, final = found.group(1), found.group(2) or ""
    return ONSETS.get(onset, ""), VOWELS.get(vowels, vowels), FINALS.get(final, final)


def sounds(word: str) -> tuple[str, ...]:
    return tuple(part for syllable in plain(word).split() for part in parts(syllable))


def distance(one: str, other: str) -> int:
    """In how many of their six parts two words differ, tones and marks apart."""
    return sum(left != right for left, right in zip(sounds(one), sounds(other), strict=True))


def test_a_hash_is_read_as_eight_words():
    """The bytes behind them come from another program than ours: the key derivation of OpenSSL's bindings."""
    raw = bytes.fromhex("00ff01" + "07" * 29)
    kdf = PBKDF2HMAC(algorithm=SHA256(), length=8, salt=b"survey words 1", iterations=524_288)
    words = fingerprint_words("sha256:" + raw.hex())
    assert words == tuple(all_words()[byte] for byte in kdf.derive(raw))
    assert words != tuple(all_words()[byte] for byte in raw[:8]), "a fast hash is found twice too soon"


def test_there_are_256_words_of_two_syllables_in_nfc():
    words = all_words()
    assert len(words) == len(set(words)) == 256
    for word in words:
        assert unicodedata.normalize("NFC", word) == word
        assert re.fullmatch(r"[^\W\d_]+ [^\W\d_]+", word), word
        assert word == word.lower()


def test_words_differ_without_their_marks_too():
    assert len({plain(word) for word in all_words()}) == 256
    assert len({plain(word).replace(" ", "") for word in all_words()}) == 256


def test_no_two_words_are_confused_in_any_accent():
    near = [(one, other) for one, other in combinations(all_words(), 2) if distance(one, other) < LEAST]
    assert not near


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("trâu", "châu"),
        ("sen", "xen"),
        ("ngã", "ngạ"),
        ("giếng", "riêng"),
        ("lan", "nan"),
        ("các", "cát"),
        ("đa", "da"),
    ],
)
def test_the_measure_hears_what_accents_merge(one: str, other: str):
    assert distance(f"{one} ba", f"{other} ba") == 0


def test_the_measure_tells_words_apart():
    assert distance("hoa sen", "hoa mít") == 3
    assert distance("hoa sen", "hoa xem") == 1


def test_no_word_is_rude_or_takes_sides():
    banned = set(RUDE_OR_POLITICAL)
    assert [word for word in all_words() if word not in ALLOWED and banned & set(word.split())] == []


def test_a_manifest_hash_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        fingerprint_words("sha256:00")
