"""A wave with every type of question, simulated, tallied, and read as the committee reads it."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import jsonschema
import openpyxl
import pytest

from analysis.disclosure import read_cube, write_cube
from survey_app import paths
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import WaveKind
from survey_app.config import Settings
from survey_app.operations import items, tally, waves
from survey_app.operations.opening import read_office
from survey_app.operations.run import cast_all, purses_of
from survey_app.operations.shelf import library
from survey_app.operations.simulation import Simulation
from survey_app.operations.workbooks import workbook
from survey_app.questionnaire.answers import kept, payload, read_payload, worst_payload
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.store import open_stores

WAVE = "2026-Q2"


@pytest.fixture(scope="module")
def questionnaire():
    return read_questionnaire_file(paths.questionnaires() / "examples" / "every-type.yaml")


@pytest.fixture(scope="module")
def released(tmp_path_factory, questionnaire):
    stores, key = open_stores(tmp_path_factory.mktemp("every") / "var"), new_key()
    office = read_office(Settings(questionnaires=paths.questionnaires()))
    opened = waves.open_wave(
        stores,
        wave=WAVE,
        kind=WaveKind.SIMULATED,
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=public_text(key),
        opens=date(2026, 6, 1),
        closes=date(2026, 6, 10),
        results_on=date(2026, 6, 20),
        today=date(2026, 6, 1),
    )
    sizes = [stratum.headcount for stratum in opened.manifest.strata]
    simulated = Simulation(questionnaire, sizes=sizes, seed=11).wave(quarter=2)
    branches = [opened.manifest.strata[at].branches[0] for at in simulated.strata]
    cast_all(stores, opened.manifest, purses_of(opened), zip(branches, simulated.answers, strict=True))
    waves.close_wave(stores, WAVE)
    tallied = tally.tally_wave(stores, WAVE, key)
    assert tallied.set_aside == 0
    return stores, tallied.cube, simulated.answers


def test_every_ballot_is_read_back_and_is_no_longer_than_the_worst_case(questionnaire, released):
    for answers in released[2]:
        raw = payload(questionnaire, answers)
        assert read_payload(questionnaire, raw) == kept(questionnaire, answers)
        assert len(raw) <= worst_payload(questionnaire)


def test_the_release_holds_the_schema_and_is_read_back(root, released):
    schema = json.loads((root / "analysis" / "disclosure" / "released-cube.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(write_cube(released[1])), schema)
    assert read_cube(write_cube(released[1])) == released[1]


def test_dates_are_told_as_dates(released):
    stores, cube, _ = released
    page = items.item_page(library(stores), cube, "lan_cuoi", "vi")
    assert "Trung bình: " in page.distribution.heading
    assert "trung vị: " in page.distribution.heading
    said = {row[0].text: [cell.text for cell in row[1:]] for row in page.distribution.grid.rows}
    month, year = said["Trung vị"][0].split("/")
    assert 1 <= int(month) <= 12
    assert 2018 <= int(year) <= 2026
    assert page.sections[0].figures[0].chart is None, "dates stand in a table"


def test_numbers_are_told_with_their_unit(released):
    stores, cube, _ = released
    assert " giờ" in items.item_page(library(stores), cube, "gio", "vi").distribution.heading
    assert " hours" in items.item_page(library(stores), cube, "gio", "en").distribution.heading


def test_a_ranking_is_told_by_its_first_choices(questionnaire, released):
    stores, cube, answers = released
    page = items.item_page(library(stores), cube, "uu_tien", "vi")
    assert page.options == tuple(option.label["vi"] for option in questionnaire.item("uu_tien").options)
    assert page.distribution.chart is not None
    assert page.distribution.sub.endswith("(lựa chọn thứ nhất)")
    firsts = [given[0] for one in answers if isinstance(given := one.values.get("uu_tien"), tuple)]
    top = max(set(firsts), key=firsts.count)
    shares = {cell.option: cell.percent for cell in cube.table("uu_tien").cells}
    assert shares[top] == max(shares.values())


def test_the_workbook_and_the_list_of_items_hold_all_of_them(released):
    stores, cube, _ = released
    listed = {line.item: line.figure for line in items.items_page(library(stores), cube, "vi").items}
    assert {"gio", "lan_cuoi", "bat_dau", "uu_tien", "anh_huong"} <= set(listed)
    assert listed["lan_cuoi"].startswith("trung bình ")
    assert all("{" not in line.text for line in items.items_page(library(stores), cube, "vi").items)
    book = openpyxl.load_workbook(BytesIO(workbook(library(stores), cube, "vi").content))
    told = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(text.count("/") == 1 and text[-4:].isdecimal() for text in told), "a month of the date question"
