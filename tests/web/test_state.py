"""The hidden field."""

from __future__ import annotations

import pytest

from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.model import Exit
from survey_app.web.respond.state import State, TamperedStateError, close_state, open_state

KEY = bytes(range(32))
FULL = State(
    code="K7QM-3XTD-9VHP-4",
    seed="ab12",
    item="muc",
    answers=Answers(
        values={"muc": 4, "bo": {"a": 1, "b": Exit.REFUSED}, "nhieu": (1, 3), "so": 2.5, "viec": Exit.DONT_KNOW},
        texts={"nhieu": "Ý khác"},
    ),
    passed=frozenset({"muc", "bo"}),
    asked_again=frozenset({"muc"}),
    bar=250,
    changing=True,
)


@pytest.mark.parametrize("state", [FULL, State(code="x", seed="")])
def test_what_goes_in_comes_out(state):
    assert open_state(close_state(state, key=KEY, wave="W"), key=KEY, wave="W") == state


def test_the_same_state_never_looks_the_same():
    assert close_state(FULL, key=KEY, wave="W") != close_state(FULL, key=KEY, wave="W")


def test_short_and_long_paths_have_one_length():
    assert len(close_state(FULL, key=KEY, wave="W")) == len(close_state(State(code="x", seed=""), key=KEY, wave="W"))


@pytest.mark.parametrize("at", [0, 20, 200, -5])
def test_a_changed_character_is_noticed(at):
    text = close_state(FULL, key=KEY, wave="W")
    changed = "B" if text[at] != "B" else "C"
    position = at % len(text)
    with pytest.raises(TamperedStateError):
        open_state(text[:position] + changed + text[position + 1 :], key=KEY, wave="W")


@pytest.mark.parametrize("text", ["", "a", "ế", "A" * 16, "A" * 4096])
def test_a_text_that_is_no_field_is_refused(text):
    with pytest.raises(TamperedStateError):
        open_state(text, key=KEY, wave="W")


def test_a_field_of_another_wave_or_key_is_refused():
    text = close_state(FULL, key=KEY, wave="W")
    with pytest.raises(TamperedStateError):
        open_state(text, key=KEY, wave="V")
    with pytest.raises(TamperedStateError):
        open_state(text, key=bytes(32), wave="W")
