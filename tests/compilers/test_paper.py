"""The paper form: every question, in both languages, on its own."""

from __future__ import annotations

import re

import html5lib
import pytest
from bs4 import BeautifulSoup

from survey_app.compilers.paper import paper_form
from survey_app.questionnaire.loader import load_questionnaire, read_questionnaire_file
from survey_app.questionnaire.model import Battery, Note, options_of

SHIPPED = ("tam-trang-quy", "so-ket-nam", "pulse", "examples/every-type", "examples/csps")


def made(root, name, language):
    questionnaire = read_questionnaire_file(root / "questionnaires" / f"{name}.yaml")
    return questionnaire, BeautifulSoup(paper_form(questionnaire, language), "html5lib")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_stands_on_paper_with_its_boxes(root, name, language):
    questionnaire, page = made(root, name, language)
    asked = [item for item in questionnaire.items() if not isinstance(item, Note)]
    numbers = [found.get_text() for found in page.select(".asked .number")]
    assert numbers == [f"{number}." for number in range(1, len(asked) + 1)]
    for item, block in zip(asked, page.select(".asked"), strict=True):
        times = len(item.parts) if isinstance(item, Battery) else 1
        assert len(block.select(".marks .box")) == times * len(options_of(item))
        assert len(block.select(".exits .box")) == times * len(item.exits) * bool(item.exits)
        assert bool(block.select(".only")) == (item.when is not None)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_valid_and_needs_nothing_else(root, language):
    questionnaire = read_questionnaire_file(root / "questionnaires" / "examples" / "every-type.yaml")
    text = paper_form(questionnaire, language)
    html5lib.HTMLParser(strict=True).parse(text)
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|https?:", text)
    assert f'<html lang="{language}">' in text


def test_routes_are_said_with_the_number_of_the_question(root):
    _, page = made(root, "tam-trang-quy", "vi")
    said = page.select_one(".only").get_text()
    assert said.startswith("Chỉ trả lời nếu “1. ")
    _, page = made(root, "tam-trang-quy", "en")
    assert page.select_one(".only").get_text().startswith("Answer only if “1. ")


def test_words_are_shown_as_written():
    questionnaire = load_questionnaire(
        "questionnaire: thu\ntitle: A & B\nlanguages: [vi]\nminutes: 1\npurpose: Để biết <3.\n"
        "pages:\n  - page: mot\n    items:\n"
        "      - {item: a, type: number, from: 0, to: 120, unit: giờ, text: Mấy **giờ** mỗi tuần?}\n",
        file="thu.yaml",
    )
    page = BeautifulSoup(paper_form(questionnaire, "vi"), "html5lib")
    assert page.select_one("h1").get_text() == "A & B"
    assert "<3" in page.select_one(".purpose").get_text()
    assert page.select_one(".text strong").get_text() == "giờ"
    assert len(page.select(".run i")) == 3
