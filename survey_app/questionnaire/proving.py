"""What ``survey check`` proves about every condition: that it can hold, that it can fail, that somebody gets there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from survey_app.questionnaire.cells import TooManyCellsError
from survey_app.questionnaire.checked import placed_items
from survey_app.questionnaire.documents import QuestionnaireDoc
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.expressions import Answered, Expression, Name, mentions
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.pipe_rules import OpenPipe
from survey_app.questionnaire.problems import listed
from survey_app.questionnaire.proofs import FALSE, TRUE, Prover, Verdict, Walked, alternatives
from survey_app.questionnaire.residues import Residues

PATIENCE = 5
"""Questions about routes that may meet the bound; after as many, further ones of that file are left open unasked."""


def prove(
    questionnaire: Questionnaire, document: QuestionnaireDoc, findings: Findings, pipes: Sequence[OpenPipe] = ()
) -> None:
    """Note conditions that nobody, or everybody, meets or that stay open, and pipes that may have nothing to show."""
    prover = Prover(questionnaire=questionnaire)
    proving = _Proving(prover=prover, findings=findings, residues=prover.residues())
    walked = prover.outcomes(proving.residues)
    for placed in placed_items(document):
        item = placed.item.item
        condition = questionnaire.item(item).when
        if condition is not None:
            proving.prove(item, condition, proving.reached(item, walked), (*placed.path, "when"))
    for pipe in pipes:
        if not all(proving.filled(pipe.name, item) for item in pipe.asking):
            findings.add("pipe-maybe-empty", pipe.path, given=pipe.name)


@dataclass(slots=True, kw_only=True)
class _Proving:
    """The proofs about one file."""

    prover: Prover
    findings: Findings
    residues: Residues | None
    patience: int = PATIENCE

    def reached(self, item: str, walked: Walked) -> Verdict:
        found = walked.reached(item)
        if found is Verdict.OPEN and self.patience:
            found = self.prover.reaches(item)
            self.patience -= found is Verdict.OPEN
        return found

    def filled(self, name: str, item: str) -> bool:
        """Return whether everybody who is asked an item has answered what is piped into it; no when nobody can tell."""
        if not self.patience:
            return False
        piped, _, part = name.partition(".")
        found = self.prover.follows(item, Answered(name=Name(item=piped, part=part or None)))
        self.patience -= found is Verdict.OPEN
        return found is Verdict.YES

    def comes(self, condition: Expression, wanted: Literal[True, False]) -> Verdict:
        """Return whether a condition can have an outcome, seen from the condition alone.

        Where an operand was not asked nothing is decided, so ways through the form do not matter here.
        """
        if self.residues is not None:
            try:
                found = self.residues.outcomes(self.residues.whole(condition), steps=self.prover.steps)
            except TooManyCellsError:
                return Verdict.OPEN
            return Verdict.YES if wanted in found else Verdict.NO
        return self.prover.possible((condition, TRUE if wanted else FALSE), routed=False)

    def prove(self, item: str, condition: Expression, reached: Verdict, path: Sequence[Step]) -> None:
        named = mentions(condition)
        failing = self.comes(condition, False)
        if self.comes(condition, True) is Verdict.NO:
            self.findings.add("condition-contradiction", path, given=item)
        elif reached is Verdict.NO:
            self.findings.add("item-unreachable", path, given=item, names=listed(named))
        elif Verdict.OPEN in {reached, failing}:
            self.findings.add("condition-unproven", path, given=item)
        elif failing is Verdict.NO:
            self.findings.add("condition-always", path, given=item, name=listed(named[:1]))
        else:
            for number, part in enumerate(alternatives(condition), 1):
                if self.comes(part, True) is Verdict.NO:
                    self.findings.add("condition-part-never", path, number=number)
