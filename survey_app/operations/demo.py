"""The demo organisation: sixteen simulated quarters through the real path, and one wave that is open today.

Every page of it says "dữ liệu mô phỏng". It is made in a folder beside the final one and moved there when complete, so
an interrupted making leaves nothing half-made. Sign-ins, unused codes and key lie in its folder ``demo``, and a second
start prints them again.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from survey_app.ballots.manifest import WaveKind
from survey_app.clock import second_of
from survey_app.config import Settings
from survey_app.definitions.plan import PlannedWave
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.handing import print_slips
from survey_app.operations.keys import make_key, public_key_in
from survey_app.operations.opening import Office, read_office
from survey_app.operations.permissions import TWO_STEPS, Role
from survey_app.operations.run import Script, Step, cast_all, purses_of, run_wave
from survey_app.operations.second_step import set_up_here
from survey_app.operations.simulation import SimulatedWave, Simulation
from survey_app.operations.staff import add_staff
from survey_app.operations.waves import open_wave, strata_of
from survey_app.questionnaire.answers import Answers
from survey_app.questionnaire.model import Questionnaire
from survey_app.store import Stores, open_stores

SEED = 20211
PAST = 16
BREAK_AT = 13
"""The wave (counted from 0) at which the reorganisation lowers the simulated mood: the first quarter of 2025."""
PASSPHRASE = "dien-tap-khong-dung-that"  # noqa: S105 -- of a demo key; printed on every start
ENTRANCES, KEY, SLIPS = Path("demo", "entrances.json"), Path("demo", "tally.key.json"), Path("demo", "slips.pdf")
SHOWN_CODES = 3
DAYS_OPEN_ALREADY, DAYS_LEFT, DAYS_TO_RESULTS = 3, 12, 5
ACCOUNTS = {
    "dang-uy": (Role.COMMITTEE, "Đảng ủy"),
    "bao-cao-vien": (Role.REPORTER, "Báo cáo viên"),
    "quan-tri": (Role.ADMINISTRATOR, "Quản trị"),
    "giu-khoa": (Role.CUSTODIAN, "Người giữ khóa"),
    "kiem-tra": (Role.INSPECTION, "Ủy ban kiểm tra"),
}


class NotADemoError(SurveyError):
    """A folder that holds something else; the demo never mixes with it."""

    code = "folder-not-a-demo"
    found = N_("Thư mục {folder} đã có dữ liệu, không phải của bản dùng thử.")
    fix = N_("Đặt SURVEY_FOLDER là một thư mục mới, hoặc chạy survey start không kèm --demo.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the terminal prints so that each role can enter."""

    wave: str
    codes: tuple[str, ...]
    staff: tuple[tuple[str, str, str], ...]
    """Name, role, password."""
    key_file: str
    passphrase: str


def prepare(settings: Settings, *, today: date, step: Step) -> Demo:
    """Return the demo's entrances, making the demo first where there is none.

    Raises
    ------
    NotADemoError
        The settings' folder holds something else.
    """
    folder = settings.folder
    if (folder / ENTRANCES).is_file():
        return _read(folder)
    if folder.exists() and any(folder.iterdir()):
        raise NotADemoError(folder=folder)
    making = folder.with_name(folder.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    _make(open_stores(making), settings, today=today, step=step)
    if folder.exists():
        folder.rmdir()
    making.rename(folder)
    return _read(folder)


def _make(stores: Stores, settings: Settings, *, today: date, step: Step) -> None:
    office = read_office(settings)
    polled = office.plan.calendar[0].questionnaire
    *past, present = office.plan.waves(polled)[: PAST + 1]
    questionnaire = office.questionnaire(present.questionnaire)
    strata = strata_of(office.organisation, on=present.opens)
    simulation = Simulation(questionnaire, sizes=[each.headcount for each in strata], seed=SEED, break_at=BREAK_AT)
    for done, planned in enumerate(past, start=1):
        script = Script(
            wave=planned.wave,
            title=planned.title,
            kind=WaveKind.SIMULATED,
            opens=planned.opens,
            closes=planned.closes,
            results_on=planned.closes + timedelta(days=DAYS_TO_RESULTS),
            answers=tuple(_by_branch(office, simulation.wave(quarter=_quarter(planned)), planned.opens)),
        )
        run_wave(stores, script, questionnaire=questionnaire, organisation=office.organisation)
        step("wave", done, len(past))
    (stores.folder / ENTRANCES.parent).mkdir(mode=0o700)
    codes = _open_today(stores, settings, office, questionnaire, present, simulation, today=today)
    made = {
        "wave": present.wave,
        "codes": codes,
        "staff": [
            (name, role.value, _add(stores, name, role, title, now=second_of(settings)))
            for name, (role, title) in ACCOUNTS.items()
        ],
    }
    note = stores.folder / ENTRANCES
    note.touch(mode=0o600)
    note.write_text(json.dumps(made, ensure_ascii=False, indent=2), encoding="utf-8")


def _open_today(
    stores: Stores,
    settings: Settings,
    office: Office,
    questionnaire: Questionnaire,
    planned: PlannedWave,
    simulation: Simulation,
    *,
    today: date,
) -> list[str]:
    """Open the present wave, let the simulated members answer, and return three codes that nobody has used."""
    key = make_key(stores.folder / KEY, PASSPHRASE)
    opens = today - timedelta(days=DAYS_OPEN_ALREADY)
    opened = open_wave(
        stores,
        wave=planned.wave,
        title=planned.title,
        kind=WaveKind.SIMULATED,
        questionnaire=questionnaire,
        organisation=office.organisation,
        tally_key=public_key_in(key.public_file),
        opens=opens,
        closes=today + timedelta(days=DAYS_LEFT),
        results_on=today + timedelta(days=DAYS_LEFT + DAYS_TO_RESULTS),
        today=opens,
    )
    purses = purses_of(opened)
    simulated = simulation.wave(quarter=_quarter(planned))
    cast_all(stores, opened.manifest, purses, _by_branch(office, simulated, opens))
    unused = {code for purse in purses.values() for code in purse}
    left = [slip for slip in opened.slips if slip.code in unused]
    print_slips(opened.manifest, left, settings, stores.folder / SLIPS)
    fullest = sorted(purses.values(), key=len, reverse=True)
    return [purse[0] for purse in fullest[:SHOWN_CODES]]


def _by_branch(office: Office, simulated: SimulatedWave, on: date) -> Iterator[tuple[str, Answers]]:
    strata = strata_of(office.organisation, on=on)
    for at, answers in zip(simulated.strata, simulated.answers, strict=True):
        yield strata[at].branches[0], answers


def _quarter(planned: PlannedWave) -> int:
    return (planned.opens.month + 2) // 3


def _add(stores: Stores, name: str, role: Role, title: str, *, now: float) -> str:
    password = secrets.token_urlsafe(12)
    add_staff(stores, staff=name, title=title, role=role.value, password=password)
    if role in TWO_STEPS:
        set_up_here(stores, name, now=now)
    return password


def _read(folder: Path) -> Demo:
    held = json.loads((folder / ENTRANCES).read_text(encoding="utf-8"))
    return Demo(
        wave=held["wave"],
        codes=tuple(held["codes"]),
        staff=tuple((name, role, password) for name, role, password in held["staff"]),
        key_file=str(folder / KEY),
        passphrase=PASSPHRASE,
    )
