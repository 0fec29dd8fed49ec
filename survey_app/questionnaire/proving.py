"""What ``survey check`` proves about every condition: that it can hold, that it can fail, that somebody gets there."""

from __future__ import annotations

from collections.abc import Sequence

from survey_app.questionnaire.checked import placed_items
from survey_app.questionnaire.documents import QuestionnaireDoc
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.expressions import Either, Expression, mentions, plainly
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.problems import listed
from survey_app.questionnaire.proofs import FALSE, TRUE, Prover, Verdict


def prove(questionnaire: Questionnaire, document: QuestionnaireDoc, findings: Findings) -> None:
    """Note the conditions that nobody, or everybody, meets, and those about which nothing could be proven."""
    prover = Prover(questionnaire=questionnaire)
    for placed in placed_items(document):
        condition = questionnaire.item(placed.item.item).when
        if condition is not None:
            _prove(prover, placed.item.item, condition, findings, (*placed.path, "when"))


def _prove(prover: Prover, item: str, condition: Expression, findings: Findings, path: Sequence[Step]) -> None:
    named = mentions(condition)
    alone = prover.possible((condition, TRUE), routed=False)
    reached = alone if alone is Verdict.NO else prover.reaches(item)
    if alone is Verdict.NO:
        findings.add("condition-contradiction", path, given=item)
    elif reached is Verdict.NO:
        findings.add("item-unreachable", path, given=item, names=listed(named))
    elif Verdict.OPEN in {reached, failing := prover.possible((condition, FALSE))}:
        findings.add("condition-unproven", path, given=item)
    elif failing is Verdict.NO:
        findings.add("condition-always", path, given=item, name=listed(named[:1]))
    else:
        _parts(prover, condition, findings, path)


def _parts(prover: Prover, condition: Expression, findings: Findings, path: Sequence[Step]) -> None:
    either = plainly(condition)
    for number, part in enumerate(either.parts if isinstance(either, Either) else (), 1):
        if prover.possible((part, TRUE)) is Verdict.NO:
            findings.add("condition-part-never", path, number=number)
