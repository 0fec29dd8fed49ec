from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.ballots.codes import (
    ALPHABET,
    LENGTH,
    CodeLengthError,
    MistypedCodeError,
    check_character,
    new_code,
    nullifier_of,
    printed,
    read_code,
    slip_key,
)

CODES = st.integers(0, 2**60 - 1).map(lambda bits: new_code(lambda _: bits))


def test_a_new_code_is_four_groups_and_reads_as_itself():
    code = new_code()
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 1]
    assert read_code(code) == code


def test_the_randomness_is_a_parameter_of_sixty_bits():
    asked = []

    def bits(count: int) -> int:
        asked.append(count)
        return 0

    assert new_code(bits) == "0000-0000-0000-0"
    assert asked == [60]


def test_all_sixty_bits_reach_the_code():
    assert len({new_code(lambda _, at=at: 1 << at) for at in range(60)}) == 60


@given(CODES)
def test_lower_case_spaces_and_lookalikes_read_as_printed(code: str):
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(f"  {typed}\n") == code
    assert read_code(code.replace("-", "").replace("1", "I").replace("0", "O")) == code
    assert read_code(code.replace("-", " \u2013 ")) == code
    assert read_code("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_noticed(code: str, at: int, other: str):
    letters = code.replace("-", "")
    if letters[at] == other:
        return
    with pytest.raises(MistypedCodeError):
        read_code(letters[:at] + other + letters[at + 1 :])


def test_every_swap_of_two_characters_is_noticed():
    rng = random.Random(7)  # noqa: S311 -- repeatable
    for _ in range(50):
        letters = new_code(rng.getrandbits).replace("-", "")
        for one, two in itertools.combinations(range(LENGTH), 2):
            if letters[one] == letters[two]:
                continue
            swapped = list(letters)
            swapped[one], swapped[two] = swapped[two], swapped[one]
            with pytest.raises(MistypedCodeError):
                read_code("".join(swapped))


def test_the_check_character_is_fixed_for_ever():
    assert check_character("000000000000") == "0"
    assert check_character("K7QM3XTD9VHP") == "B"


@pytest.mark.parametrize("typed", ["", "K7QM", "K7QM-3XTD-9VHP-4-4", "x" * 10_000])
def test_a_code_of_another_length_is_refused_with_the_two_lengths(typed: str):
    with pytest.raises(CodeLengthError) as refusal:
        read_code(typed)
    assert str(LENGTH) in refusal.value.render("vi")


@pytest.mark.parametrize("typed", ["Đ7QM3XTD9VHP4", "K7QM3XTD9VHPU", "K7QM3XTD9VHP€", "K7QM3XTD9VHPß"])
def test_letters_that_no_slip_carries_are_refused_without_being_quoted(typed: str):
    with pytest.raises(MistypedCodeError) as refusal:
        read_code(typed)
    assert typed not in refusal.value.render("vi") + refusal.value.render("en")


def test_keys_depend_on_pepper_wave_and_code_and_have_32_bytes():
    code, pepper = "K7QM-3XTD-9VHP-B", bytes(32)
    key = slip_key(pepper, "2025-Q4", code)
    assert len(key) == len(nullifier_of(key)) == 32
    others = {
        slip_key(bytes(31) + b"\1", "2025-Q4", code),
        slip_key(pepper, "2025-Q3", code),
        slip_key(pepper, "2025-Q4", new_code()),
        nullifier_of(key),
    }
    assert len(others | {key}) == 5


def test_printed_groups_by_four():
    assert printed("0123456789ABC") == "0123-4567-89AB-C"
