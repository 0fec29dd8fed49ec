"""One whole wave run by the program itself: open, cast, close, tally. Shared by demo, rehearsal and replay.

The key is made here, used once and forgotten; that is why such a wave is marked as simulated, rehearsal or replay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import TypeAlias

from survey_app.ballots.keys import PrivateKey, new_key, public_text
from survey_app.ballots.manifest import Manifest, WaveKind
from survey_app.definitions.organisation import Organisation
from survey_app.language import Text
from survey_app.operations import respond, waves
from survey_app.operations.secrets import SigningKeys, new_signing_keys
from survey_app.operations.tally import Tallied, tally_wave
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores

Step: TypeAlias = Callable[[str, int, int], None]
"""Told the name of the step, how much is done, and of how much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What happens in one wave: when, and who (by branch) answers what."""

    wave: str
    title: Text
    kind: WaveKind
    opens: date
    closes: date
    results_on: date
    answers: Sequence[tuple[str, Answers]]


def run_wave(
    stores: Stores,
    script: Script,
    *,
    questionnaire: Questionnaire,
    organisation: Organisation,
    step: Step = lambda _name, _done, _of: None,
) -> Tallied:
    """Return what a wave came to that was opened, answered, closed and tallied in one go; its release is persisted."""
    key = _tally_key()
    opened = waves.open_wave(
        stores,
        wave=script.wave,
        title=script.title,
        kind=script.kind,
        questionnaire=questionnaire,
        organisation=organisation,
        tally_key=public_text(key),
        opens=script.opens,
        closes=script.closes,
        results_on=script.results_on,
        today=script.opens,
        keys=_keys(len(waves.strata_of(organisation, on=script.opens))),
    )
    cast_all(stores, opened.manifest, purses_of(opened), script.answers)
    waves.close_wave(stores, script.wave)
    return tally_wave(stores, script.wave, key, progress=partial(step, "tally"))


@lru_cache(maxsize=1)
def _tally_key() -> PrivateKey:
    """Return the key that opens the ballots of such waves; it lives in this process alone and is kept nowhere."""
    return new_key()


@lru_cache(maxsize=4)
def _keys(strata: int) -> SigningKeys:
    """Return signing keys for waves that the program answers itself, made once for all of them.

    A right names its wave's manifest, so under the same key it is worth nothing in another wave; nobody is promised
    anything by these waves; and sixteen past quarters would otherwise cost half a minute.
    """
    return new_signing_keys(strata)


def purses_of(opened: waves.Opened) -> dict[int, list[str]]:
    """Return the unused codes of a wave just opened, by number of stratum."""
    purses: dict[int, list[str]] = defaultdict(list)
    for slip in opened.slips:
        purses[slip.stratum].append(slip.code)
    return purses


def cast_all(
    stores: Stores, manifest: Manifest, purses: dict[int, list[str]], answers: Iterable[tuple[str, Answers]]
) -> None:
    """Cast each answers with a slip of its branch's stratum, taken out of the purse."""
    of_branch = {branch: at for at, stratum in enumerate(manifest.strata) for branch in stratum.branches}
    with_codes = [(purses[of_branch[branch]].pop(), one) for branch, one in answers]
    respond.cast_many(stores, manifest.wave, with_codes)
