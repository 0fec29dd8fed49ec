"""An organisation where half of the groups stay silent, made by the product's own path: slips, ballots, tally, gate."""

from __future__ import annotations

from datetime import date
from random import Random

from survey_app.ballots.keys import new_key, public_text
from survey_app.config import Settings
from survey_app.definitions.organisation import load_organisation
from survey_app.operations import staff, tally, waves
from survey_app.operations.permissions import Role
from survey_app.operations.run import cast_all, purses_of
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import open_stores
from survey_app.web import create_app

PASSWORD = "một hai ba bốn năm"

QUESTIONNAIRE = """
questionnaire: nua-kin
title: {vi: Phiếu lấy ý kiến nội bộ, en: Internal poll}
languages: [vi, en]
minutes: 3
purpose: {vi: Để biết việc gì cần làm trước., en: To learn what should be done first.}
pages:
  - page: cong-viec
    title: {vi: Công việc, en: Work}
    items:
      - {item: hai_long, type: scale, scale: hai_long_5, text: {vi: Đồng chí hài lòng với điều kiện làm việc đến mức nào?, en: How satisfied are you with your working conditions?}}
      - item: tin_tuong
        type: battery
        scale: tin_tuong_4
        text: {vi: Đồng chí tin tưởng đến mức nào?, en: How much do you trust?}
        parts: {cap_uy: {vi: Cấp ủy chi bộ, en: The branch committee}, lanh_dao: {vi: Tập thể lãnh đạo đơn vị, en: The leadership}}
      - item: ly_do
        type: multi
        text: {vi: Những khó khăn chính là gì?, en: What are the main difficulties?}
        options: {1: {vi: Khối lượng việc, en: Workload}, 2: {vi: Thu nhập, en: Pay}, 3: {vi: Trang thiết bị, en: Equipment}}
      - {item: gio, type: number, from: 0, to: 100, unit: {vi: giờ, en: hours}, text: {vi: Tuần trước đồng chí làm bao nhiêu giờ?, en: How many hours did you work last week?}}
traits:
  - item: tham_nien
    type: single
    text: {vi: Đồng chí công tác bao lâu?, en: For how long have you worked here?}
    options: {1: {vi: Dưới 5 năm, en: Under 5 years}, 2: {vi: 5–15 năm, en: 5–15 years}, 3: {vi: Trên 15 năm, en: Over 15 years}}
"""

TITLES = (
    ("Quản lý nhà nước", "Administration"),
    ("Chuyên môn", "Technical"),
    ("Sự nghiệp", "Services"),
    ("Văn phòng", "Office"),
    ("Thanh tra", "Inspection"),
    ("Trạm vùng cao", "Highland stations"),
)
ANSWERED = (24, 26, 22, 4, 4, 4)
"""Ballots per group of thirty: no two of the silent ones reach ten together, all three do."""

ORGANISATION = (
    "organisation: nua-kin\n"
    "title: {vi: Đảng bộ Sở Thử nghiệm, en: Party organisation of the Trial Department}\n"
    "groups:\n"
    + "".join(f"  - {{group: g{at}, title: {{vi: {vi}, en: {en}}}}}\n" for at, (vi, en) in enumerate(TITLES))
    + "branches:\n"
    + "".join(
        f"  - {{branch: cb-{at}, title: {{vi: Chi bộ {vi}, en: Branch {en}}}, group: g{at}, headcounts: {{2021-01-01: 30}}}}\n"
        for at, (vi, en) in enumerate(TITLES)
    )
)
HELD = (("2025-Q3", date(2025, 9, 1)), ("2025-Q4", date(2025, 12, 1)))


def installation(folder):
    """Stores with two released waves of that organisation, and an account per role."""
    stores = open_stores(folder / "var")
    questionnaire = load_questionnaire(QUESTIONNAIRE, file="nua-kin.yaml")
    organisation = load_organisation(ORGANISATION, file="organisation.yaml")
    key = new_key()
    for number, (wave, opens) in enumerate(HELD):
        opened = waves.open_wave(
            stores,
            wave=wave,
            kind="real",
            questionnaire=questionnaire,
            organisation=organisation,
            tally_key=public_text(key),
            opens=opens,
            closes=opens.replace(day=10),
            results_on=opens.replace(day=20),
            today=opens,
        )
        draw = Random(number)  # noqa: S311 -- invented answers
        cast = [(f"cb-{at}", _answers(draw, at)) for at, count in enumerate(ANSWERED) for _ in range(count)]
        cast_all(stores, opened.manifest, purses_of(opened), cast)
        waves.close_wave(stores, wave)
        tally.tally_wave(stores, wave, key)
    for role in Role:
        staff.add_staff(stores, staff=role.value, title=role.value.title(), role=role.value, password=PASSWORD)
    return stores


def _answers(draw: Random, group: int) -> Answers:
    def pick(*weights: int) -> int:
        return draw.choices(range(1, len(weights) + 1), weights)[0]

    content = 2 if group % 2 else 1
    return Answers(
        values={
            "hai_long": pick(1, 2, 3, 3 * content, 2),
            "tin_tuong": {"cap_uy": pick(1, 3, 4 * content, 3), "lanh_dao": pick(2, 4, 4, 2 * content)},
            "ly_do": tuple(code for code in (1, 2, 3) if draw.random() < 0.2 * code) or (2,),
            "gio": round(draw.gauss(44, 6)),
            "tham_nien": pick(3, 6, 1),
        },
        texts={},
    )


def application(folder):
    """The application over that installation."""
    stores = installation(folder)
    empty = folder / "questionnaires"
    empty.mkdir()
    app = create_app(Settings(folder=folder / "var", questionnaires=empty), stores)
    app.testing = True
    return app
