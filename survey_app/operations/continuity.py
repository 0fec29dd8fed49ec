"""Whether what ``continues`` says of a question is borne out by the waves that asked it."""

from __future__ import annotations

from collections.abc import Sequence

from survey_app.ballots.manifest import Mode, WaveKind, read_manifest
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.gating import digests_of
from survey_app.operations.ledger import MEMBERS_OWN, NEVER_IN_A_TREND
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, WaveState


class ContinuesSinceError(SurveyError):
    """A question that says its new wording holds since a wave which is not the first with that wording."""

    code = "continues-since"
    found = N_("Câu {item} ghi continues từ đợt {since}, nhưng lời văn hiện nay được hỏi lần đầu ở đợt {first}.")
    fix = N_("Ghi since: {first}, hoặc bỏ continues nếu câu hỏi không đổi.")


def require_borne_out(
    stores: Stores, questionnaire: Questionnaire, *, wave: str, kind: WaveKind, mode: Mode = Mode.SINGLE_VISIT
) -> None:
    """Return quietly when each ``continues`` names the first wave that asked the question as it now stands.

    A question that no earlier wave asked is not looked at: there is nothing that its trend could continue.

    Raises
    ------
    ContinuesSinceError
        Naming that wave.
    """
    changed = [item for item in questionnaire.items() if item.continues is not None]
    if not changed or kind.value in NEVER_IN_A_TREND:
        return
    own = digests_of(questionnaire, mode)
    held = _asked(stores, questionnaire.questionnaire, kind)
    for item in changed:
        before = [(name, digests[item.item]) for name, digests in held if item.item in digests]
        first = _first([*before, (wave, own[item.item])])
        if before and item.continues is not None and item.continues.since != first:
            raise ContinuesSinceError(item=item.item, since=item.continues.since, first=first)


def _asked(stores: Stores, questionnaire: str, kind: WaveKind) -> list[tuple[str, dict[str, str]]]:
    """Return the waves of one trend, oldest first, with the digests of what each asked."""
    kinds = MEMBERS_OWN if kind.value in MEMBERS_OWN else {kind.value}
    found = []
    for record in stores.registry.waves():
        if record.kind in kinds and record.state is not WaveState.CANCELLED:
            manifest = read_manifest(record.manifest)
            if manifest.questionnaire == questionnaire and not manifest.is_open:
                asked = load_questionnaire(record.questionnaire, file=record.wave)
                found.append((manifest.closes, record.wave, digests_of(asked, manifest.mode)))
    return [(wave, digests) for _, wave, digests in sorted(found, key=lambda each: each[:2])]


def _first(waves: Sequence[tuple[str, str]]) -> str:
    """Return the first wave of the run, up to the last, that asked the same."""
    name, digest = waves[-1]
    for earlier, other in reversed(waves):
        if other != digest:
            break
        name = earlier
    return name
