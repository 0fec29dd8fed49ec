"""Rows of ballots opened elsewhere: taken into memory, counted as the command counts, dropped."""

from __future__ import annotations

import json
import shutil
import time
from datetime import date

import pytest

from survey_app.ballots.manifest import KeptTexts
from survey_app.ballots.sealing import open_ballot
from survey_app.ballots.texts import Stage, open_texts
from survey_app.operations import counting_room, tally, waves
from survey_app.operations.bundle import WaveNotClosedError
from survey_app.operations.counting_room import (
    MOST_ROWS,
    SEALED_BESIDE,
    SEALED_EACH,
    BallotsMissingError,
    CountingRoom,
    LostSessionError,
    OtherProcessError,
    RowsRejectedError,
)
from survey_app.operations.keeping_texts import ForeignTextsError, TextsMissingError, sealed_split, texts_file
from survey_app.operations.ledger import ledger
from survey_app.operations.respond import cast
from survey_app.questionnaire.answers import Answers
from survey_app.store import open_stores

WAVE, WHO = "2025-Q4", "giu-khoa"


@pytest.fixture
def manifest(opened, stores):
    for at, slip in enumerate(opened.slips[:15]):
        texts = {"de_xuat": "Thêm ghế"} if at % 3 == 0 else {}
        values = {"dieu_kien": 1 + at % 5, "ap_luc": 1 + at % 3}
        cast(stores, WAVE, slip.code, Answers(values=values, texts=texts), today=date(2025, 12, 1))
    waves.close_wave(stores, WAVE)
    return opened.manifest


@pytest.fixture
def kept(opening, stores):
    """A closed wave that promised to keep answers in words: twelve of them."""
    opened = opening(texts=KeptTexts())
    for at, slip in enumerate(opened.slips[:12]):
        cast(stores, WAVE, slip.code, Answers(values={}, texts={"de_xuat": f"Lời số {at}"}), today=date(2025, 12, 1))
    waves.close_wave(stores, WAVE)
    return opened.manifest


@pytest.fixture
def rows(manifest, stores, custodian):
    """What a browser makes of the ballots."""
    found = []
    for held in stores.box.ballots(WAVE):
        raw = open_ballot(held.ballot, stratum=held.stratum, manifest_hash=manifest.hash, key=custodian)
        document = json.loads(raw)
        found.append({"stratum": held.stratum, "items": document["items"], "texts": sorted(document["texts"])})
    return found


@pytest.fixture
def room():
    return CountingRoom()


def sent(room, stores, rows):
    token = room.begin(stores, WAVE, WHO)
    for at in range(0, len(rows), 4):
        room.add(token, wave=WAVE, staff=WHO, at=at, rows=rows[at : at + 4])
    return token


def test_rows_end_with_the_release_that_the_command_makes(room, stores, rows, custodian, tmp_path) -> None:
    copy = open_stores(shutil.copytree(stores.folder, tmp_path / "copy"))
    expected = tally.tally_wave(copy, WAVE, custodian).cube
    token = sent(room, stores, rows)
    tallied = room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    assert tallied.cube.hash == expected.hash
    assert stores.box.count(WAVE) == room.held() == 0
    assert copy.papers.receipts(WAVE) == stores.papers.receipts(WAVE)
    with pytest.raises(LostSessionError):
        room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)


def test_a_tally_begun_elsewhere_while_another_is_decided_takes_no_row_from_it(room, stores, rows, monkeypatch) -> None:
    """Rows that vanish under a tally must not be counted as ballots that would not open: the box is emptied next."""
    export, token = counting_room.export_bundle, sent(room, stores, rows)

    def meanwhile(*given):
        monkeypatch.setattr(counting_room, "export_bundle", export)
        room.begin(stores, WAVE, "nguoi-khac")
        return export(*given)

    monkeypatch.setattr(counting_room, "export_bundle", meanwhile)
    tallied = room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    assert (tallied.set_aside, tallied.cube.population.n) == (0, 15)


def test_rows_are_not_held_without_bound(room, stores, rows) -> None:
    token = sent(room, stores, [*rows, rows[0]])
    with pytest.raises(RowsRejectedError):
        room.add(token, wave=WAVE, staff=WHO, at=len(rows) + 1, rows=rows[:1])


def test_a_row_that_is_no_answer_is_set_aside(room, stores, rows) -> None:
    rows[3] = {**rows[3], "items": {"dieu_kien": 9}}
    rows[4] = {**rows[4], "texts": ["khong_co"]}
    tallied = room.finish(stores, sent(room, stores, rows), wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    assert (tallied.set_aside, tallied.cube.population.n) == (2, 13)


@pytest.mark.parametrize("change", [-1, 1])
def test_rows_and_ballots_must_be_as_many(room, stores, rows, change) -> None:
    token = sent(room, stores, rows[:change] if change < 0 else [*rows, rows[0]])
    with pytest.raises(BallotsMissingError):
        room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=True)
    assert ledger(stores) == ()
    if change < 0:
        assert room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=1, acknowledged=False).set_aside == 1


def test_no_stratum_may_gain_rows(room, stores, rows) -> None:
    moved = [{**row, "stratum": 0} for row in rows]
    assert moved != rows
    with pytest.raises(BallotsMissingError):
        room.finish(stores, sent(room, stores, moved), wave=WAVE, staff=WHO, set_aside=0, acknowledged=True)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"stratum": True, "items": {}, "texts": []},
        {"stratum": 99, "items": {}, "texts": []},
        {"stratum": -1, "items": {}, "texts": []},
        {"stratum": 0, "items": [], "texts": []},
        {"stratum": 0, "items": {}, "texts": {"de_xuat": "lời"}},
        {"stratum": 0, "items": {}, "texts": [1]},
    ],
)
def test_rows_of_another_shape_are_refused_and_none_is_taken(room, stores, rows, row) -> None:
    token = room.begin(stores, WAVE, WHO)
    with pytest.raises(RowsRejectedError):
        room.add(token, wave=WAVE, staff=WHO, at=0, rows=[rows[0], row])
    assert room.add(token, wave=WAVE, staff=WHO, at=0, rows=[rows[0]]) == 1


def test_rows_come_in_their_order_and_not_too_many_at_once(room, stores, rows) -> None:
    token = room.begin(stores, WAVE, WHO)
    for at, some in ((1, rows[:1]), (0, []), (0, rows[:1] * (MOST_ROWS + 1))):
        with pytest.raises(RowsRejectedError):
            room.add(token, wave=WAVE, staff=WHO, at=at, rows=some)


def test_a_tally_belongs_to_one_wave_one_person_and_one_beginning(room, stores, rows) -> None:
    token = room.begin(stores, WAVE, WHO)
    for wave, staff, given in ((WAVE, "khac", token), ("2025-Q3", WHO, token), (WAVE, WHO, "doan")):
        with pytest.raises(LostSessionError):
            room.add(given, wave=wave, staff=staff, at=0, rows=rows[:1])
    room.begin(stores, WAVE, WHO)
    with pytest.raises(LostSessionError):
        room.add(token, wave=WAVE, staff=WHO, at=0, rows=rows[:1])
    assert room.held() == 1


def test_a_tally_of_another_process_is_told_apart_from_one_that_is_over(room, stores, rows) -> None:
    other = CountingRoom()
    token = sent(room, stores, rows)
    with pytest.raises(OtherProcessError):
        other.add(token, wave=WAVE, staff=WHO, at=len(rows), rows=rows[:1])
    expected = other.finish(
        stores, sent(other, stores, rows), wave=WAVE, staff=WHO, set_aside=0, acknowledged=False
    ).cube.hash
    late = room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    assert (late.cube.hash, room.held(), other.held()) == (expected, 0, 0)
    assert [cube.hash for cube in ledger(stores)] == [expected]


def test_a_tally_that_nobody_goes_on_with_is_dropped(stores, rows) -> None:
    room = CountingRoom(idle_seconds=0.01)
    token = room.begin(stores, WAVE, WHO)
    while room.held():
        time.sleep(0.01)
    with pytest.raises(LostSessionError):
        room.add(token, wave=WAVE, staff=WHO, at=0, rows=rows[:1])


def test_nothing_of_the_rows_reaches_the_disk_before_the_release(room, stores, rows) -> None:
    sent(room, stores, rows)
    needle = json.dumps(rows[0]["items"], separators=(",", ":"))[1:-1].encode()
    assert not [path for path in stores.folder.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_sealed_texts_come_in_parts_and_are_kept_as_the_command_keeps_them(room, stores, kept, custodian) -> None:
    words = [f"Lời số {at}" for at in range(12)]
    item = {"item": "de_xuat", "text": {"vi": "Đề xuất?"}, "texts": words}
    sealed = sealed_split(kept, [item])
    token = room.begin(stores, WAVE, WHO)
    strata = [held.stratum for held in stores.box.ballots(WAVE)]
    given = [{"stratum": stratum, "items": {}, "texts": ["de_xuat"]} for stratum in strata]
    room.add(token, wave=WAVE, staff=WHO, at=0, rows=given)
    for at in range(0, len(sealed), 9000):
        room.seal(token, wave=WAVE, staff=WHO, at=at, part=sealed[at : at + 9000])
    for at, part in ((0, "x"), (len(sealed), ""), (len(sealed), "x" * (SEALED_BESIDE + 12 * SEALED_EACH))):
        with pytest.raises(RowsRejectedError):
            room.seal(token, wave=WAVE, staff=WHO, at=at, part=part)
    tallied = room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    held = texts_file(stores.folder, WAVE).read_text(encoding="utf-8")
    assert open_texts(held, stage=Stage.WRITTEN, manifest=kept.hash, key=custodian) == {"items": [item]}
    assert [(one.item, one.count) for one in tallied.cube.texts] == [("de_xuat", 12)]


@pytest.mark.parametrize("sealed", [None, "{}", '{"sealed_texts":1'])
def test_a_tally_without_the_promised_texts_or_with_others_changes_nothing(room, stores, kept, sealed) -> None:
    token = room.begin(stores, WAVE, WHO)
    if sealed is not None:
        room.seal(token, wave=WAVE, staff=WHO, at=0, part=sealed)
    with pytest.raises(TextsMissingError if sealed is None else ForeignTextsError):
        room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=12, acknowledged=True)
    assert (stores.box.count(WAVE), ledger(stores)) == (12, ())
    assert not texts_file(stores.folder, WAVE).exists()


def test_texts_sent_for_a_wave_that_promised_none_are_dropped(room, stores, rows) -> None:
    token = sent(room, stores, rows)
    room.seal(token, wave=WAVE, staff=WHO, at=0, part="{}")
    room.finish(stores, token, wave=WAVE, staff=WHO, set_aside=0, acknowledged=False)
    assert not texts_file(stores.folder, WAVE).exists()


def test_an_open_wave_is_not_tallied(room, opened, stores) -> None:
    with pytest.raises(WaveNotClosedError):
        room.begin(stores, WAVE, WHO)
