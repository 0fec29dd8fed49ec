from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from survey_app.store import (
    PurgeRecord,
    ReleaseRecord,
    StaffRecord,
    StaffSessionRecord,
    Stores,
    WaveRecord,
    WaveState,
)
from survey_app.store.errors import LedgerMovedError, ReleaseExistsError, WaveExistsError
from survey_app.store.records import WithdrawalRecord

KEYS = tuple(bytes([at]) * 32 for at in (9, 3, 7))


def add(stores: Stores, wave: str = "2025-Q4", slips: tuple[tuple[bytes, int], ...] = ()) -> WaveRecord:
    return stores.registry.add_wave(
        wave=wave,
        kind="real",
        state=WaveState.OPEN,
        questionnaire="q",
        manifest="m",
        manifest_hash="sha256:00",
        slips=slips,
    )


def test_waves_keep_the_order_of_opening(stores: Stores):
    first, second = add(stores, "b"), add(stores, "a")
    assert stores.registry.waves() == (first, second)
    assert (first.number, second.number) == (1, 2)
    assert stores.registry.wave("a") == second
    assert stores.registry.wave("c") is None


def test_a_wave_name_is_taken_once_and_nothing_of_the_second_stays(stores: Stores):
    add(stores)
    with pytest.raises(WaveExistsError):
        add(stores, slips=((KEYS[0], 0),))
    assert stores.registry.slips("2025-Q4") == ()


def test_a_state_changes_only_from_the_states_named(stores: Stores):
    add(stores)
    assert stores.registry.set_state("2025-Q4", WaveState.CLOSED, among=[WaveState.OPEN])
    assert not stores.registry.set_state("2025-Q4", WaveState.CLOSED, among=[WaveState.OPEN])
    assert not stores.registry.set_state("none", WaveState.CLOSED, among=[WaveState.OPEN])
    found = stores.registry.wave("2025-Q4")
    assert found is not None
    assert found.state is WaveState.CLOSED


def test_a_wave_is_withdrawn_once_and_the_first_reason_stands(stores: Stores):
    add(stores)
    assert stores.registry.withdrawals() == {}
    assert stores.registry.add_withdrawal(WithdrawalRecord(wave="2025-Q4", reason="một"))
    assert not stores.registry.add_withdrawal(WithdrawalRecord(wave="2025-Q4", reason="hai"))
    assert stores.registry.withdrawals() == {"2025-Q4": "một"}


def test_a_slip_is_spent_once(stores: Stores):
    add(stores, slips=tuple((key, at) for at, key in enumerate(KEYS)))
    found = stores.registry.slip(KEYS[1])
    assert found is not None
    assert (found.wave, found.stratum) == ("2025-Q4", 1)
    assert stores.registry.spend_slip(KEYS[1])
    assert not stores.registry.spend_slip(KEYS[1])
    assert stores.registry.slip(KEYS[1]) is None
    assert [slip.key for slip in stores.registry.slips("2025-Q4")] == sorted([KEYS[0], KEYS[2]])
    assert stores.registry.drop_slips("2025-Q4") == 2


def test_a_spent_slip_leaves_no_bytes(stores: Stores):
    key = bytes(range(100, 132))
    add(stores, slips=((key, 0),))
    path = stores.folder / "registry.sqlite"
    assert key in path.read_bytes()
    stores.registry.spend_slip(key)
    assert all(key not in each.read_bytes() for each in stores.folder.iterdir())


def test_a_slip_needs_its_wave(stores: Stores):
    add(stores, slips=((KEYS[0], 0),))
    with pytest.raises(IntegrityError):
        add(stores, "other", slips=((b"short", 0),))
    assert stores.registry.wave("other") is None


def test_a_release_is_written_once_and_never_replaced(stores: Stores):
    add(stores)
    add(stores, "2026-Q1")
    later = ReleaseRecord(wave="2026-Q1", number=1, hash="h2", previous="h1", cube="{2}")
    first = ReleaseRecord(wave="2025-Q4", number=1, hash="h1", previous=None, cube="{1}")
    assert stores.registry.add_release(later)
    assert stores.registry.add_release(first)
    assert not stores.registry.add_release(first)
    with pytest.raises(ReleaseExistsError):
        stores.registry.add_release(ReleaseRecord(wave="2025-Q4", number=1, hash="h3", previous=None, cube="{3}"))
    assert stores.registry.releases() == (first, later)
    corrected = ReleaseRecord(wave="2025-Q4", number=2, hash="h4", previous="h2", cube="{4}")
    stores.registry.add_release(corrected)
    assert stores.registry.release("2025-Q4") == corrected
    assert stores.registry.release("none") is None


def test_the_first_purge_record_stands(stores: Stores):
    add(stores)
    assert stores.registry.add_purge(PurgeRecord(wave="2025-Q4", record="12 ballots"))
    assert not stores.registry.add_purge(PurgeRecord(wave="2025-Q4", record="0 ballots"))
    assert stores.registry.purge("2025-Q4") == PurgeRecord(wave="2025-Q4", record="12 ballots")
    assert stores.registry.purge("none") is None


def test_staff_are_replaced_by_name_and_take_their_sessions_with_them(stores: Stores):
    old = StaffRecord(staff="hoa", title="Hoa", role="reporter", password="argon2-1")
    new = StaffRecord(staff="hoa", title="Hoa", role="committee", password="argon2-2")
    stores.registry.put_staff(old)
    stores.registry.put_staff(new)
    stores.registry.put_staff(StaffRecord(staff="an", title="An", role="reporter", password="argon2-3"))
    assert stores.registry.staff("hoa") == new
    assert [each.staff for each in stores.registry.all_staff()] == ["an", "hoa"]
    stores.registry.put_session(StaffSessionRecord(token=KEYS[0], staff="hoa", seen=1))
    assert stores.registry.drop_staff("hoa")
    assert not stores.registry.drop_staff("hoa")
    assert stores.registry.session(KEYS[0]) is None


def test_sessions_are_kept_replaced_and_ended(stores: Stores):
    registry = stores.registry
    for staff in ("an", "hoa"):
        registry.put_staff(StaffRecord(staff=staff, title=staff, role="reporter", password="x"))
    for token, staff, seen in ((KEYS[0], "an", 10), (KEYS[1], "hoa", 20), (KEYS[2], "hoa", 30)):
        registry.put_session(StaffSessionRecord(token=token, staff=staff, seen=seen))
    kept = StaffSessionRecord(token=KEYS[0], staff="an", seen=40, content='{"csrf": "x"}')
    registry.put_session(kept)
    assert registry.session(KEYS[0]) == kept
    assert registry.end_sessions(seen_before=25) == 1
    assert registry.end_sessions(staff="hoa") == 1
    registry.end_session(KEYS[0])
    assert [registry.session(key) for key in KEYS] == [None, None, None]


def test_records_do_not_print_secrets():
    assert "argon2" not in repr(StaffRecord(staff="an", title="An", role="x", password="argon2"))


def test_two_releases_that_follow_the_same_one_cannot_both_be_written(stores: Stores):
    for wave in ("2025-Q1", "2025-Q2", "2025-Q3"):
        stores.registry.add_wave(
            wave=wave,
            kind="real",
            state=WaveState.CLOSED,
            questionnaire="",
            manifest=wave,
            manifest_hash=f"sha256:{wave}",
            slips=(),
        )
    first = ReleaseRecord(wave="2025-Q1", number=1, hash="sha256:1", previous=None, cube="{}")
    beside = ReleaseRecord(wave="2025-Q2", number=1, hash="sha256:2", previous=None, cube="{}")
    assert stores.registry.add_release(first)
    with pytest.raises(LedgerMovedError) as refusal:
        stores.registry.add_release(beside)
    assert refusal.value.fields["wave"] == "2025-Q2"
    assert not stores.registry.add_release(first)
    assert stores.registry.add_release(replace(beside, previous="sha256:1"))
    with pytest.raises(LedgerMovedError):
        stores.registry.add_release(replace(beside, wave="2025-Q3", hash="sha256:3", previous="sha256:1"))
    assert [record.wave for record in stores.registry.releases()] == ["2025-Q1", "2025-Q2"]
