"""What a page says is read in the browser as the server reads it: the same answers, the same mistakes, word for word."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from survey_app.compilers.form import form_of
from survey_app.questionnaire.answers import EMPTY, payload, read_payload
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Note
from survey_app.web import forms
from survey_app.web.respond import pages, scripted

TYPED = [
    "", "  ", "0", "7", "007", "40", "-3", "2,5", "2.5", "101", "1e3", "12 ", "٣", "13", "31", "29", "30", "2024", "2025",
    "2026", "999", "2", "02", "11", "Đề xuất  mở lớp", "e\u0302", "a" * 130, "x" * 2100, "👍🏽" * 70, "\u200b", "{ap_luc}",
]  # fmt: skip
CASES = 120


@pytest.fixture(scope="module")
def questionnaire(root: Path) -> Any:
    return read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")


def drawn(draw: random.Random, item: Any) -> dict[str, list[str]]:
    """Return fields as a browser could post them: nothing foreign, everything else."""
    fields = forms.form_class(item)(formdata=MultiDict())
    posted = {}
    for name, field in fields._fields.items():
        offered = getattr(field, "choices", None)
        if draw.random() < 0.15:
            continue
        if offered is None:
            posted[name] = [draw.choice(TYPED)]
        elif isinstance(field, forms.SelectMultipleField):
            most = draw.choice([1, 1, 2, len(offered)]) if name != forms.EXIT or draw.random() < 0.4 else 0
            posted[name] = draw.sample(offered, min(most, len(offered)))
        else:
            posted[name] = [draw.choice(offered)]
    return {name: given for name, given in posted.items() if given}


def test_pages_are_read_as_the_server_reads_them(questionnaire: Any, in_node: Any) -> None:
    draw = random.Random(20261123)  # noqa: S311 -- a test must be repeatable
    form = form_of(questionnaire)
    alone = {**form, "items": [{**item, "when": None} for item in form["items"]]}
    with Flask("form").test_request_context():
        sentences = scripted.sentences()
        cases = [(item, drawn(draw, item)) for item in questionnaire.items() for _ in range(CASES)]
        found = in_node([["read", alone, item.item, posted] for item, posted in cases])
        refused = 0
        for (item, posted), told in zip(cases, found, strict=True):
            pairs = MultiDict([(name, text) for name, given in posted.items() for text in given])
            reading = forms.read_item(item, pairs)
            if reading.mistakes:
                refused += 1
                assert [(each["field"], worded(sentences, each)) for each in told["mistakes"]] == [
                    (mistake.field, mistake.text) for mistake in reading.mistakes
                ], posted
                continue
            answers = forms.kept(item, EMPTY, reading)
            written = {"v": 1, "items": {}, "texts": {}}
            if not isinstance(item, Note):
                written = json.loads(payload(_always(questionnaire), answers))
            assert json.loads(told["payload"]) == written, posted
            assert told["again"] == told["payload"], "a page filled from an answer says the same answer"
            assert told["complete"] == forms.complete(item, reading)
    assert 100 < refused < len(cases) - 500


def worded(sentences: dict[str, str], mistake: dict[str, Any]) -> str:
    words = {name: text["vi"] if isinstance(text, dict) else text for name, text in mistake["words"].items()}
    return sentences[mistake["said"]].format(**words)


def _always(questionnaire: Any) -> Any:
    """Return the questionnaire with every question asked of everybody."""
    return replace(
        questionnaire,
        pages=tuple(
            replace(page, items=tuple(replace(item, when=None) for item in page.items)) for page in questionnaire.pages
        ),
        traits=tuple(replace(item, when=None) for item in questionnaire.traits),
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_check_page_says_what_the_servers_says(questionnaire: Any, in_node: Any, language: str) -> None:
    draw = random.Random(7)  # noqa: S311 -- draws examples, no secrets
    form = form_of(questionnaire)
    calls, expected = [], []
    with Flask("form").test_request_context():
        g.language = language
        for _ in range(60):
            answers = EMPTY
            for item in questionnaire.items():
                pairs = drawn(draw, item)
                reading = forms.read_item(
                    item, MultiDict([(name, one) for name, many in pairs.items() for one in many])
                )
                if not reading.mistakes:
                    answers = forms.kept(item, answers, reading)
            answers = read_payload(questionnaire, payload(questionnaire, answers))
            plain = json.loads(payload(questionnaire, answers))
            calls.append(["said", form, plain["items"], plain["texts"], language])
            expected.append(said_by_server(questionnaire, answers))
    for told, meant in zip(in_node(calls), expected, strict=True):
        assert [(line["item"], line["text"]) for line in told] == [(line.item, line.text) for line in meant]
        for line, other in zip(told, meant, strict=True):
            assert [words for _, words in line["lines"]] == [words for _, words in other.lines] or exits(line, other)


def exits(line: dict[str, Any], other: Any) -> bool:
    """Exits are named by key in the call and by label on the page."""
    labels = {"dont_know": {"Khó trả lời", "Hard to say"}, "refused": {"Không muốn trả lời", "Prefer not to answer"}}
    return all(
        words == meant or meant in labels.get(words, ())
        for (_, words), (_, meant) in zip(line["lines"], other.lines, strict=True)
    )


def said_by_server(questionnaire: Any, answers: Any) -> list[Any]:
    return [
        pages.said(pages.piped_item(item, questionnaire, answers), answers)
        for item in pages.reached(questionnaire, answers)
        if not isinstance(item, Note)
    ]
