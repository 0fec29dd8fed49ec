"""Past waves brought along: counted, gated, chained, marked; every kind of broken file refused as a whole."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from analysis.codebook import Missing
from analysis.disclosure import ReleasedCube
from survey_app.ballots.manifest import WaveKind, read_manifest
from survey_app.cli import survey
from survey_app.operations import importing
from survey_app.operations.bundle import export_bundle, read_bundle, write_bundle
from survey_app.operations.importing import ImportDiffersError, import_file, item_counts, withheld
from survey_app.operations.ledger import held_before, ledger, standing
from survey_app.operations.publish import period_page
from survey_app.operations.shelf import library, series_of
from survey_app.operations.waves import close_wave
from survey_app.operations.withdrawing import NoReasonError, NotReleasedYetError, WithdrawnBeforeError, withdraw
from survey_app.questionnaire.catalogue import CATALOGUE
from survey_app.questionnaire.door import QuestionnaireRejectedError
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.problems import Severity
from survey_app.readers import table as tables
from survey_app.report import trends
from survey_app.store import Stores, WaveState, open_stores

QUESTIONNAIRE = """\
questionnaire: phieu-cu
title: Phiếu cũ
languages: [vi]
minutes: 2
purpose: Nhập các đợt hỏi trước đây.
pages:
  - page: mot
    items:
      - {item: dieu_kien, type: scale, scale: hai_long_5, text: Đồng chí hài lòng với điều kiện làm việc ở mức nào?}
      - {item: ap_luc, type: scale, scale: tan_suat_5, text: Quá tải ở mức nào?, when: "dieu_kien in [1, 2, 3]"}
      - {item: tin, type: battery, scale: dong_y_5, text: Tin tưởng…, parts: {cap_uy: cấp ủy, so: lãnh đạo Sở}}
      - {item: kho_khan, type: multi, text: Khó khăn gì?, options: {1: việc, 2: lương, 3: khác}}
      - {item: so_kho, type: number, from: 0, to: 9, text: Bao nhiêu lần?, when: "selected(kho_khan, 2)"}
      - {item: tham_nien, type: number, from: 0, to: 45, text: Công tác bao nhiêu năm?}
traits:
  - {item: gioi, type: single, text: Giới, options: {1: nam, 2: nữ}}
indices:
  - {index: long_tin, title: Chỉ số lòng tin, items: [tin.cap_uy, tin.so], method: mean_0_100, headline: true}
"""
ORGANISATION = """\
organisation: so
title: Đảng bộ Sở
superior: Đảng bộ tỉnh
place: Vinh
groups:
  - {group: g1, title: Khối một}
  - {group: g2, title: Khối hai}
branches:
  - {branch: a, title: Chi bộ A, group: g1, headcounts: {2019-01-01: 90}}
  - {branch: b, title: Chi bộ B, group: g1, headcounts: {2019-01-01: 60}}
  - {branch: c, title: Chi bộ C, group: g2, headcounts: {2019-01-01: 90}}
"""
MAPPING = """\
mapping: phieu-giay
kind: rows
questionnaire: phieu-cu
wave: {column: dot, values: {2021: W2021, 2022: W2022}, dates: {W2021: 2021-06-01, W2022: 2022-06-01}}
branch: {column: chi_bo, values: {A: a, B: b, C: c}}
keep: "hop_le = 1"
items:
  dieu_kien: {column: c1, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 9: dont_know, "": skipped, K: not_asked}}
  ap_luc: {column: c2, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, "": skipped}}
  tin.cap_uy: {column: c3, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: refused}}
  tin.so: {column: c4, values: {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 0: refused}}
  tham_nien: {column: nam_ct, values: {"": skipped}}
  gioi: {column: gioi, values: {nam: 1, nữ: 2}}
  kho_khan.1: {column: k1, values: {x: 1, "": 0, K: refused}}
  kho_khan.2: {column: k2, values: {x: 1, "": 0, K: refused}}
  so_kho: {column: lan, values: {"": skipped}}
"""
RESULTS = """\
mapping: so-ket
kind: results
questionnaire: phieu-cu
columns: {wave: dot, item: cau, option: phuong_an, percent: ty_le, n: so_phieu, N: tong_so}
waves: {2019: W2019, 2020: W2020}
dates: {W2019: 2019-06-01, W2020: 2020-06-01}
items: {"Câu 1": dieu_kien}
options: {"Hài lòng": 4, Thuận: favourable}
"""
COLUMNS = ("dot", "chi_bo", "hop_le", "c1", "c2", "c3", "c4", "nam_ct", "gioi", "trong_so", "k1", "k2", "lan")


def people() -> list[list[str]]:
    made = random.Random(5)  # noqa: S311 -- no secret
    rows = []
    for wave in ("2021", "2022"):
        for branch, count in (("A", 60), ("B", 40), ("C", 50)):
            for _ in range(count):
                answers = [made.choice("12334445559") for _ in range(1)] + [made.choice("12345") for _ in range(3)]
                kept = "0" if made.random() < 0.1 else "1"
                weight = f"{made.uniform(0.5, 2):.3f}"
                troubles = [made.choice(("x", "")), made.choice(("x", "")), str(made.randint(0, 9))]
                rest = [str(made.randint(0, 40)), made.choice(("nam", "nữ")), weight, *troubles]
                rows.append([wave, branch, kept, *answers, *rest])
    return rows


class Desk:
    """A folder with definitions and a file, and the stores to import into."""

    def __init__(self, folder: Path, stores: Stores) -> None:
        self.folder = folder
        self.stores = stores
        self.mapping = MAPPING
        self.rows = people()
        self.columns = list(COLUMNS)
        (folder / "phieu-cu.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
        (folder / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")

    def write(self, name: str = "phieu.csv") -> Path:
        (self.folder / "m.yaml").write_text(self.mapping, encoding="utf-8")
        path = self.folder / name
        if name.endswith(".xlsx"):
            book = openpyxl.Workbook()
            for row in [self.columns, *self.rows]:
                book.active.append([int(cell) if str(cell).isdecimal() else cell for cell in row])
            book.save(path)
        else:
            with path.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([self.columns, *self.rows])
        return path

    def run(self, name: str = "phieu.csv", **named):
        return import_file(
            self.stores,
            self.write(name),
            mapping_file=self.folder / "m.yaml",
            organisation_file=self.folder / "organisation.yaml",
            **named,
        )

    def refused(self, **named):
        """Return the problems by rule; nothing may have been written."""
        before = self.stores.registry.waves()
        with pytest.raises(QuestionnaireRejectedError) as refusal:
            self.run(**named)
        assert self.stores.registry.waves() == before
        assert refusal.value.render("vi")
        return {problem.rule: problem for problem in refusal.value.problems}

    def set(self, row: int, column: str, text: str) -> None:
        self.rows[row][self.columns.index(column)] = text

    def kept(self, wave: str) -> list[dict[str, str]]:
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return [row for row in rows if row["dot"] == wave and row["hop_le"] == "1"]


@pytest.fixture
def desk(tmp_path: Path, stores: Stores) -> Desk:
    return Desk(tmp_path, stores)


def results(desk: Desk, *rows) -> None:
    desk.mapping = RESULTS
    desk.columns = ["dot", "cau", "phuong_an", "ty_le", "so_phieu", "tong_so"]
    desk.rows = [list(map(str, row)) for row in rows]


FULL = [("2020", "Câu 1", code, percent, 100, 240) for code, percent in ((1, 5), (2, 15), (3, 20), (4, 40), (5, 20))]


# rows


def _rounding(cube: ReleasedCube) -> float:
    """Return how many points a released count may be off: less than three people of those who answered."""
    return 100 * 3 / next(base.answered for base in cube.table("dieu_kien").bases if base.level == "total")


def test_rows_are_counted_gated_and_discarded(desk: Desk) -> None:
    found = desk.run()
    assert [wave.cube.wave for wave in found.waves] == ["W2021", "W2022"]
    for wave, year in zip(found.waves, ("2021", "2022"), strict=True):
        rows = desk.kept(year)
        assert wave.kept == wave.cube.population.n == len(rows)
        cells = wave.counts.cells("dieu_kien", "total")
        plain = Counter(row["c1"] for row in rows)
        assert [int(count) for count in cells.n.sum(axis=(0, 1))[:5]] == [plain[str(code)] for code in range(1, 6)]
        assert cells.exits(Missing.DONT_KNOW)[0] == plain["9"]
        assert wave.cube.provenance == "import_rows"
        assert wave.cube.population.N == 240
        shares = cells.w[:, 0, :5].sum(axis=0)
        shown = [cell.percent for cell in wave.cube.table("dieu_kien").cells]
        assert shown == pytest.approx(100 * shares / shares.sum(), abs=0.5 + _rounding(wave.cube))
    assert found.left_out == sum(row[2] == "0" for row in desk.rows)
    text = "".join(path.read_bytes().decode("latin-1") for path in desk.stores.folder.rglob("*") if path.is_file())
    assert "nam_ct" not in text  # nothing of the file's rows or columns is kept


def test_answers_off_the_route_are_told_and_not_counted(desk: Desk) -> None:
    found = desk.run(dry=True)
    for wave, year in zip(found.waves, ("2021", "2022"), strict=True):
        asked = [row for row in desk.kept(year) if row["c1"] in {"1", "2", "3"}]
        cells = wave.counts.cells("ap_luc", "total")
        assert int(cells.base[0]) == len(asked)
    assert [(problem.rule, problem.severity) for problem in found.warnings] == [
        ("import-off-route", Severity.WARNING)
    ] * 2


def test_several_answers_stand_in_one_column_per_option(desk: Desk) -> None:
    for row in desk.rows[:9]:
        row[desk.columns.index("hop_le")], row[desk.columns.index("k1")] = "1", "K"
    counts = desk.run(dry=True).waves[0].counts
    rows = desk.kept("2021")
    first, second, third = (counts.cells(f"kho_khan.{code}", "total") for code in (1, 2, 3))
    assert [int(n) for n in first.n.sum(axis=(0, 1))[:2]] == [
        sum(row["k1"] == "" for row in rows),
        sum(row["k1"] == "x" for row in rows),
    ]
    assert first.exits(Missing.REFUSED)[0] == 9
    assert int(second.base[0]) == len(rows)
    assert third.exits(Missing.NOT_ASKED)[0] == len(rows)
    asked = [row for row in rows if row["k2"] == "x"]
    assert int(counts.cells("so_kho", "total").base[0]) == len(asked)


def test_the_same_counts_come_from_any_chunks(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.run(dry=True)
    monkeypatch.setattr(tables, "ROWS_OF_CHUNK", 7)
    assert [wave.cube.hash for wave in desk.run(dry=True).waves] == [wave.cube.hash for wave in whole.waves]


def test_excel_and_csv_give_the_same_release(desk: Desk) -> None:
    csv_waves = desk.run(dry=True).waves
    assert [wave.cube.hash for wave in desk.run("phieu.xlsx", dry=True).waves] == [wave.cube.hash for wave in csv_waves]


def test_weights_of_the_file_are_taken_as_they_are(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("keep:", "weight: trong_so\nkeep:")
    wave = desk.run().waves[0]
    total = Counter()
    for row in desk.kept("2021"):
        total[row["c1"]] += float(row["trong_so"])
    answered = sum(total[str(code)] for code in range(1, 6))
    for cell in wave.cube.table("dieu_kien").cells:
        assert cell.percent == pytest.approx(100 * total[str(cell.option)] / answered, abs=0.5 + _rounding(wave.cube))
    assert "weights_of_the_file" in wave.cube.population.note
    page = period_page(library(desk.stores), wave.cube, "vi")
    assert "trọng số của tệp" in page.headline.foot


def test_one_wave_and_one_branch_for_the_whole_file(desk: Desk) -> None:
    desk.mapping = MAPPING.replace(
        "{column: dot, values: {2021: W2021, 2022: W2022}, dates: {W2021: 2021-06-01, W2022: 2022-06-01}}",
        "{constant: W2021, dates: {W2021: 2021-06-01}}",
    ).replace("{column: chi_bo, values: {A: a, B: b, C: c}}", "{constant: a}")
    (wave,) = desk.run().waves
    assert wave.cube.wave == "W2021"
    assert wave.kept == len(desk.kept("2021")) + len(desk.kept("2022"))
    assert "more_ballots_than_roll" in wave.cube.population.note


def test_the_manifest_says_what_it_is_and_nothing_of_the_rows(desk: Desk) -> None:
    desk.run()
    record = desk.stores.registry.wave("W2021")
    assert (record.kind, record.state) == ("import", WaveState.RELEASED)
    manifest = read_manifest(record.manifest)
    assert manifest.kind is WaveKind.IMPORT
    assert manifest.source == {"mapping": "phieu-giay", "kind": "rows", "weights": "headcounts"}
    assert (manifest.tally_keys, manifest.previous, manifest.opens) == ((), None, "2021-06-01")
    assert manifest.hash == ledger(desk.stores)[0].manifest


def test_importing_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    first = desk.run()
    before = {path: path.read_bytes() for path in desk.stores.folder.iterdir()}
    again = desk.run()
    assert [wave.new for wave in again.waves] == [False, False]
    assert [wave.cube for wave in again.waves] == [wave.cube for wave in first.waves]
    assert {path: path.read_bytes() for path in desk.stores.folder.iterdir()} == before


def test_another_file_under_the_same_name_is_refused_whole(desk: Desk) -> None:
    desk.run()
    held = ledger(desk.stores)
    desk.rows = [row for row in desk.rows if row[1] != "C"]
    with pytest.raises(ImportDiffersError):
        desk.run()
    assert ledger(desk.stores) == held


def test_an_interrupted_import_is_run_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(_cube):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "write_cube", torn)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    assert desk.stores.registry.wave("W2021").state is WaveState.CLOSED
    monkeypatch.undo()
    assert [wave.new for wave in desk.run().waves] == [True, True]
    assert [cube.wave for cube in ledger(desk.stores)] == ["W2021", "W2022"]


def test_a_dry_run_tells_everything_and_writes_nothing(desk: Desk) -> None:
    found = desk.run(dry=True)
    assert desk.stores.registry.waves() == ()
    counts = {line.column: line for line in item_counts(found.waves[0])}
    rows = desk.kept("2021")
    assert counts["dieu_kien"].dont_know == sum(row["c1"] == "9" for row in rows)
    assert counts["dieu_kien"].answered + counts["dieu_kien"].dont_know == len(rows)
    assert all(one.merged + one.banded + one.gone > 0 for one in withheld(found.waves[0].cube))


def test_a_group_too_small_is_withheld_and_told(desk: Desk) -> None:
    desk.rows = [row for row in desk.rows if row[1] != "C" or row[0] == "2022"] + [
        ["2021", "C", "1", "3", "3", "3", "3", "9", "nam", "1", "x", "", ""] for _ in range(4)
    ]
    cube = desk.run(dry=True).waves[0].cube
    assert ("dieu_kien", "group") in {(one.column, one.banner) for one in withheld(cube) if one.merged + one.gone}


# order, trend, withdrawal


def test_older_waves_come_later_into_the_chain_and_earlier_into_the_trend(desk: Desk) -> None:
    everything = desk.rows
    desk.rows = [row for row in everything if row[0] == "2022"]
    desk.run()
    desk.rows = [row for row in everything if row[0] == "2021"]
    desk.run()
    chain = ledger(desk.stores)
    assert [cube.wave for cube in chain] == ["W2022", "W2021"]
    assert chain[1].previous == chain[0].hash
    shelf = library(desk.stores)
    assert shelf.latest().wave == "W2022"
    assert [cube.wave for cube in shelf.trend(shelf.latest())] == ["W2021", "W2022"]
    assert [cube.wave for cube in shelf.trend(shelf.cube("W2021"))] == ["W2021"]
    manifest = read_manifest(desk.stores.registry.wave("W2021").manifest)
    assert held_before(chain, manifest) == ()
    assert not shelf.cube("W2021").table("dieu_kien").changes


def test_changes_are_measured_from_the_wave_before(desk: Desk) -> None:
    cube = desk.run().waves[1].cube
    assert {change.since for change in cube.table("dieu_kien").changes} == {"W2021"}


@pytest.mark.parametrize(("language", "said"), [("vi", "○ Số liệu nhập"), ("en", "○ Imported")])
def test_imported_points_carry_their_mark(language: str, said: str, desk: Desk) -> None:
    desk.run()
    shelf = library(desk.stores)
    page = period_page(shelf, shelf.latest(), language)
    assert said in page.headline.foot
    assert page.heading.banner
    series = series_of(shelf.trend(shelf.latest()), "dieu_kien")
    assert [point.imported for point in series.points] == [True, True]
    chart = trends.trend(series, name="x", title="x", language=language)
    assert said in chart.description


def test_a_withdrawn_wave_leaves_trend_and_pages_and_stays_in_the_ledger(desk: Desk) -> None:
    desk.run()
    assert withdraw(desk.stores, "W2021", reason=" Sai cột\n chi bộ. ") == "Sai cột chi bộ."
    assert desk.stores.registry.withdrawals() == {"W2021": "Sai cột chi bộ."}
    assert [cube.wave for cube in ledger(desk.stores)] == ["W2021", "W2022"]
    assert [cube.wave for cube in standing(desk.stores)] == ["W2022"]
    shelf = library(desk.stores)
    assert [cube.wave for cube in shelf.trend(shelf.latest())] == ["W2022"]
    assert [wave.new for wave in desk.run().waves] == [False, False]
    assert withdraw(desk.stores, "W2021", reason="Sai cột chi bộ.") == "Sai cột chi bộ."


def test_no_change_is_measured_from_a_withdrawn_wave_on_either_machine(desk: Desk, opening) -> None:
    desk.run()
    opening()
    close_wave(desk.stores, "2025-Q4")
    assert write_bundle(export_bundle(desk.stores, "2025-Q4")).count(b"withdrawn.txt") == 0
    withdraw(desk.stores, "W2022", reason="sai")
    bundle = export_bundle(desk.stores, "2025-Q4")
    assert read_bundle(write_bundle(bundle)) == bundle
    assert bundle.withdrawn == ("W2022",)
    assert [cube.wave for cube in bundle.previous] == ["W2021", "W2022"]


def test_a_withdrawal_needs_a_release_and_one_lasting_reason(desk: Desk, opened) -> None:
    with pytest.raises(NotReleasedYetError):
        withdraw(desk.stores, "2025-Q4", reason="thử")
    desk.run()
    with pytest.raises(NoReasonError):
        withdraw(desk.stores, "W2021", reason="  ")
    withdraw(desk.stores, "W2021", reason="một")
    with pytest.raises(WithdrawnBeforeError):
        withdraw(desk.stores, "W2021", reason="hai")


# what is refused, whole and with its place


def test_every_problem_is_told_at_once_with_row_and_column(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("keep:", "weight: trong_so\nkeep:")
    for row in desk.rows:
        row[2] = "1"
    desk.set(3, "c1", "77")
    desk.set(4, "c1", "bí mật")
    desk.set(5, "chi_bo", "D")
    desk.set(6, "nam_ct", "lâu rồi")
    desk.set(7, "nam_ct", "99")
    desk.set(8, "trong_so", "0")
    desk.set(9, "trong_so", "")
    desk.set(10, "trong_so", "-1")
    with pytest.raises(QuestionnaireRejectedError) as refusal:
        desk.run()
    told = {(found.rule, found.line, found.column): found.fields["count"] for found in refusal.value.problems}
    assert told == {
        ("import-value-unknown", 5, 4): 2,
        ("import-value-unknown", 7, 2): 1,
        ("import-number", 8, 8): 2,
        ("import-weight", 10, 10): 3,
    }
    assert "bí mật" not in refusal.value.render("vi")
    assert "77" not in refusal.value.render("en")
    assert "rows 10, 11, 12" in refusal.value.render("en")
    assert desk.stores.registry.waves() == ()


def test_many_broken_rows_are_one_problem(desk: Desk) -> None:
    for at in range(50):
        desk.set(at, "c1", "77")
    problem = desk.refused()["import-value-unknown"]
    assert problem.fields["count"] > 12
    assert problem.fields["rows"].endswith(", …")


@pytest.mark.parametrize("gone", ["c1", "dot", "hop_le"])
def test_a_missing_column_is_named(gone: str, desk: Desk) -> None:
    desk.columns[desk.columns.index(gone)] = "khac"
    assert desk.refused()["import-column-missing"].fields["given"] == gone


def test_days_that_a_sheet_keeps_as_numbers_are_recognised(desk: Desk) -> None:
    for row in desk.rows:
        row[0], row[2] = "44562", "1"
    problem = desk.refused()["import-date-number"]
    assert (problem.line, problem.column, problem.fields["day"]) == (2, 1, "2022-01-01")


def test_branches_and_days_that_nobody_knows_are_told(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("C: c}", "C: x}")
    assert desk.refused()["import-branch-foreign"].fields["given"] == "x"
    desk.mapping = MAPPING.replace(", dates: {W2021: 2021-06-01, W2022: 2022-06-01}", "")
    assert "import-wave-undated" in desk.refused()


def test_a_file_of_which_nothing_is_kept_is_refused(desk: Desk) -> None:
    desk.mapping = MAPPING.replace("hop_le = 1", "hop_le = 7")
    assert desk.refused()["import-nothing-kept"].fields["count"] == len(desk.rows)


# published results


def test_published_results_are_taken_as_they_are(desk: Desk) -> None:
    results(desk, *FULL, ("2019", "dieu_kien", "Thuận", 55, 90, 200))
    early, late = (wave.cube for wave in desk.run().waves)
    assert (late.wave, late.provenance, late.population.n, late.population.N) == ("W2020", "import_results", 100, 240)
    (table,) = late.tables
    assert [(cell.option, cell.percent, cell.count, cell.se, cell.low) for cell in table.cells] == [
        (1, 5, None, None, None),
        (2, 15, None, None, None),
        (3, 20, None, None, None),
        (4, 40, None, None, None),
        (5, 20, None, None, None),
    ]
    assert {figure.measure: figure.value for figure in table.measures} == {
        "net": 40,
        "favourable": 60,
        "unfavourable": 20,
    }
    assert [level.level for level in table.levels] == ["total"]
    assert {figure.measure: figure.value for figure in early.tables[0].measures} == {"favourable": 55, "share": 55}
    assert [cube.wave for cube in ledger(desk.stores)] == ["W2019", "W2020"]
    assert [wave.new for wave in desk.run().waves] == [False, False]


def test_published_results_stand_in_the_trend_of_later_rows(desk: Desk) -> None:
    rows, columns = desk.rows, desk.columns
    results(desk, *FULL)
    desk.run()
    desk.rows, desk.columns, desk.mapping = rows, columns, MAPPING
    desk.run()
    shelf = library(desk.stores)
    series = series_of(shelf.trend(shelf.latest()), "dieu_kien")
    assert [(point.wave, point.imported, point.broken) for point in series.points] == [
        ("W2020", True, False),
        ("W2021", True, False),
        ("W2022", True, False),
    ]
    for language in ("vi", "en"):
        assert period_page(shelf, shelf.cube("W2020"), language).kpis[0].value == "100 / 240"


def test_results_without_numbers_of_people_say_so(desk: Desk) -> None:
    results(desk, *FULL)
    desk.mapping = RESULTS.replace(", n: so_phieu, N: tong_so", "")
    (wave,) = desk.run().waves
    assert wave.cube.population.note == ("population_unknown",)
    shelf = library(desk.stores)
    page = period_page(shelf, wave.cube, "vi")
    assert [kpi.value for kpi in page.kpis[:2]] == ["–", "–"]


def test_too_few_answers_are_withheld_here_too(desk: Desk) -> None:
    results(desk, *((year, item, code, percent, 9, 12) for year, item, code, percent, _, _ in FULL))
    (table,) = desk.run().waves[0].cube.tables
    assert {cell.mark for cell in table.cells} == {"c"}
    assert {cell.percent for cell in table.cells} == {None}


def test_shares_from_nought_to_one(desk: Desk) -> None:
    results(desk, ("2020", "Câu 1", "favourable", "0,635", 100, 240))
    desk.mapping = RESULTS + "unit: share\n"
    assert desk.run().waves[0].cube.tables[0].cells[0].percent == 64


@pytest.mark.parametrize(
    ("row", "change", "rule", "line"),
    [
        (0, {3: "9"}, "import-sum", 2),
        (1, {3: "95"}, "import-sum", 2),
        (1, {3: "101"}, "import-percent", 3),
        (2, {3: "mười"}, "import-percent", 4),
        (3, {4: "241"}, "import-base", 5),
        (3, {4: "9.5"}, "import-base", 5),
        (4, {5: "250"}, "import-base", 6),
        (4, {2: "4"}, "import-twice", 6),
        (4, {2: "6"}, "import-value-unknown", 6),
        (4, {1: "Câu 9"}, "import-value-unknown", 6),
        (4, {0: "1999"}, "import-value-unknown", 6),
    ],
)
def test_broken_results_are_refused_with_their_row(
    row: int, change: dict[int, str], rule: str, line: int, desk: Desk
) -> None:
    results(desk, *FULL)
    for column, text in change.items():
        desk.rows[row][column] = text
    assert desk.refused()[rule].line == line


def test_rounding_is_no_mistake(desk: Desk) -> None:
    results(desk, *((*one[:3], percent, 100, 240) for one, percent in zip(FULL, (5, 15, 20, 41, 20), strict=True)))
    assert desk.run(dry=True).waves


def test_every_rule_of_imports_is_refused_somewhere_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [rule for rule in CATALOGUE if rule.startswith("import-") and f'"{rule}"' not in text] == []


# the command


def test_the_command_tells_and_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_FOLDER", str(desk.stores.folder))
    monkeypatch.setenv("SURVEY_LANGUAGE", "en")
    arguments = ["import", str(desk.write()), "--mapping", str(desk.folder / "m.yaml")]
    dry = CliRunner().invoke(survey, [*arguments, "--dry-run"], catch_exceptions=False)
    assert "Wave W2021 (2021-06-01): would release" in dry.output
    assert "dieu_kien: " in dry.output
    assert "Dry run: nothing was written." in dry.output
    assert open_stores(desk.stores.folder).registry.waves() == ()
    assert "Wave W2022: released sha256:" in CliRunner().invoke(survey, arguments, catch_exceptions=False).output
    assert "nothing changed" in CliRunner().invoke(survey, arguments, catch_exceptions=False).output
    gone = CliRunner().invoke(survey, ["withdraw", "W2021", "--reason", "wrong file"], catch_exceptions=False)
    assert "keeps the release and the reason: wrong file" in gone.output
    listed = CliRunner().invoke(survey, ["wave", "list"], catch_exceptions=False).output.splitlines()
    assert listed[0].split() == ["W2021", "import", "released", "withdrawn:", "wrong", "file"]


def test_the_questionnaire_of_the_tests_is_sound() -> None:
    assert load_questionnaire(QUESTIONNAIRE, file="q").headline is not None


DATED = """\
      - {item: vao, type: date, grain: month, from: 2015-01, to: 2022-12, text: Vào tháng nào?}
      - {item: vi_sao, type: single, text: Vì sao?, options: {1: việc, 2: nhà}, when: vao >= 2020-01}
      - {item: truoc, type: ranking, text: Việc nào trước?, options: {1: học, 2: họp, 3: nghỉ}}
      - {item: hoc_gi, type: single, text: Học gì?, options: {1: luật, 2: máy}, when: "selected(truoc, 1)"}
"""
DATED_ITEMS = """\
  vao: {column: vao, values: {"": skipped}}
  vi_sao: {column: vi_sao, values: {1: 1, 2: 2, "": skipped}}
  truoc: {column: truoc, values: {1: 1, 2: 2, 3: 3, "": skipped}}
  hoc_gi: {column: hoc_gi, values: {1: 1, 2: 2, "": skipped}}
"""


def dated(desk: Desk) -> None:
    """Give the form a date and a ranking, each with a question that hangs on it."""
    form = QUESTIONNAIRE.replace("traits:\n", DATED + "traits:\n")
    (desk.folder / "phieu-cu.yaml").write_text(form, encoding="utf-8")
    desk.mapping = MAPPING + DATED_ITEMS
    desk.columns += ["vao", "vi_sao", "truoc", "hoc_gi"]
    ways = ("{year}-{month:02d}-15", "{month:02d}/{year}", "01/{month:02d}/{year}", "{year}-{month:02d}")
    for at, row in enumerate(desk.rows):
        row += [ways[at % 4].format(year=2016 + at % 7, month=1 + at % 12), "1", str(1 + at % 3), "2"]


def test_dates_are_heard_and_conditions_see_dates_and_first_choices(desk: Desk) -> None:
    dated(desk)
    counts = desk.run(dry=True).waves[0].counts
    rows = [(row["vao"], row["truoc"]) for row in desk.kept("2021")]
    years = [int(max(re.split("[-/]", said), key=len)) for said, _ in rows]
    told = counts.cells("vao", "total")
    assert int(told.base[0]) == len(rows)
    months = told.spread.values
    assert months.min() >= 12
    assert months.max() < 12 * 8
    assert int(counts.cells("vi_sao", "total").base[0]) == sum(year >= 2020 for year in years)
    assert int(counts.cells("hoc_gi", "total").base[0]) == sum(first == "1" for _, first in rows)


@pytest.mark.parametrize("cell", ["hôm qua", "2014-12", "2021", "13/2021", "31/02/2021"])
def test_a_cell_that_is_no_date_is_told_with_the_range(desk: Desk, cell) -> None:
    dated(desk)
    desk.rows[4][desk.columns.index("hop_le")] = "1"
    desk.set(4, "vao", cell)
    problem = desk.refused()["import-date"]
    assert problem.fields["low"] == "01/2015"
    assert problem.fields["high"] == "12/2022"
    assert cell not in problem.found("vi")
