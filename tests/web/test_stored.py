"""What is stored about me: the page is the schema and the manifest, and nothing else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from survey_app.ballots.manifest import Mode
from survey_app.ballots.sealing import SIZE
from survey_app.operations import addending, waves
from survey_app.operations.rules import BallotRules
from survey_app.store import schema
from survey_app.store.members import Kind, member_tables
from survey_app.web import create_app
from survey_app.web.public import stored


def page(office, wave="", language="vi"):
    answer = office.app.test_client().get(f"/about/stored?wave={wave}&lang={language}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.data, "html5lib")


def test_every_column_stands_with_its_meaning_and_a_sample_of_its_length(office):
    soup = page(office, office.wave)
    shown = {code.text: code.find_parent("h3").find_next("dl") for code in soup.select("h3 code")}
    assert set(shown) == {f"{table.store}.{table.name}" for table in member_tables()}
    for table in member_tables():
        rows = shown[f"{table.store}.{table.name}"].select("div")
        assert [row.find("code").text for row in rows] == [column.name for column in table.columns]
        for row, column in zip(rows, table.columns, strict=True):
            sample = row.find("samp").text
            if column.kind is Kind.BYTES:
                assert f"({column.length or SIZE} byte)" in sample
            if column.name == "wave":
                assert sample == office.wave


def test_samples_are_random_and_of_nobody(office):
    one, other = (page(office, office.wave).find_all("samp") for _ in range(2))
    assert [each.text for each in one] != [each.text for each in other]


def test_lengths_are_those_that_the_database_enforces():
    held = {(table.name, column.name): column for table in member_tables() for column in table.columns}
    assert held["slip", "key"].length == held["ballot", "nullifier"].length == 32
    assert held["slip", "collected"].optional
    assert not any(table.numbered for table in member_tables())
    assert {table.name for table in member_tables()} == schema.MEMBER_PATH
    assert {f"{table.name}.{column.name}" for table in member_tables() for column in table.columns} == set(
        stored.MEANINGS
    )


@pytest.mark.parametrize(
    ("rules", "ways"),
    [
        (BallotRules(), (stored.SINGLE, stored.PAGES, stored.PAPER)),
        (BallotRules(scripts_required=True), (stored.SINGLE,)),
        (
            BallotRules(mode=Mode.TWO_PHASE, collect_until=date(2026, 11, 24), cast_from=date(2026, 11, 26)),
            (stored.TWO_PHASE, stored.PAGES, stored.PAPER),
        ),
        (BallotRules(mode=Mode.MEETING, scripts_required=True), (stored.MEETING,)),
    ],
)
def test_the_ways_shown_are_those_of_the_wave(office, rules, ways):
    record = waves.find_wave(office.stores, office.wave)
    manifest = waves.manifest_of(record)
    fields = {name: getattr(manifest, name) for name in manifest.__slots__}
    promised = {name: getattr(manifest.blind, name) for name in manifest.blind.__slots__}
    promised |= {"scripts_required": rules.scripts_required}
    blind = type(manifest.blind)(**promised)
    assert tuple(stored._ways(type(manifest)(**(fields | {"mode": rules.mode, "blind": blind})))) == ways


def test_without_a_wave_every_way_is_explained(office):
    soup = page(office)
    assert len(soup.select("section.card")) == 5
    assert "Chi bộ 1" not in soup.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_promises_addenda_and_exceptions_are_said_in_both_languages(office, language):
    addending.extend_wave(office.stores, office.wave, days=2, today=office.clock.today)
    text = page(office, office.wave, language).text
    said = {"vi": "Phụ lục 1, ngày 23/11/2026", "en": "Addendum 1, 23/11/2026"}[language]
    assert said in text
    assert {"vi": "Người có danh sách ai bốc phiếu nào", "en": "list of who drew which slip"}[language] in text
    assert len(page(office, office.wave, language).select("dl.said")[-1].select("div")) == len(stored.EXCEPTIONS)
    assert {"vi": "mọi phương án gửi đi dài bằng nhau", "en": "all options are posted in one length"}[language] in text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("status", [400, 404, 405, 413, 429, 500])
def test_error_pages_are_calm_and_repeat_nothing(office, language, status):
    app = create_app(office.app.extensions["survey"].settings, stores=office.stores, clock=office.clock)

    @app.route("/fail", methods=["GET", "POST"])
    def fail():
        from flask import abort  # noqa: PLC0415 -- of this page alone

        if status == 500:
            raise RuntimeError("K7QM-3XTD-9VHP-4 câu trả lời bí mật")
        abort(status, description="K7QM-3XTD-9VHP-4 câu trả lời bí mật")

    app.view_functions["fail"] = fail
    from survey_app.operations import permissions  # noqa: PLC0415 -- for this page alone

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("survey_app.web.staff.access.PUBLIC", permissions.PUBLIC | {"fail"})
        answer = app.test_client().post(f"/fail?lang={language}", data={"answer": "điều đã gõ"})
    assert answer.status_code == status
    for secret in ("bí mật", "K7QM", "điều đã gõ", "Traceback", "RuntimeError", "werkzeug"):
        assert secret not in answer.text
    assert re.search(r"<title>(Lỗi|Error):", answer.text)
    assert ("Xin" in answer.text) == (language == "vi")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Server" not in answer.headers or "Python" not in answer.headers["Server"]
