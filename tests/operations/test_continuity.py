"""Versions of a questionnaire over five waves: frozen texts, breaks, gaps, and footnotes that stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from survey_app.ballots.keys import new_key, public_text
from survey_app.ballots.manifest import Mode, WaveKind, text_hash
from survey_app.definitions.organisation import load_organisation
from survey_app.operations import publish, waves
from survey_app.operations.breaks import trend_notes
from survey_app.operations.continuity import ContinuesSinceError
from survey_app.operations.gating import continued_of, digests_in_trend, digests_of, mode_notes
from survey_app.operations.ledger import ledger
from survey_app.operations.run import Script, run_wave
from survey_app.operations.shelf import topline
from survey_app.operations.simulation import Simulation
from survey_app.operations.waves import find_wave, manifest_of, strata_of
from survey_app.questionnaire.digest import digest
from survey_app.questionnaire.loader import load_questionnaire, read_questionnaire_file
from survey_app.report.labels import note
from survey_app.report.workbook import released_workbook
from survey_app.store import open_stores
from tests.factories.one_block import organisation_of

FORM = """
questionnaire: thu
title: Phiếu thử
minutes: 1
purpose: Để biết việc cần làm.
pages:
  - page: mot
    items:
      - {item: hop, type: scale, scale: danh_gia_5, text: Chất lượng buổi họp thế nào?}
      - {item: viec, type: scale, scale: danh_gia_5, text: Điều kiện làm việc thế nào?}
indices:
  - {index: chung, title: Chung, items: [hop, viec]}
"""
REWORDED = FORM.replace("Chất lượng buổi họp thế nào?", "Buổi họp có chất lượng thế nào?")
DECLARED = REWORDED.replace(
    "chất lượng thế nào?}", "chất lượng thế nào?, continues: {since: 2024-Q3, why: Chỉ đảo trật tự từ}}"
)
SKIPPED = "\n".join(line for line in FORM.splitlines() if "item: hop" not in line).replace("[hop, viec]", "[viec]")
ORGANISATION = organisation_of(40, 40)
WAVES = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1")


@pytest.fixture(scope="module")
def organisation():
    return load_organisation(ORGANISATION, file="organisation.yaml")


def held(stores, organisation, *texts):
    """Run one wave per text, a quarter apart; give the releases."""
    for at, text in enumerate(texts):
        form = load_questionnaire(text, file="thu.yaml")
        opens = date(2024, 3, 1) + timedelta(days=91 * at)
        strata = strata_of(organisation, on=opens)
        made = Simulation(form, sizes=[each.headcount for each in strata], seed=at).wave(quarter=2, share=0.9)
        script = Script(
            wave=WAVES[at],
            title={"vi": WAVES[at]},
            kind=WaveKind.SIMULATED,
            opens=opens,
            closes=opens + timedelta(days=9),
            results_on=opens + timedelta(days=19),
            answers=tuple(
                (strata[stratum].branches[0], one) for stratum, one in zip(made.strata, made.answers, strict=True)
            ),
        )
        run_wave(stores, script, questionnaire=form, organisation=organisation)
    return ledger(stores)


@pytest.fixture(scope="module")
def continued(tmp_path_factory, organisation):
    """Asked, skipped, reworded with a reason, and later without repeating it."""
    stores = open_stores(tmp_path_factory.mktemp("continued") / "var")
    return held(stores, organisation, FORM, SKIPPED, DECLARED, DECLARED, REWORDED)


@pytest.fixture(scope="module")
def broken(tmp_path_factory, organisation):
    stores = open_stores(tmp_path_factory.mktemp("broken") / "var")
    return held(stores, organisation, FORM, FORM, REWORDED, REWORDED)


def test_a_reworded_question_starts_a_new_line_and_is_not_tested_against_the_old_one(broken):
    series = publish.series_of(broken, "hop")
    assert [point.broken for point in series.points] == [False, False, True, False]
    assert [len(run) for run in series.stretches()] == [2, 2]
    changes = [topline(cube, "hop").changes for cube in broken]
    assert (changes[2], bool(changes[1]), bool(changes[3])) == ((), True, True)
    assert any(measure.mark == "b" for measure in topline(broken[2], "hop").measures)
    untouched = publish.series_of(broken, "viec")
    assert [len(run) for run in untouched.stretches()] == [4]


def test_the_break_is_told_below_the_trend_in_both_languages(broken):
    (told,) = trend_notes(broken, "hop", "vi")
    assert told.startswith("[b] Từ quý III năm 2024 câu hỏi đã đổi")
    assert "“Chất lượng buổi họp thế nào?” thành “Buổi họp có chất lượng thế nào?”" in told
    assert trend_notes(broken, "hop", "en")[0].startswith("[b]")
    assert trend_notes(broken, "viec", "vi") == ()
    assert (
        "[b] Từ quý III năm 2024" in publish.period_page(publish.Library(cubes=broken), broken[-1], "vi").headline.foot
    )


def test_a_reason_holds_although_the_wave_before_did_not_ask(continued):
    asked = [cube for cube in continued if topline(cube, "hop") is not None]
    assert [cube.wave for cube in asked] == ["2024-Q1", "2024-Q3", "2024-Q4", "2025-Q1"]
    assert len({topline(cube, "hop").digest for cube in asked}) == 1
    assert not any(point.broken for point in publish.series_of(continued, "hop").points)


def test_the_skipped_wave_leaves_a_gap_and_is_not_tested_across(continued):
    assert [len(run) for run in publish.series_of(continued, "hop").stretches()] == [1, 3]
    assert topline(continued[2], "hop").changes == ()
    assert topline(continued[3], "hop").changes


def test_the_reason_is_printed_for_ever_even_when_the_file_no_longer_gives_it(continued):
    footnote = "Từ quý III năm 2024 câu hỏi có sửa; chuỗi vẫn nối tiếp vì: Chỉ đảo trật tự từ."
    for last in (3, 4, 5):
        assert trend_notes(continued[:last], "hop", "vi") == (footnote,)
    assert topline(continued[4], "hop").continues.since == "2024-Q3"


def test_the_workbook_and_the_page_of_the_question_print_it_too(continued):
    footnote = "Từ quý III năm 2024 câu hỏi có sửa; chuỗi vẫn nối tiếp vì: Chỉ đảo trật tự từ."
    book = load_workbook(BytesIO(released_workbook(continued[4])))
    assert ("hop", footnote) in [tuple(cell.value for cell in row[:2]) for row in book["Ghi chú"].iter_rows()]
    first = load_workbook(BytesIO(released_workbook(continued[0])))
    assert footnote not in [row[1].value for row in first["Ghi chú"].iter_rows()]
    page = publish.item_page(publish.Library(cubes=continued), continued[4], "hop", "vi")
    assert footnote in repr(page)


def test_a_reason_must_name_the_first_wave_with_the_new_wording(tmp_path, organisation):
    stores = open_stores(tmp_path / "var")
    held(stores, organisation, FORM)

    def opening(text, wave):
        return waves.open_wave(
            stores,
            wave=wave,
            kind=WaveKind.SIMULATED,
            questionnaire=load_questionnaire(text, file="thu.yaml"),
            organisation=organisation,
            tally_key=public_text(new_key()),
            opens=date(2024, 9, 1),
            closes=date(2024, 9, 10),
            results_on=date(2024, 9, 20),
            today=date(2024, 9, 1),
        )

    for since in ("2024-Q9", "2024-Q1", "2024-Q2"):
        with pytest.raises(ContinuesSinceError) as refusal:
            opening(DECLARED.replace("2024-Q3", since), "2024-Q3")
        assert "since: 2024-Q3" in refusal.value.render("vi")
    assert stores.registry.wave("2024-Q3") is None
    opening(DECLARED, "2024-Q3")
    with pytest.raises(ContinuesSinceError):
        opening(DECLARED.replace("2024-Q3", "2024-Q4"), "2024-Q4")
    opening(DECLARED, "2024-Q4")


def test_what_is_said_at_opening_is_frozen_whatever_becomes_of_the_file(tmp_path, organisation):
    stores, file = open_stores(tmp_path / "var"), tmp_path / "thu.yaml"
    file.write_text(FORM, encoding="utf-8")
    form = read_questionnaire_file(file)
    waves.open_wave(
        stores,
        wave="2024-Q1",
        kind=WaveKind.REAL,
        questionnaire=form,
        organisation=organisation,
        tally_key=public_text(new_key()),
        opens=date(2024, 3, 1),
        closes=date(2024, 3, 10),
        results_on=date(2024, 3, 20),
        today=date(2024, 3, 1),
    )
    file.write_text(REWORDED, encoding="utf-8")
    record = find_wave(open_stores(tmp_path / "var"), "2024-Q1")
    assert record.questionnaire == form.canonical
    assert manifest_of(record).digest == text_hash(record.questionnaire) == digest(form)
    assert digest(read_questionnaire_file(file)) != digest(form)
    asked = load_questionnaire(record.questionnaire, file="2024-Q1")
    assert asked.item("hop").text["vi"] == "Chất lượng buổi họp thế nào?"
    assert digests_of(asked) == digests_of(form)
    file.unlink()
    assert find_wave(stores, "2024-Q1").questionnaire == form.canonical


def test_another_mode_breaks_every_trend_unless_declared(broken):
    form, first = load_questionnaire(FORM, file="thu.yaml"), broken[:1]
    assert digests_in_trend(form, first) == digests_of(form, Mode.IMPORTED) == digests_of(form)
    meeting = digests_in_trend(form, first, Mode.MEETING)
    assert all(meeting[name] != own for name, own in digests_of(form).items())
    declared = load_questionnaire(
        FORM.replace("họp thế nào?}", "họp thế nào?, continues: {since: 2024-Q2, why: Cùng một phiếu}}"),
        file="thu.yaml",
    )
    assert set(continued_of(declared, first, Mode.MEETING)) == {"hop"}
    assert digests_in_trend(declared, first, Mode.MEETING)["hop"] == digests_of(form)["hop"]


def test_a_change_of_mode_is_told_below_the_trend(tmp_path, organisation, broken):
    (code,) = mode_notes(Mode.MEETING)
    assert note(code, "vi") != note(code, "en") != ""
    assert mode_notes(Mode.SINGLE_VISIT) == mode_notes(Mode.IMPORTED) == ()
    now = broken[1]
    tables = tuple(replace(table, digest=table.digest + "x") for table in now.tables)
    met = replace(now, tables=tables, population=replace(now.population, note=(code,)))
    for column in ("hop", "chung"):
        (told,) = trend_notes((broken[0], met), column, "vi")
        assert told.endswith(": cách lấy ý kiến.")
