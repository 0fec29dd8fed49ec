"""Every role has its card, in both languages."""

from __future__ import annotations

import re

from survey_app.language import english
from survey_app.operations.cards import CARDS
from survey_app.operations.permissions import Role
from survey_app.web.custodian.views import SAID


def test_every_role_has_a_card_that_says_what_is_done_never_seen_and_compared() -> None:
    assert set(CARDS) == set(Role)
    for card in CARDS.values():
        assert card.purpose
        assert card.never
        assert card.compare
        assert all(steps for _, steps in card.parts)


def test_every_sentence_of_a_card_has_its_english() -> None:
    said = []
    for card in CARDS.values():
        said += [card.purpose, *card.never, *card.compare, *(title for title, _ in card.parts)]
        said += [text for _, steps in card.parts for step in steps for text in (step.do, step.detail) if text]
    assert [text for text in said if text not in english()] == []


def test_what_the_custodians_card_quotes_is_written_so_on_the_pages(root) -> None:
    said = [text for _, steps in CARDS[Role.CUSTODIAN].parts for step in steps for text in (step.do, step.detail)]
    quoted = {name for text in said for name in re.findall("“(.+?)”", text)}
    pages = [*(root / "templates").glob("custodian/*.html"), *(root / "templates").glob("public/*.html")]
    written = "\n".join(page.read_text(encoding="utf-8") for page in pages) + "\n".join(SAID.values())
    assert len(quoted) > 6
    assert [name for name in quoted if name not in written] == []
