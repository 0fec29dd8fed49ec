"""A small office: four branches in two reporting groups, one wave open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from survey_app.ballots.keys import PrivateKey, new_key, public_text
from survey_app.definitions.organisation import Branch, Group, Organisation
from survey_app.operations.waves import Opened, open_wave
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, open_stores
from tests.factories.past import Desk
from tests.factories.three_questions import QUESTIONNAIRE


@pytest.fixture(scope="session")
def custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    return load_questionnaire(QUESTIONNAIRE, file="ba-cau-hoi.yaml")


@pytest.fixture(scope="session")
def office() -> Callable[..., Organisation]:
    """Make an organisation from (branch, group, headcount) lines; None means that nobody gave a headcount."""

    def make(*lines: tuple[str, str, int | None]) -> Organisation:
        return Organisation(
            organisation="so",
            title={"vi": "Đảng bộ Sở"},
            short={"vi": "Sở"},
            superior={"vi": "Đảng bộ tỉnh"},
            place={"vi": "Nghệ An"},
            groups=tuple(
                Group(group=group, title={"vi": f"Khối {group}"}) for group in dict.fromkeys(line[1] for line in lines)
            ),
            branches=tuple(
                Branch(
                    branch=branch,
                    title={"vi": f"Chi bộ {branch}"},
                    group=group,
                    headcounts=() if headcount is None else ((date(2021, 1, 1), headcount),),
                )
                for branch, group, headcount in lines
            ),
            bodies=(),
        )

    return make


@pytest.fixture(scope="session")
def organisation(office: Callable[..., Organisation]) -> Organisation:
    return office(("a", "g1", 5), ("b", "g1", 6), ("c", "g1", 9), ("d", "g2", 8))


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    return open_stores(tmp_path / "var")


@pytest.fixture
def opening(
    stores: Stores, questionnaire: Questionnaire, organisation: Organisation, custodian: PrivateKey
) -> Callable[..., Opened]:
    """Open a wave in this month; every argument of ``open_wave`` may be changed."""

    def run(**changed: Any) -> Opened:
        fields: dict[str, Any] = {
            "wave": "2025-Q4",
            "kind": "real",
            "questionnaire": questionnaire,
            "organisation": organisation,
            "tally_key": public_text(custodian),
            "opens": date(2025, 12, 1),
            "closes": date(2025, 12, 10),
            "results_on": date(2025, 12, 20),
            "today": date(2025, 12, 1),
        }
        return open_wave(changed.pop("stores", stores), **(fields | changed))

    return run


@pytest.fixture
def opened(opening: Callable[..., Opened]) -> Opened:
    return opening()


@pytest.fixture
def desk(tmp_path: Path, stores: Stores) -> Desk:
    """Return a folder with definitions and rows of past waves, and the stores to import into."""
    return Desk(tmp_path, stores)
