"""A small real wave on real stores: every item type, one routed question, three branches, two languages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey_app.ballots import keys
from survey_app.ballots.manifest import Participation
from survey_app.config import Settings
from survey_app.definitions.organisation import load_organisation
from survey_app.operations import waves
from survey_app.operations.rules import BallotRules
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import Stores, open_stores
from survey_app.web import create_app
from tests.factories.one_block import organisation_of
from tests.factories.signing_in import enter

TODAY = date(2026, 11, 23)

QUESTIONNAIRE = """
questionnaire: phieu-thu
title: {vi: Phiếu xin ý kiến quý IV, en: Poll of the fourth quarter}
languages: [vi, en]
minutes: 3
purpose: {vi: Để biết việc gì cần làm trước., en: To learn what should be done first.}
pages:
  - page: cong-viec
    title: {vi: Công việc, en: Work}
    items:
      - {item: mo_dau, type: note, text: {vi: Mấy câu đầu hỏi về công việc., en: The first questions are about work.}}
      - {item: hai_long, type: scale, scale: hai_long_5, required: true, text: {vi: Đồng chí hài lòng với điều kiện làm việc đến mức nào?, en: How satisfied are you with working conditions?}}
      - item: ly_do
        type: multi
        text: {vi: Những khó khăn chính là gì?, en: What are the main difficulties?}
        options: {1: {vi: Khối lượng việc, en: Workload}, 2: {vi: Thu nhập, en: Pay}, 3: {vi: Trang thiết bị, en: Equipment}, 4: {vi: Ý khác, en: Something else}}
        other: 4
        at_most: 2
        when: hai_long in [1, 2]
      - item: tin_tuong
        type: battery
        scale: tin_tuong_4
        text: {vi: Đồng chí tin tưởng đến mức nào?, en: How much do you trust?}
        parts: {cap_uy: {vi: Cấp ủy chi bộ, en: The branch committee}, lanh_dao: {vi: Tập thể lãnh đạo đơn vị, en: The leadership}}
  - page: de-xuat
    title: {vi: Đề xuất, en: Proposals}
    items:
      - {item: gio, type: number, from: 0, to: 100, unit: {vi: giờ, en: hours}, text: {vi: Tuần trước đồng chí làm bao nhiêu giờ?, en: How many hours did you work last week?}}
      - {item: loi, type: text, longest: 80, text: {vi: Đồng chí đề xuất điều gì?, en: What do you propose?}}
traits:
  - item: viec
    type: single
    order: random
    text: {vi: Việc chính của đồng chí?, en: Your main work?}
    options: {1: {vi: Quản lý, en: Management}, 2: {vi: Chuyên môn, en: Professional}, 3: {vi: Phục vụ, en: Support}}
"""

ORGANISATION = organisation_of(12, 16)


@dataclass
class Day:
    """A clock that a test may set."""

    today: date = TODAY

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=UTC)


@dataclass
class Office:
    """An application with one open wave, and the codes that were printed for it."""

    app: Flask
    stores: Stores
    clock: Day
    codes: list[str]
    wave: str = "2026-Q4"
    key: Any = field(default=None, repr=False)
    questionnaire: Any = field(default=None, repr=False)
    organisation: Any = field(default=None, repr=False)

    def ballots(self) -> int:
        return self.stores.box.count(self.wave)

    def slips(self) -> int:
        return len(self.stores.registry.slips(self.wave))

    def member(self) -> Member:
        return Member(client=self.app.test_client(), wave=self.wave)


@dataclass
class Member:
    """Somebody with a browser that runs no scripts."""

    client: FlaskClient
    wave: str
    language: str = "vi"
    page: TestResponse | None = None

    @property
    def soup(self) -> BeautifulSoup:
        assert self.page is not None
        return BeautifulSoup(self.page.data, "html5lib")

    @property
    def state(self) -> str:
        found = self.soup.find("input", {"name": "state"})
        assert isinstance(found, Tag), self.soup.title
        return str(found["value"])

    @property
    def title(self) -> str:
        assert self.soup.title is not None
        return " ".join(self.soup.title.text.split())

    @property
    def heading(self) -> str:
        found = self.soup.find("h1")
        assert found is not None
        return " ".join(found.text.split())

    def open(self) -> TestResponse:
        self.page = self.client.get(f"/b/{self.wave}?lang={self.language}")
        return self.page

    def start(self, code: str, **fields: str) -> TestResponse:
        return self.post(**{"code": code, "consent": "yes", "action": "start", **fields})

    def go(self, action: str = "next", **fields: Any) -> TestResponse:
        return self.post(state=self.state, action=action, **fields)

    def post(self, **fields: Any) -> TestResponse:
        self.page = self.client.post(f"/b/{self.wave}?lang={self.language}", data=fields)
        return self.page

    def to_check(self, code: str) -> None:
        """Walk to the check-answers page on the short path."""
        self.start(code)
        self.go()
        self.go(answer="4")
        self.go(part_cap_uy="3", part_lanh_dao="refused")
        self.go(answer="40")
        self.go(answer="Thêm đào tạo")
        self.go(answer="2")


@pytest.fixture(scope="session")
def tally_key() -> Any:
    return keys.new_key()


@pytest.fixture(scope="session")
def wave_questionnaire() -> Any:
    return load_questionnaire(QUESTIONNAIRE, file="phieu-thu.yaml")


@pytest.fixture(scope="session")
def wave_organisation() -> Any:
    return load_organisation(ORGANISATION, file="organisation.yaml")


@pytest.fixture(scope="module")  # a module may have a questionnaire of its own
def opened_office(
    tmp_path_factory: pytest.TempPathFactory, tally_key: Any, wave_questionnaire: Any, wave_organisation: Any
) -> tuple[Path, tuple[str, ...]]:
    """Open the wave once; every test works on a copy of the folder. Gives the codes too."""
    folder = tmp_path_factory.mktemp("office") / "var"
    opened = waves.open_wave(
        open_stores(folder),
        wave="2026-Q4",
        kind="simulated",
        questionnaire=wave_questionnaire,
        organisation=wave_organisation,
        tally_key=keys.public_text(tally_key),
        opens=date(2026, 11, 20),
        closes=date(2026, 11, 30),
        results_on=date(2026, 12, 5),
        today=TODAY,
    )
    return folder, tuple(slip.code for slip in opened.slips)


@pytest.fixture
def office(
    tmp_path: Path, opened_office: tuple[Path, tuple[str, ...]], tally_key: Any, wave_organisation: Any
) -> Office:
    folder, codes = opened_office
    stores = open_stores(Path(shutil.copytree(folder, tmp_path / "var")))
    clock = Day()
    app = create_app(Settings(folder=tmp_path / "var"), stores=stores, clock=clock)
    app.testing = True
    return Office(
        app=app,
        stores=stores,
        clock=clock,
        codes=list(codes),
        key=tally_key,
        organisation=wave_organisation,
    )


@pytest.fixture
def consultation(tmp_path: Path, tally_key: Any, wave_questionnaire: Any) -> Office:
    """Open a wave that anybody may answer; the box takes 40 ballots of it."""
    stores = open_stores(tmp_path / "var")
    waves.open_wave(
        stores,
        wave="2026-Q4",
        kind="real",
        questionnaire=wave_questionnaire,
        organisation=load_organisation(ORGANISATION, file="organisation.yaml"),
        tally_key=keys.public_text(tally_key),
        opens=date(2026, 11, 20),
        closes=date(2026, 11, 30),
        results_on=date(2026, 12, 5),
        today=TODAY,
        ballots=BallotRules(participation=Participation.OPEN),
    )
    clock = Day()
    app = create_app(Settings(folder=tmp_path / "var", open_most=40), stores=stores, clock=clock)
    app.testing = True
    return Office(app=app, stores=stores, clock=clock, codes=[], key=tally_key)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser that has not signed in to the module's own application."""
    return app.test_client()


@pytest.fixture
def inside(client: FlaskClient) -> FlaskClient:
    """Return the same browser, signed in as the committee."""
    assert enter(client).status_code == 303
    return client


@pytest.fixture
def tree_of() -> Callable[[Path], dict[str, bytes]]:
    """Return every file of a folder with its bytes."""

    def read(folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
        }

    return read
