"""The chain of manifests of an installation: whole, and where it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from survey_app.ballots.keys import fingerprint
from survey_app.ballots.manifest import BrokenChainError, WaveKind
from survey_app.definitions.organisation import Organisation
from survey_app.operations.proof import EditedManifestError, check_manifests
from survey_app.operations.waves import Opened, rehearse
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, WaveRecord

Opening = Callable[..., Opened]


@pytest.fixture
def holding(stores: Stores, monkeypatch: pytest.MonkeyPatch):
    """Let the registry hold other waves than were opened."""

    def held(*records: WaveRecord) -> None:
        monkeypatch.setattr(type(stores.registry), "waves", lambda _: records)

    return held


def test_manifests_form_a_chain_and_a_rehearsal_stays_out_of_it(
    stores: Stores, opening: Opening, questionnaire: Questionnaire, organisation: Organisation
):
    first = opening().manifest
    day = {"opens": date(2026, 3, 1), "closes": date(2026, 3, 10), "results_on": date(2026, 3, 20)}
    rehearsed = rehearse(
        stores, wave="thu", questionnaire=questionnaire, organisation=organisation, today=date(2026, 3, 1), **day
    )
    second = opening(wave="2026-Q1", **day).manifest
    assert rehearsed.opened.manifest.kind is WaveKind.REHEARSAL
    assert rehearsed.opened.manifest.previous is None
    assert [fingerprint(key) for key in rehearsed.opened.manifest.public_keys()] == [fingerprint(rehearsed.key)]
    assert second.previous == first.hash
    check_manifests(stores)


def test_a_manifest_taken_out_breaks_the_chain(stores: Stores, opening: Opening, holding):
    for number in (1, 2, 3):
        opening(wave=f"w{number}")
    first, _, last = stores.registry.waves()
    holding(first, last)
    with pytest.raises(BrokenChainError) as refusal:
        check_manifests(stores)
    assert refusal.value.code == "broken-chain"
    assert "w3" in refusal.value.render("en")


@pytest.mark.parametrize(("old", "new"), [('"spares":0', '"spares":1'), ("{", "")])
def test_an_edited_manifest_is_found_though_no_other_follows_it(
    stores: Stores, opening: Opening, holding, old: str, new: str
):
    for number in (1, 2):
        opening(wave=f"w{number}")
    first, last = stores.registry.waves()
    assert old in last.manifest
    holding(first, replace(last, manifest=last.manifest.replace(old, new, 1)))
    with pytest.raises(EditedManifestError) as refusal:
        check_manifests(stores)
    assert "w2" in refusal.value.render("en")
