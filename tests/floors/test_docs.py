"""The documents: every link leads somewhere, and the first questionnaire is what the pages say it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from survey_app.questionnaire.loader import examine

PAGES = ("first-questionnaire.md", "first-questionnaire.en.md")
MISTAKE = ("scale: hai_long_5", "scale: hai_long5")


@pytest.fixture
def tutorials(root: Path) -> Path:
    return root / "docs" / "tutorials"


def test_every_link_of_the_documents_leads_to_a_file(root: Path) -> None:
    pages = [*(root / "docs").rglob("*.md"), *(root / "questionnaires").glob("*.md")]
    dead = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) + re.findall(r'<img src="([^"]+)"', text)
        dead += [f"{page.relative_to(root)}: {link}" for link in links if not (page.parent / link).exists()]
    assert len(pages) > 10
    assert not dead


def test_both_pages_show_the_same_questionnaire_and_it_is_clean(tutorials: Path) -> None:
    written = (tutorials / "first-questionnaire.yaml").read_text(encoding="utf-8")
    assert examine(written, file="nha-an.yaml").problems == ()
    shown = written.partition("\n")[2]
    for name in PAGES:
        assert f"```yaml\n{shown}```" in (tutorials / name).read_text(encoding="utf-8")


def test_the_mistake_is_one_error_and_its_cure_stands_in_the_message(tutorials: Path) -> None:
    written = (tutorials / "first-questionnaire.yaml").read_text(encoding="utf-8")
    (told,) = examine(written.replace(*MISTAKE), file="nha-an.yaml").problems
    assert told.rule == "scale-unknown"
    for name, language in zip(PAGES, ("vi", "en"), strict=True):
        assert MISTAKE[0].partition(" ")[2] in told.fix(language)
        assert told.found(language) in (tutorials / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_pictures_are_of_a_phone_and_small(tutorials: Path, name: str) -> None:
    found = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]+)"', (tutorials / name).read_text(encoding="utf-8"))
    assert len(found) >= 4
    for picture, _ in found:
        path = tutorials / picture
        assert path.stat().st_size < 50_000
        with Image.open(path) as image:
            assert image.width == 360
