"""The pulse: written in one line, opened outside the calendar, tallied and released like any wave, in no other trend."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from survey_app.config import Settings
from survey_app.operations import opening, publish, pulse, waves
from survey_app.operations.keys import make_key, open_key
from survey_app.operations.ledger import in_trend, ledger
from survey_app.operations.run import cast_all, purses_of
from survey_app.operations.simulation import Simulation
from survey_app.operations.tally import tally_wave
from survey_app.questionnaire.door import QuestionnaireRejectedError
from survey_app.questionnaire.loader import examine, read_questionnaire_file
from survey_app.store import open_stores

TODAY = date(2025, 5, 6)
TOPIC = "việc đổi giờ làm mùa hè"
PASSPHRASE = "mot cau mat khau dai"


@pytest.fixture
def settings(tmp_path):
    return Settings(folder=tmp_path / "var", today=TODAY.isoformat())


def test_the_matter_stands_in_all_three_questions(tmp_path):
    made = pulse.write_pulse(tmp_path / "p.yaml", name="gio-lam", topic=f"  {TOPIC} ", topic_en="summer hours")
    text = (tmp_path / "p.yaml").read_text(encoding="utf-8")
    assert examine(text, file="p.yaml").problems == ()
    assert made == read_questionnaire_file(tmp_path / "p.yaml")
    asked = list(made.items())
    assert len(asked) == 3
    assert all(TOPIC in item.text["vi"] and "summer hours" in item.text["en"] for item in asked)
    assert made.questionnaire == "hoi-nhanh-gio-lam"
    pulse.require_filled(made)


def test_without_english_the_form_is_vietnamese_and_clean(tmp_path):
    made = pulse.write_pulse(tmp_path / "p.yaml", name="gio-lam", topic='việc "đổi giờ": mùa hè')
    text = (tmp_path / "p.yaml").read_text(encoding="utf-8")
    assert examine(text, file="p.yaml").problems == ()
    assert made.languages == ("vi",)
    assert "en:" not in text


@pytest.mark.parametrize("topic", ["", "ab", "a" * 121, "việc {a}", "việc <b>"])
def test_words_that_cannot_stand_in_a_question_are_refused(tmp_path, topic):
    with pytest.raises(pulse.PulseTopicError):
        pulse.write_pulse(tmp_path / "p.yaml", name="a", topic=topic)
    assert not (tmp_path / "p.yaml").exists()


def test_a_name_that_is_no_name_and_a_file_that_exists_are_refused(tmp_path):
    with pytest.raises(QuestionnaireRejectedError):
        pulse.write_pulse(tmp_path / "p.yaml", name="Giờ làm", topic=TOPIC)
    (tmp_path / "p.yaml").write_text("của người khác")
    with pytest.raises(pulse.PulseExistsError):
        pulse.write_pulse(tmp_path / "p.yaml", name="a", topic=TOPIC)
    assert (tmp_path / "p.yaml").read_text() == "của người khác"


def test_the_calendar_never_holds_the_pulse(root):
    office = opening.read_office(Settings(questionnaires=root / "questionnaires"))
    assert all(not planned.questionnaire.startswith(pulse.NAME) for planned in office.plan.waves())


@pytest.fixture
def opened(settings, tmp_path):
    """A pulse opened today, with its stores and its key."""
    stores = open_stores(settings.folder)
    key = make_key(tmp_path / "khoa.json", PASSPHRASE)
    pulse.write_pulse(tmp_path / "p.yaml", name="gio-lam", topic=TOPIC, topic_en="summer hours")
    made = opening.open_outside(
        stores,
        settings,
        "gio-lam",
        key_files=[key.public_file],
        slips=tmp_path / "slips.pdf",
        questionnaire=tmp_path / "p.yaml",
        closes=datetime(2025, 5, 9),  # noqa: DTZ001 -- a day, as the command line reads it
    )
    return stores, key, made


def test_from_opening_to_a_release_that_stands_in_no_other_trend(opened, settings, tmp_path):
    stores, _, made = opened
    manifest = made.manifest
    assert (manifest.opens, manifest.closes) == ("2025-05-06", "2025-05-09")
    assert manifest.title["vi"] == f"Phiếu hỏi nhanh: {TOPIC}"
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")
    form = read_questionnaire_file(tmp_path / "p.yaml")
    strata = manifest.strata
    simulated = Simulation(form, sizes=[each.headcount for each in strata], seed=5).wave(quarter=2)
    answers = [(strata[at].branches[0], one) for at, one in zip(simulated.strata, simulated.answers, strict=True)]
    cast_all(stores, manifest, purses_of(made), answers)
    waves.close_wave(stores, "gio-lam")
    cube = tally_wave(stores, "gio-lam", open_key(tmp_path / "khoa.json", PASSPHRASE)).cube
    assert cube.population.n == len(answers)
    assert {table.stub.item for table in cube.tables} == {"biet", "nhin_nhan"}
    assert in_trend(ledger(stores), questionnaire="tam-trang-quy", kind="real") == ()
    shelf = publish.library(stores, opening.read_office(settings).folder)
    assert shelf.trend(cube) == (cube,)
    page = publish.period_page(shelf, cube, "vi")
    assert page.headline is None
    assert page.board is not None
    assert publish.item_page(shelf, cube, "nhin_nhan", "vi")


def test_a_planned_name_a_planned_questionnaire_and_an_empty_form_are_refused(settings, tmp_path, root):
    stores = open_stores(settings.folder)
    key = make_key(tmp_path / "khoa.json", PASSPHRASE)
    pulse.write_pulse(tmp_path / "p.yaml", name="a", topic=TOPIC)
    folder = root / "questionnaires"
    for wave, form, refusal in (
        ("2025-Q2", tmp_path / "p.yaml", opening.PlannedNameError),
        ("them", folder / "tam-trang-quy.yaml", opening.PlannedQuestionnaireError),
        ("them", folder / "pulse.yaml", pulse.UnfilledPulseError),
    ):
        with pytest.raises(refusal):
            opening.open_outside(
                stores,
                settings,
                wave,
                key_files=[key.public_file],
                slips=tmp_path / "slips.pdf",
                questionnaire=form,
                closes=datetime(2025, 5, 9),  # noqa: DTZ001 -- as above
            )
    assert stores.registry.waves() == ()
    assert not (tmp_path / "slips.pdf").exists()
