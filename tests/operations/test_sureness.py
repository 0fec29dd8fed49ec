"""The panel "How sure are we?" reads a release and nothing else."""

from __future__ import annotations

import pytest

from survey_app.operations import publish
from survey_app.operations.method import method_page
from tests.factories import cubes


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_screen_of_a_wave_says_how_sure_it_is(language: str) -> None:
    held = cubes.plan(3)
    panel = publish.period_page(publish.Library(cubes=held), held[-1], language).panel
    assert panel.title == {"vi": "Chắc đến đâu?", "en": "How sure are we?"}[language]
    said = " ".join(text for row in panel.rows for text in row.told)
    assert str(held[-1].population.n) in said
    assert len(panel.rows) >= 4


def test_every_item_says_how_sure_it_is() -> None:
    held = cubes.plan(3)
    shelf = publish.Library(cubes=held)
    for item in ("dieu_kien", "ban_khoan", "kenh"):
        assert publish.item_page(shelf, held[-1], item, "vi").panel.rows


def test_the_method_of_a_wave_names_the_organisation() -> None:
    held = cubes.plan(1)
    page = method_page(publish.Library(cubes=held, title={"vi": "Đảng bộ Sở"}), held[0], "vi")
    assert dict(page.elements)["Cơ quan chủ trì"] == "Đảng bộ Sở"
