"""A wave that anybody may answer: what it promises, what is counted, what its release tells and never tells."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import openpyxl
import pytest
from bs4 import BeautifulSoup

from analysis.disclosure import read_cube, write_cube
from survey_app.ballots.codes import nullifier_of
from survey_app.ballots.manifest import Manifest, ManifestRejectedError, Mode, Participation, read_manifest
from survey_app.ballots.rights import new_right
from survey_app.ballots.sealing import seal
from survey_app.config import Settings
from survey_app.operations import addending, handing, items, method, participation, publish, respond, tally, waves
from survey_app.operations.proof import public_proof
from survey_app.operations.rules import BallotRules, OpenRulesError
from survey_app.operations.secrets import signing_key_of
from survey_app.questionnaire.answers import Answers, payload
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.report import poster
from survey_app.report.workbook import released_workbook
from survey_app.store import BallotRecord
from survey_app.verifying import verify

TO_ALL = BallotRules(participation=Participation.OPEN)
DAY = date(2025, 12, 5)
MARGIN = re.compile(r"95 ?%|dải|±|[Ss]ai số chuẩn|so với đợt trước|Chữ của cột|Ít nhất, nếu")
ASKED = """\
questionnaire: ba-cau-hoi
title: Ba câu hỏi
languages: [vi]
minutes: 1
purpose: Đảng ủy xin ý kiến để kịp thời giải quyết kiến nghị.
pages:
  - page: cong-viec
    title: Công việc
    items:
      - {item: dieu_kien, type: scale, scale: hai_long_5, text: Hài lòng với điều kiện làm việc ở mức nào?}
      - {item: kenh, type: multi, text: Biết tin qua đâu?, options: {1: Zalo, 2: Bảng tin, 3: Không qua đâu}}
traits:
  - {item: nghe, type: single, text: Việc chính?, options: {1: Quản lý, 2: Chuyên môn, 3: Phục vụ}}
indices:
  - {index: chung, title: Chỉ số chung, items: [dieu_kien], headline: true}
"""


def answers(at: int) -> Answers:
    ticked = (1,) if at % 2 else (2, 3)
    return Answers(values={"dieu_kien": 1 + (at * 7 + at // 5) % 5, "kenh": ticked, "nghe": 1 + at % 3}, texts={})


def sealed(manifest, asked, one):
    """Seal a ballot as a browser does, ready for the box."""
    content, keys = payload(asked, one), manifest.public_keys()
    return BallotRecord(
        nullifier=nullifier_of(new_right(manifest.hash, 0)),
        wave=manifest.wave,
        stratum=0,
        ballot=seal(content, stratum=0, manifest_hash=manifest.hash, keys=keys),
    )


@pytest.fixture(scope="module")
def asked():
    return load_questionnaire(ASKED, file="ba-cau-hoi.yaml")


@pytest.fixture
def held(stores, opening, asked, custodian, office):
    """Hold a wave with so many ballots; give its release."""

    def hold(wave, *, ballots, rules=TO_ALL, closes=date(2025, 12, 10)):
        rolls = office(("a", "g1", 45), ("b", "g2", 45))
        opened = opening(wave=wave, questionnaire=asked, ballots=rules, closes=closes, organisation=rolls)
        if rules.is_open and ballots:
            respond.cast_open(stores, wave, new_right(opened.manifest.hash, 0), answers(0), today=DAY)
            stores.box.put_all([sealed(opened.manifest, asked, answers(at)) for at in range(1, ballots)])
        if not rules.is_open:
            codes = [slip.code for slip in opened.slips]
            respond.cast_many(stores, wave, list(zip(codes, map(answers, range(ballots)), strict=False)))
        waves.close_wave(stores, wave)
        return tally.tally_wave(stores, wave, custodian).cube

    return hold


def test_the_manifest_has_one_stratum_of_nobody_and_no_keys_for_rights(stores, opening, asked):
    opened = opening(ballots=TO_ALL, questionnaire=asked)
    manifest = opened.manifest
    assert opened.slips == ()
    assert stores.registry.slips(manifest.wave) == ()
    assert (manifest.participation, manifest.headcount, manifest.groups) == (Participation.OPEN, 0, ())
    assert manifest.blind.signing_keys == ()
    assert all("group" not in table.banner for table in manifest.tables)
    assert read_manifest(manifest.canonical()) == manifest
    with pytest.raises(Exception, match="wave-secret-missing"):
        signing_key_of(stores.folder, manifest.wave, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: replace(manifest, participation=Participation.SLIPS),
        lambda manifest: replace(manifest, mode=Mode.TWO_PHASE),
        lambda manifest: replace(manifest, strata=(replace(manifest.strata[0], headcount=9),)),
        lambda manifest: replace(manifest, strata=(replace(manifest.strata[0], spares=1),)),
        lambda manifest: replace(manifest, strata=manifest.strata * 2),
        lambda manifest: replace(manifest, blind=None),
        lambda manifest: replace(manifest, blind=replace(manifest.blind, signing_keys=(manifest.blind.addenda_key,))),
    ],
)
def test_a_manifest_between_open_and_slips_is_refused(opening, change):
    manifest: Manifest = opening(ballots=TO_ALL).manifest
    with pytest.raises(ManifestRejectedError):
        read_manifest(change(manifest).canonical())


def test_what_needs_a_roll_is_refused(stores, opening, organisation):
    two = BallotRules(
        participation=Participation.OPEN,
        mode=Mode.TWO_PHASE,
        collect_until=date(2025, 12, 3),
        cast_from=date(2025, 12, 5),
    )
    with pytest.raises(OpenRulesError):
        opening(ballots=two)
    with pytest.raises(OpenRulesError):
        opening(ballots=TO_ALL, branch_bands=True)
    manifest = opening(ballots=TO_ALL).manifest
    with pytest.raises(OpenRulesError):
        addending.add_spares(stores, manifest.wave, stratum="open", count=1, today=DAY)
    record = waves.find_wave(stores, manifest.wave)
    with pytest.raises(OpenRulesError):
        handing.record_form(record, language="vi")
    assert not participation.refresh_bands(stores, record, DAY)
    assert addending.extend_wave(stores, manifest.wave, days=2, today=DAY).addendum.days == 2


def test_the_poster_asks_for_no_code(stores, opening, monkeypatch):
    opening(ballots=TO_ALL)
    said, write = [], poster.write
    monkeypatch.setattr(
        poster, "write", lambda sheet, text, *place, **how: said.append(text) or write(sheet, text, *place, **how)
    )
    made = handing.poster_of(waves.find_wave(stores, "2025-Q4"), Settings(folder=stores.folder))
    assert made.startswith(b"%PDF")
    told = " ".join(said)
    assert "Không phải mẫu ngẫu nhiên" in told
    assert "nhập mã in trên phiếu" not in told
    assert "Mã phiếu" not in told


def test_the_release_describes_and_infers_nothing(held):
    cube = held("2025-Q4", ballots=75)
    assert read_cube(write_cube(cube)) == cube
    assert (cube.participation, cube.population.N, cube.population.n, cube.population.response) == ("open", 0, 75, 0)
    assert cube.response == ()
    for table in cube.tables:
        assert (table.changes, table.tests, table.letters, table.bounds) == ((),) * 4
        assert (table.course, table.signal, table.split, table.reliability) == (None,) * 4
        for figure in (*table.cells, *table.measures):
            assert (figure.se, figure.se_process, figure.low, figure.high) == (None,) * 4
        assert all(base.df is None for base in table.bases)
    shown = [cell.percent for cell in cube.table("dieu_kien").cells]
    assert all(share is not None for share in shown)
    assert cube.table("dieu_kien").middles
    assert {table.banner for table in cube.tables} == {"total", "nghe"}


def test_the_thresholds_hold_on_the_answers(held):
    cube = held("2025-Q4", ballots=8)
    assert all(cell.percent is None for table in cube.tables for cell in table.cells)
    empty = held("2026-Q1", ballots=0)
    assert empty.population.n == 0


def test_no_page_and_no_sheet_has_a_margin_and_each_says_why(held):
    cube = held("2025-Q4", ballots=75)
    shelf = publish.Library(cubes=(cube,))
    for language, line in (("vi", "Không phải mẫu ngẫu nhiên (75 phiếu)"), ("en", "Not a random sample (75 ballots)")):
        page = publish.period_page(shelf, cube, language)
        assert page.heading.banner.startswith(line)
        figures = [one for one in (page.headline, page.board, *page.others) if one is not None]
        for item in ("dieu_kien", "kenh", "nghe", "chung"):
            for section in items.item_page(shelf, cube, item, language).sections:
                figures += [*section.figures, *section.tables]
        assert len(figures) > 6
        for figure in figures:
            assert line in figure.foot, figure.name
            told = " ".join([figure.heading, figure.sub, *figure.grid.head])
            assert not MARGIN.search(told), told
            drawn = figure.chart.wide if figure.chart else ""
            assert not MARGIN.search(BeautifulSoup(drawn, "html5lib").get_text(" "))
        assert [card.label for card in page.kpis if "lệ" in card.label or "đổi" in card.label] == []
        book = openpyxl.load_workbook(io.BytesIO(released_workbook(cube, language=language)))
        tables = [sheet for sheet in book if sheet.title[:2].isdigit()]
        assert tables
        for sheet in tables:
            texts = [str(cell.value) for row in sheet for cell in row if cell.value is not None]
            assert any(line in text for text in texts), sheet.title
            assert not [text for text in texts if MARGIN.search(text)]
        assert any(
            "ngẫu nhiên" in text or "random" in text for _, text in method.method_page(shelf, cube, language).elements
        )


def test_it_stands_behind_a_break_and_is_measured_against_nothing(held):
    first = held("2025-Q2", ballots=60, rules=BallotRules(), closes=date(2025, 12, 8))
    opened = held("2025-Q3", ballots=75, closes=date(2025, 12, 9))
    last = held("2025-Q4", ballots=60, rules=BallotRules(), closes=date(2025, 12, 10))
    shelf = publish.Library(cubes=(first, opened, last))
    assert shelf.trend(last) == (first, last), "an open wave stands in no trend of waves with slips"
    assert shelf.trend(opened) == (first, opened)
    points = publish.series_of(shelf.trend(opened), "dieu_kien").points
    assert [point.broken for point in points] == [False, True]
    assert not [table.changes for table in opened.tables if table.changes]
    assert {change.since for table in last.tables for change in table.changes} <= {"2025-Q2"}
    digests = [cube.table("dieu_kien").digest for cube in (first, opened, last)]
    assert digests[0] == digests[2] != digests[1]
    figure = items.item_page(shelf, opened, "dieu_kien", "vi").sections[0].figures[0]
    assert "cách lấy ý kiến" in figure.foot
    assert all(one.hash == other.previous for one, other in pairwise(shelf.cubes))


def test_verify_holds_it_to_a_release_without_a_roll(stores, held):
    cube = held("2025-Q4", ballots=30)
    proof = public_proof(stores, "2025-Q4")
    told = list(verify([("a.json", proof.encode()), ("b.json", write_cube(cube).encode())]))
    assert all(one.holds for one in told), [one.code for one in told if not one.holds]
    assert [one.code for one in told].count("total-open") == 2
    changed = json.loads(proof)
    text = json.dumps(changed).replace('"N": 0', '"N": 60')
    assert [one.code for one in verify([("a.json", text.encode())]) if not one.holds][:1] == ["total-wrong"]
