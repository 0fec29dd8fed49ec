"""What can go wrong, said so that the reader can put it right."""

from __future__ import annotations

from typing import ClassVar

from survey_app.language import Language, Said


class SurveyError(Exception):
    """A refusal with a reason: where it happened, what was found, how to fix it. Never an answer's content.

    Subclasses set ``code``, ``found`` and ``fix`` as Vietnamese templates (wrapped in ``N_``); their ``{fields}`` are
    the keyword arguments, and a field may be a ``Said``. ``where`` is a place the reader can go to: a file with its
    line, a wave, a command-line option.
    """

    code: ClassVar[str] = "error"
    found: ClassVar[str]
    fix: ClassVar[str]

    def __init__(self, *, where: str = "", **fields: object) -> None:
        super().__init__(where, fields)
        self.where = where
        self.fields = fields

    def render(self, language: str = Language.VI) -> str:
        """Return the message in one language: where, what was found, how to fix it."""
        found = Said(self.found, self.fields).render(language)
        fix = Said(self.fix, self.fields).render(language)
        place = f"{self.where}  {self.code}" if self.where else self.code
        return f"{place}\n  {found}\n  {fix}"

    def __str__(self) -> str:
        return self.render()
