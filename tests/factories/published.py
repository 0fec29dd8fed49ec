"""An installation with released waves and one account per role, for tests of the committee's pages."""

from __future__ import annotations

from analysis.disclosure import write_cube
from survey_app.config import Settings
from survey_app.operations import staff
from survey_app.store import open_stores
from survey_app.store.records import ReleaseRecord, WaveState
from survey_app.web import create_app

PASSWORD = "một hai ba bốn năm"


def installation(folder, cubes):
    """Stores that hold these releases, and the three accounts."""
    stores = open_stores(folder / "var")
    for one in cubes:
        stores.registry.add_wave(
            wave=one.wave,
            kind=one.provenance,
            state=WaveState.RELEASED,
            questionnaire="",
            manifest="",
            manifest_hash=one.manifest,
            slips=(),
        )
        stores.registry.add_release(
            ReleaseRecord(wave=one.wave, number=1, hash=one.hash, previous=one.previous, cube=write_cube(one))
        )
    for role in staff.Role:
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
