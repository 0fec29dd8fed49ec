"""The committee's page of answers in words: who approves, how often, what is shown when, and the workbook's sheet."""

from __future__ import annotations

import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from survey_app.ballots import keys
from survey_app.ballots.manifest import KeptTexts
from survey_app.operations import releasing_texts, second_step, staff, tally, waves
from survey_app.operations.respond import cast
from survey_app.operations.staff_log import entries
from survey_app.questionnaire.answers import Answers

WAVE, PASSWORD = "2026-Q4b", "một hai ba bốn năm"
SAID = ("=1+1 là đủ", "Chị Hoa phòng tôi làm thay nhiều người", "<b>Họp</b> ít hơn")


@pytest.fixture
def kept(office, wave_questionnaire):
    """The office with a tallied wave that keeps its texts, and an account of every role."""
    opened = waves.open_wave(
        office.stores,
        wave=WAVE,
        kind="simulated",
        questionnaire=wave_questionnaire,
        organisation=office.organisation,
        tally_key=keys.public_text(office.key),
        opens=office.clock.today,
        closes=office.clock.today,
        results_on=office.clock.today,
        today=office.clock.today,
        texts=KeptTexts(),
    )
    for at, slip in enumerate(opened.slips[:12]):
        answers = Answers(values={"hai_long": 3}, texts={"loi": SAID[at % len(SAID)]})
        cast(office.stores, WAVE, slip.code, answers, today=office.clock.today)
    waves.close_wave(office.stores, WAVE)
    tally.tally_wave(office.stores, WAVE, office.key)
    for role in ("committee", "reporter", "custodian", "administrator"):
        staff.add_staff(office.stores, staff=role, title=role, role=role, password=PASSWORD)
        second_step.set_up_here(office.stores, role, now=office.clock().timestamp())
    return office


@pytest.fixture
def seat(kept):
    """Sign somebody in; gives the browser and the token of its pages."""

    def sit(role):
        now = int(kept.clock().timestamp()) // 60
        throttle = staff.Throttle()
        token, _ = staff.sign_in(kept.stores, staff=role, password=PASSWORD, now=now, throttle=throttle)
        token, who = staff.finish_sign_in(kept.stores, token, now=now)
        client = kept.app.test_client()
        client.set_cookie("staff", token)
        return client, who.csrf

    return sit


def page_of(client, query=""):
    return BeautifulSoup(client.get(f"/committee/{WAVE}/words{query}").data, "html5lib")


def released(office):
    """Take the texts through both readers: the first is withheld."""
    bundle = releasing_texts.export_texts(office.stores, WAVE)
    sealed = releasing_texts.propose(bundle, office.key, by="reporter", reader=lambda one: one.proposed)
    decided = releasing_texts.decide_texts(
        sealed, office.key, by="committee", reader=lambda one: one.text if one.number > 1 else None
    )
    return releasing_texts.import_texts(office.stores, decided.canonical())


def test_the_report_is_approved_once_and_the_log_says_who(kept, seat):
    client, token = seat("committee")
    assert page_of(client).find("form", class_="card") is not None
    for _ in range(2):
        answer = client.post(f"/committee/{WAVE}/words", data={"csrf_token": token})
        assert answer.status_code == 303
    other, token = seat("reporter")
    assert other.post(f"/committee/{WAVE}/words", data={"csrf_token": token}).status_code == 303
    assert kept.stores.words.approval(WAVE).staff == "committee"
    assert [entry.action for entry in entries(kept.stores)].count("report-approved") == 1
    page = page_of(client)
    assert page.find("form", class_="card") is None
    assert "Báo cáo đã duyệt ngày" in page.main.text


def test_other_roles_other_sites_and_posts_without_the_token_approve_nothing(kept, seat):
    path = f"/committee/{WAVE}/words"
    for role in ("administrator", "custodian"):
        client, token = seat(role)
        assert client.post(path, data={"csrf_token": token}).status_code == 403
    client, token = seat("committee")
    for given in ({}, {"csrf_token": ""}, {"csrf_token": "doan"}, {"csrf_token": seat("reporter")[1]}):
        assert client.post(path, data=given).status_code == 400
    elsewhere = client.post(path, data={"csrf_token": token}, headers={"Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    assert kept.app.test_client().post(path, data={"csrf_token": token}).status_code == 302
    assert kept.stores.words.approval(WAVE) is None


def test_texts_stand_on_the_page_and_in_the_workbook_only_when_decided(kept, seat):
    client, token = seat("committee")
    client.post(f"/committee/{WAVE}/words", data={"csrf_token": token})
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/committee/{WAVE}/workbook.xlsx").data))
    assert "Ý kiến bằng lời" not in book.sheetnames
    release = released(kept)
    shown = release.items[0].shown
    assert len(shown) == 11
    for language, told in (
        ("vi", "Công bố 11 ý kiến; không công bố: từ 0 đến 2"),
        ("en", "Shown: 11; not shown: 0 to 2"),
    ):
        page = page_of(client, f"?lang={language}")
        assert told in page.main.text
        assert [one.text for one in page.select("ul.said li")] == list(shown)
        assert page.select("ul.said b") == []
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/committee/{WAVE}/workbook.xlsx").data))
    cells = [row for row in book["Ý kiến bằng lời"].iter_rows(max_col=2) if isinstance(row[0].value, int)]
    assert [row[1].value for row in cells] == list(shown)
    assert {row[1].data_type for row in cells} == {"s"}
    assert all(row[1].quotePrefix for row in cells if row[1].value.startswith("="))
