"""The page that discloses how a wave was made."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.disclosure.released import ReleasedCube
from survey_app.language import say
from survey_app.operations.shelf import DRAWN, Heading, Library, heading_of, page_key
from survey_app.report import method


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """The disclosure list of a wave: name and text of every element."""

    heading: Heading
    elements: tuple[tuple[str, str], ...]


def method_page(shelf: Library, cube: ReleasedCube, language: str) -> MethodPage:
    """Return the disclosure list of one wave."""
    organisation = say(shelf.title, language)

    def make() -> MethodPage:
        return MethodPage(
            heading=heading_of(shelf, cube, language), elements=method.elements(cube, organisation, language)
        )

    return DRAWN.get(page_key(shelf, cube, language, "method", organisation), make)
