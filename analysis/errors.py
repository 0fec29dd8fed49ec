"""What the statistics refuse to do, and why."""

from __future__ import annotations


class AnalysisError(ValueError):
    """A refusal. Carries its fields by keyword; the message says what was found and what would help."""

    code = "analysis-error"
    template = "{detail}"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.template.format(**fields))
        self.fields = fields


class EmptyBaseError(AnalysisError):
    """Nobody was asked and counted."""

    code = "empty-base"
    template = "{what}: nobody answered, so no share exists. Show the base and leave the figure out."


class TooManyAnswersError(AnalysisError):
    """More answers than people on the roll."""

    code = "more-answers-than-people"
    template = (
        "{what}: {n} answers from a roll of {N}. Correct the headcount; a sampling fraction above 1 has no meaning."
    )
