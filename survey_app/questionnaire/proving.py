"""What ``survey check`` proves about every condition: that it can hold, that it can fail, that somebody gets there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from survey_app.questionnaire.checked import placed_items
from survey_app.questionnaire.documents import QuestionnaireDoc
from survey_app.questionnaire.door import Findings
from survey_app.questionnaire.expressions import Expression, mentions
from survey_app.questionnaire.marks import Step
from survey_app.questionnaire.model import Questionnaire
from survey_app.questionnaire.problems import listed
from survey_app.questionnaire.proofs import FALSE, TRUE, Outcome, Prover, Verdict, alternatives


def prove(questionnaire: Questionnaire, document: QuestionnaireDoc, findings: Findings) -> None:
    """Note the conditions that nobody, or everybody, meets, and those about which nothing could be proven."""
    prover = Prover(questionnaire=questionnaire)
    walked = prover.outcomes()
    for placed in placed_items(document):
        item = placed.item.item
        condition = questionnaire.item(item).when
        if condition is not None:
            reached = _reached(prover, item, walked)
            _prove(prover, item, condition, reached, findings, (*placed.path, "when"))


def _reached(prover: Prover, item: str, walked: Mapping[str, frozenset[Outcome]]) -> Verdict:
    if item not in walked:
        return prover.reaches(item)
    return Verdict.YES if True in walked[item] else Verdict.NO


def _prove(
    prover: Prover, item: str, condition: Expression, reached: Verdict, findings: Findings, path: Sequence[Step]
) -> None:
    named = mentions(condition)
    # Where an operand was not asked nothing is decided: whether a test can fail is seen from the condition alone.
    holding, failing = (prover.possible((condition, wanted), routed=False) for wanted in (TRUE, FALSE))
    if holding is Verdict.NO:
        findings.add("condition-contradiction", path, given=item)
    elif reached is Verdict.NO:
        findings.add("item-unreachable", path, given=item, names=listed(named))
    elif Verdict.OPEN in {reached, failing}:
        findings.add("condition-unproven", path, given=item)
    elif failing is Verdict.NO:
        findings.add("condition-always", path, given=item, name=listed(named[:1]))
    else:
        for number, part in enumerate(alternatives(condition), 1):
            if prover.possible((part, TRUE), routed=False) is Verdict.NO:
                findings.add("condition-part-never", path, number=number)
