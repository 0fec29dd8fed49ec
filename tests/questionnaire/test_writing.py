"""YAML as written: it loads as the same, and reads as a person would have written it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.expressions import parse
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.marks import plain, read
from survey_app.questionnaire.writing import SCHEMA_LINE, write, written_condition
from tests.factories.questionnaires import documents

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Cn", "Zl", "Zp", "Mn", "Co")), max_size=200
).map(lambda words: unicodedata.normalize("NFC", words))


def texts(value):
    """Everything as the door sees it: texts."""
    if isinstance(value, dict):
        return {str(key): texts(held) for key, held in value.items()}
    if isinstance(value, list):
        return [texts(held) for held in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def loaded(text):
    marked = read(text, file="written.yaml")
    assert [found for found in marked.problems if found.severity == "error"] == []
    return plain(marked.documents[0])


def test_a_questionnaire_reads_as_a_person_would_write_it():
    document = {
        "questionnaire": "phieu",
        "title": {"vi": "Phiếu", "en": "Form"},
        "languages": ["vi", "en"],
        "minutes": 1,
        "purpose": "Để biết: ý kiến.",
        "pages": [
            {"page": "mot", "items": [{"item": "a", "type": "single", "text": "Hỏi?", "options": {1: "Có", 2: "no"}}]}
        ],
    }
    assert write(document, comment="Một lời") == SCHEMA_LINE + (
        "# Một lời\n"
        "questionnaire: phieu\n"
        "title: {vi: Phiếu, en: Form}\n"
        "languages: [vi, en]\n"
        "minutes: 1\n"
        "purpose: 'Để biết: ý kiến.'\n"
        "pages:\n"
        "  - page: mot\n"
        "    items:\n"
        "      - item: a\n"
        "        type: single\n"
        "        text: Hỏi?\n"
        "        options:\n"
        "          1: Có\n"
        '          2: "no"\n'
    )
    assert load_questionnaire(write(document), file="written.yaml").item("a").options[1].label == {"vi": "no"}


@settings(max_examples=40, deadline=None)
@given(document=documents())
def test_what_is_written_loads_as_the_same(document):
    assert loaded(write(document)) == texts(document)


@settings(max_examples=300, deadline=None)
@given(words=WORDS, other=WORDS)
@example(words="", other=":0")
@example(words="?a", other="")
def test_any_words_come_back(words, other):
    document = {"a": words, "b": {"vi": other, "en": words}, "c": [words, {"d": other}], "e": f"{words}x\n{other}y"}
    assert loaded(write(document)) == texts(document)


@pytest.mark.parametrize(
    "condition",
    [
        "a = 1",
        "a in [1, 2] or b >= 4.5",
        "(a = 1 or b = 2) and not (c.d = 3 and answered(e))",
        "not selected(m, 3) and count(m) < 2",
        "d >= 2021-03-05 or d < 2020-01-01",
        "a = 1 or (b = 2 or c = 3)",
        "not not a = 1",
    ],
)
def test_a_condition_is_written_so_that_it_reads_the_same(condition):
    tree = parse(condition)
    assert parse(written_condition(tree)) == tree
