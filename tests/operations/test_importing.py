"""Past waves brought along: counted, gated, chained, marked."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from click.testing import CliRunner

from analysis.codebook import Missing
from analysis.disclosure import ReleasedCube
from survey_app.ballots.manifest import WaveKind, read_manifest
from survey_app.cli import survey
from survey_app.operations import importing
from survey_app.operations.importing import ImportDiffersError, item_counts, withheld
from survey_app.operations.ledger import held_before, ledger
from survey_app.operations.publish import period_page
from survey_app.operations.shelf import library, series_of
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.problems import Severity
from survey_app.readers import table as tables
from survey_app.report import trends
from survey_app.store import WaveState, open_stores
from tests.factories.past import MAPPING, QUESTIONNAIRE, Desk, dated


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
    assert listed[0].split() == ["W2021", "imported", "released", "withdrawn:", "wrong", "file"]


def test_the_questionnaire_of_the_tests_is_sound() -> None:
    assert load_questionnaire(QUESTIONNAIRE, file="q").headline is not None
