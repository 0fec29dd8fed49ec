"""The workbook of a released wave as a file, made once per release and language."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.disclosure.released import ReleasedCube
from survey_app.language import say
from survey_app.operations.shelf import DRAWN, Library
from survey_app.report.words_sheet import DecidedTexts
from survey_app.report.workbook import released_workbook

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file to be handed out."""

    name: str
    content: bytes
    mime: str = MIME


def workbook(shelf: Library, cube: ReleasedCube, language: str, words: DecidedTexts | None = None) -> Download:
    """Return the workbook of a release; its name says questionnaire, wave and language.

    Parameters
    ----------
    words : the decided texts of the wave; they get a sheet of their own.
    """
    organisation = say(shelf.title, language)
    key = ("workbook", cube.hash, words and words.hash, organisation, language)
    content = DRAWN.get(key, lambda: released_workbook(cube, language=language, organisation=organisation, words=words))
    return Download(name=f"{cube.questionnaire}-{cube.wave}-{language}.xlsx", content=content)
