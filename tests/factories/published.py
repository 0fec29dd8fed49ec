"""An installation with released waves and one account per role, for tests of the committee's pages."""

from __future__ import annotations

from functools import cache

from analysis.disclosure import write_cube
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Manifest, ReportingGroup, Stratum, WaveKind
from survey_app.config import Settings
from survey_app.operations import staff
from survey_app.operations.permissions import Role
from survey_app.store import open_stores
from survey_app.store.records import ReleaseRecord, WaveState
from survey_app.web import create_app

PASSWORD = "một hai ba bốn năm"
ORGANISATION = {"vi": "Đảng bộ Sở Thử nghiệm", "en": "Trial department"}


@cache
def key() -> str:
    return public_text(new_key())


def manifest(one) -> str:
    """What such a wave promised before it was opened."""
    return Manifest(
        wave=one.wave,
        title=one.title,
        organisation=ORGANISATION,
        questionnaire=one.questionnaire,
        digest="sha256:0",
        kind=WaveKind(one.provenance),
        strata=(Stratum(stratum="a", title={"vi": "A"}, group="g", branches=("a",), headcount=one.population.N),),
        groups=(ReportingGroup(group="g", title={"vi": "G"}),),
        opens=one.opened,
        closes=one.closed,
        results_on=one.closed,
        tally_keys=(key(),),
        tables=(),
    ).canonical()


def installation(folder, cubes):
    """Stores that hold these releases, and the three accounts."""
    stores = open_stores(folder / "var")
    for one in cubes:
        stores.registry.add_wave(
            wave=one.wave,
            kind=one.provenance,
            state=WaveState.RELEASED,
            questionnaire="",
            manifest=manifest(one),
            manifest_hash=one.manifest,
            slips=(),
        )
        stores.registry.add_release(
            ReleaseRecord(wave=one.wave, number=1, hash=one.hash, previous=one.previous, cube=write_cube(one))
        )
    for role in Role:
        staff.add_staff(stores, staff=role.value, title=role.value.title(), role=role.value, password=PASSWORD)
    return stores


def application(folder, cubes):
    """The application over such an installation, without an organisation or a plan."""
    stores = installation(folder, cubes)
    empty = folder / "questionnaires"
    empty.mkdir()
    app = create_app(Settings(folder=folder / "var", questionnaires=empty), stores)
    app.testing = True
    return app
