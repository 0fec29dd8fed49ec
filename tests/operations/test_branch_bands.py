"""Single branches once a year, from the archives: two bands and nothing else, through the same ledger."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from analysis.disclosure import read_cube, write_cube
from analysis.disclosure.audit import audit_releases
from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Archive
from survey_app.operations import tally, waves
from survey_app.operations.branch_bands import NoBranchYearError, tell_branches, told_of
from survey_app.operations.crossing import compare_page
from survey_app.operations.items import item_page
from survey_app.operations.ledger import ledger
from survey_app.operations.promises import promises
from survey_app.operations.rules import BandsNeedArchiveError
from survey_app.operations.run import cast_all, purses_of
from survey_app.operations.shelf import library
from survey_app.questionnaire.answers import Answers
from survey_app.report.workbook import released_workbook

HALVES = {"vi": ["dưới một nửa"], "en": ["under half"]}
SIZES = {"a": 18, "b": 16, "c": 20, "d": 9}


@pytest.fixture(scope="module")
def archive_key():
    return new_key()


@pytest.fixture
def hold(stores, opening, office, custodian, archive_key):
    """Hold one wave in which branch a is content, b is not, c is of one mind, and d is too small."""

    def run(wave, month, *, year=2025, a=18, passing=False, branch_bands=True):
        more = [("e", "g1", 24)] if passing else []
        opened = opening(
            wave=wave,
            organisation=office(("a", "g1", a), ("b", "g1", 16), *more, ("c", "g2", 20), ("d", "g2", 9)),
            opens=date(year, month, 1),
            closes=date(year, month, 10),
            results_on=date(year, month, 20),
            today=date(year, month, 1),
            archive=Archive(key=public_text(archive_key), days=366),
            branch_bands=branch_bands,
        )
        rows = {"a": [4] * 9 + [2] * 4, "b": [4] * 4 + [2] * 9, "c": [5] * 17, "d": [4, 2, 3, 4, 2, 1]}
        rows |= {name: [4] * 18 + [2] * 6 for name, _, _ in more}
        cast = [(branch, Answers(values={"dieu_kien": code}, texts={})) for branch in rows for code in rows[branch]]
        cast_all(stores, opened.manifest, purses_of(opened), cast)
        waves.close_wave(stores, wave)
        tally.tally_wave(stores, wave, custodian)
        return opened.manifest

    return run


def test_a_year_is_told_in_bands_in_a_new_release_of_its_last_wave(stores, hold, archive_key):
    manifest = hold("2025-Q2", 6)
    hold("2025-Q4", 12)
    cube = tell_branches(stores, "2025", archive_key)
    (table,) = [one for one in told_of(cube) if one.stub.column == "dieu_kien"]
    assert {cell.level: (cell.band, cell.mark) for cell in table.cells} == {
        "a": ("ge50", None),
        "b": ("lt50", None),
        "c": (None, "c"),
        "d": (None, "c"),
    }
    assert all(cell.count is cell.percent is cell.low is None for cell in table.cells)
    assert (table.bases, table.measures) == ((), ())
    assert [one.wave for one in ledger(stores)] == ["2025-Q2", "2025-Q4", "2025-Q4"]
    assert read_cube(write_cube(cube)) == cube
    assert any("hai mức" in one.render("vi") for one in promises(manifest))


def test_the_page_and_the_audit_read_such_a_release(stores, hold, archive_key):
    hold("2025-Q4", 12)
    cube = tell_branches(stores, "2025", archive_key)
    shelf = library(stores)
    for language in ("vi", "en"):
        page = compare_page(shelf, shelf.cube("2025-Q4"), language, question="dieu_kien", banner="branch")
        assert "2025" in page.figures[0].heading
        assert page.measures == page.over == ()
        (figure,) = page.figures
        assert figure.chart is None
        words = {"vi": "từ một nửa trở lên", "en": "half or more"}
        assert [row[1].text for row in figure.grid.rows] == [words[language], *HALVES[language], "[c]", "[c]"]
        assert any("95%" in said for said in figure.reasons)  # what two levels do not say
        (figure,) = item_page(shelf, shelf.cube("2025-Q4"), "dieu_kien", language).sections[0].tables[-1:]
        assert figure.grid.rows[0][1].text == words[language]
    assert audit_releases([cube])["2025-Q4"].narrow == ()


def test_the_workbook_has_one_sheet_of_branches_and_none_among_the_groups(stores, hold, archive_key):
    hold("2025-Q4", 12)
    cube = tell_branches(stores, "2025", archive_key)
    for language, contents in (("vi", "Mục lục"), ("en", "Contents")):
        book = openpyxl.load_workbook(BytesIO(released_workbook(cube, language=language)))
        name = book.sheetnames[-1]
        assert "2025" in name
        rows = {row[0].value: row[1].value for row in book[name].iter_rows(max_col=2)}
        assert (rows["Chi bộ a"], rows["Chi bộ c"]) == (
            {"vi": "từ một nửa trở lên", "en": "half or more"}[language],
            "[c]",
        )
        assert sum("95%" in str(label) for label in rows) == 1
        others = [cell.value for one in book.worksheets[4:-1] for row in one.iter_rows() for cell in row]
        assert others.count("Chi bộ a") == 0
        assert any(
            cell.hyperlink and name in cell.hyperlink.location for row in book[contents].iter_rows() for cell in row
        )


def test_a_year_is_told_once(stores, hold, archive_key):
    hold("2025-Q4", 12)
    tell_branches(stores, "2025", archive_key)
    with pytest.raises(NoBranchYearError):
        tell_branches(stores, "2025", archive_key)


def test_only_waves_that_promised_it_are_told(stores, hold, archive_key):
    hold("2025-Q4", 12, branch_bands=False)
    with pytest.raises(NoBranchYearError):
        tell_branches(stores, "2025", archive_key)
    with pytest.raises(NoBranchYearError):
        tell_branches(stores, "2024", archive_key)


def test_a_branch_whose_list_moved_by_one_is_withheld(stores, hold, archive_key):
    hold("2025-Q2", 6)
    hold("2025-Q4", 12, a=19)
    (table,) = [one for one in told_of(tell_branches(stores, "2025", archive_key)) if one.stub.column == "dieu_kien"]
    assert next(cell for cell in table.cells if cell.level == "a").mark == "c"


def test_a_branch_that_was_there_in_one_wave_alone_leaves_the_others_told(stores, hold, archive_key):
    """Its people are in the counts of its group in that wave: they are unknowns too."""
    hold("2025-Q2", 6, passing=True)
    hold("2025-Q4", 12)
    (table,) = [one for one in told_of(tell_branches(stores, "2025", archive_key)) if one.stub.column == "dieu_kien"]
    assert [(cell.level, cell.band) for cell in table.cells[:2]] == [("a", "ge50"), ("b", "lt50")]


def test_bands_without_an_archive_are_refused_before_anything_is_written(stores, opening):
    with pytest.raises(BandsNeedArchiveError):
        opening(branch_bands=True)
    assert stores.registry.waves() == ()
