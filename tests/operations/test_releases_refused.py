"""What a release is refused for, as whoever types the command reads it: where, what was found, how to mend it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from analysis.disclosure import cube_hash, read_cube, write_cube
from analysis.disclosure.gate import OverlappingGroupsError
from survey_app.ballots.keys import PrivateKey
from survey_app.cli import main
from survey_app.operations import deciding, tally
from survey_app.operations.bundle import export_bundle
from survey_app.operations.keys import make_key, open_key
from survey_app.operations.ledger import ledger
from survey_app.operations.respond import cast
from survey_app.operations.secrets import new_signing_keys
from survey_app.operations.waves import close_wave, open_wave
from survey_app.questionnaire.answers import Answers
from survey_app.store import Stores, WaveState, open_stores

Typed: TypeAlias = Callable[..., tuple[int, str, str]]

PASSPHRASE = "mot cau mat khau dai"
FIRST, SECOND, THIRD = "2025-Q1", "2025-Q2", "2025-Q3"
EACH = 30


@pytest.fixture(scope="module")
def closed(office, questionnaire, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two released waves, and a third that is closed: two groups, thirty answers of each."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "mat-khau").write_text(PASSPHRASE)
    made = make_key(desk / "khoa.json", PASSPHRASE)
    key = open_key(made.private_file, PASSPHRASE)
    stores, signing = open_stores(desk / "var"), new_signing_keys(2)
    for month, wave in ((3, FIRST), (6, SECOND), (9, THIRD)):
        opens = date(2025, month, 1)
        opened = open_wave(
            stores,
            wave=wave,
            kind="real",
            questionnaire=questionnaire,
            organisation=office(("a", "g1", 40), ("b", "g2", 40)),
            tally_key=made.public_file.read_text(),
            opens=opens,
            closes=opens.replace(day=10),
            results_on=opens.replace(day=20),
            today=opens,
            keys=signing,
        )
        for stratum in (0, 1):
            slips = [slip for slip in opened.slips if slip.stratum == stratum][:EACH]
            for at, slip in enumerate(slips):
                values = {"dieu_kien": 1 + at % 5, "ap_luc": 1 + at % 3}
                cast(stores, wave, slip.code, Answers(values=values, texts={}), today=opens)
        close_wave(stores, wave)
        if wave != THIRD:
            tally.tally_wave(stores, wave, key)
    return desk


@pytest.fixture
def desk(closed: Path, tmp_path: Path) -> Path:
    shutil.copytree(closed, tmp_path / "desk")
    return tmp_path / "desk"


@pytest.fixture
def stores(desk: Path) -> Stores:
    return open_stores(desk / "var")


@pytest.fixture(scope="module")
def key(closed: Path) -> PrivateKey:
    return open_key(closed / "khoa.json", PASSPHRASE)


@pytest.fixture
def typed(desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command; return its exit code, what it printed, and what it said to the clerk."""

    def run(*words: object, language: str = "vi", **environment: str) -> tuple[int, str, str]:
        for name, value in {"FOLDER": str(desk / "var"), "TODAY": "2025-10-01", "LANGUAGE": language}.items():
            monkeypatch.setenv(f"SURVEY_{name}", value)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["survey", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def tallying(desk: Path) -> tuple[object, ...]:
    return "tally", THIRD, "--key", desk / "khoa.json", "--passphrase-file", desk / "mat-khau"


def tampered(desk: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(desk / "var" / "registry.sqlite")) as registry, registry:
        assert registry.execute(statement, values).rowcount > 0


def told(answer: tuple[int, str, str]) -> tuple[str, str, str]:
    """Return where, what and how of a refusal; nothing else may have been said."""
    code, printed, said = answer
    assert (code, printed) == (1, "")
    assert "Traceback" not in said
    where, found, fix = said.splitlines()[-3:]
    return where, found.strip(), fix.strip()


def untouched(stores: Stores, *, released: int = 2) -> bool:
    """Return whether the wave is as it was before the command: closed, its box full, no release more."""
    record = stores.registry.wave(THIRD)
    assert record is not None
    full = stores.box.count(THIRD) == 2 * EACH
    return full and record.state is WaveState.CLOSED and len(stores.registry.releases()) == released


def edited_cube(stores: Stores) -> tuple[str, str]:
    """Return the wave and text of the second release, one count of it changed by hand."""
    document = json.loads(stores.registry.release(SECOND).cube)
    cell = next(cell for table in document["tables"] for cell in table["cells"] if cell["count"] is not None)
    cell["count"] += 3
    return SECOND, json.dumps(document, ensure_ascii=False)


def test_the_wave_is_released_when_nothing_is_wrong(desk: Path, stores: Stores, typed: Typed) -> None:
    code, printed, said = typed(*tallying(desk))
    assert code == 0, said
    assert f"Đợt {THIRD}: đã phát hành" in printed
    assert f"{2 * EACH} phiếu hợp lệ trên 80 người" in printed
    assert [cube.wave for cube in ledger(stores)] == [FIRST, SECOND, THIRD]
    assert stores.box.count(THIRD) == 0


# a ledger whose chain is broken


@pytest.mark.parametrize(
    ("statement", "where", "why"),
    [
        ("DELETE FROM release WHERE wave = '2025-Q1'", SECOND, "mà sổ không có bản đó"),
        ("DELETE FROM release WHERE wave = '2025-Q2'", SECOND, "đợt đã phát hành mà sổ không còn bản nào của đợt"),
        ("UPDATE release SET previous = NULL WHERE wave = '2025-Q2'", SECOND, "dòng ghi sổ nêu previous khác với"),
    ],
    ids=["the first is gone", "the last is gone", "a link is cut"],
)
def test_a_broken_ledger_stops_the_tally(
    desk: Path, stores: Stores, typed: Typed, statement: str, where: str, why: str
) -> None:
    tampered(desk, statement)
    before = len(stores.registry.releases())
    place, found, fix = told(typed(*tallying(desk)))
    assert place.split() in ([where, "ledger-broken"], [where, "ledger-edited"])
    assert where in found
    assert why in found
    assert fix == "Khôi phục sổ đăng ký từ bản sao lưu gần nhất (survey restore); không phát hành thêm khi sổ còn đứt."
    assert untouched(stores, released=before)
    place, found, fix = told(typed(*tallying(desk), language="en"))
    assert fix.startswith("Restore the registry from the latest backup (survey restore)")


# a cube that somebody edited


def test_an_edited_cube_in_the_ledger_stops_the_tally(desk: Path, stores: Stores, typed: Typed) -> None:
    wave, text = edited_cube(stores)
    tampered(desk, "UPDATE release SET cube = ? WHERE wave = ?", text, wave)
    place, found, fix = told(typed(*tallying(desk)))
    assert place == f"{SECOND}  ledger-edited"
    assert found.startswith(f"Bản phát hành của đợt {SECOND} trong sổ không còn như lúc phát hành: nội dung cho ra mã")
    assert "survey restore" in fix
    assert untouched(stores)


@pytest.fixture
def decided(desk: Path, typed: Typed) -> Path:
    """Return the file of a release that was decided on the custodian's own computer."""
    assert typed("box", "export", THIRD, "--out", desk / "hom.zip")[0] == 0
    offline = ("tally", "--offline", desk / "hom.zip", "--key", desk / "khoa.json", "--out", desk / "ph.json")
    assert typed(*offline, "--passphrase-file", desk / "mat-khau")[0] == 0
    return desk / "ph.json"


def test_an_edited_cube_file_is_not_taken_in(stores: Stores, typed: Typed, decided: Path) -> None:
    text = decided.read_text(encoding="utf-8")
    decided.write_text(re.sub(r'"n": ?60', '"n":57', text, count=1), encoding="utf-8")
    assert decided.read_text(encoding="utf-8") != text
    place, found, fix = told(typed("release", "import", decided))
    assert place == "ph.json  release-edited"
    assert found.startswith(f"Tệp bản phát hành đợt {THIRD} đã bị sửa: nội dung cho ra mã băm sha256:")
    assert "kiểm phiếu lại trên máy người giữ khóa (survey tally --offline)" in fix
    assert untouched(stores)


# headcounts and groups that contradict each other


def forged(path: Path, **changed: Any) -> None:
    """Change a release and make its hash anew, as whoever forges it would."""
    cube = replace(read_cube(path.read_text(encoding="utf-8")), **changed)
    path.write_text(write_cube(replace(cube, hash=cube_hash(cube))), encoding="utf-8")


def test_a_release_of_more_answers_than_people_is_not_taken_in(stores: Stores, typed: Typed, decided: Path) -> None:
    population = read_cube(decided.read_text(encoding="utf-8")).population
    forged(decided, population=replace(population, N=50))
    place, found, fix = told(typed("release", "import", decided))
    assert place == "ph.json  release-unsound"
    assert THIRD in found
    assert "số phiếu, sĩ số và tỷ lệ trả lời không khớp nhau" in found
    assert "survey verify" in fix
    assert untouched(stores)


def test_a_headcount_changed_behind_the_manifest_stops_the_tally(desk: Path, stores: Stores, typed: Typed) -> None:
    old, new = '"headcount":40', '"headcount":45'
    tampered(desk, "UPDATE wave SET manifest = replace(manifest, ?, ?) WHERE wave = ?", old, new, THIRD)
    place, found, fix = told(typed(*tallying(desk)))
    assert place == f"{THIRD}  manifest-edited"
    assert found == f"Bản công bố của đợt {THIRD} trong sổ đăng ký không còn như lúc mở đợt."
    assert fix.startswith("So sánh với các bản đã in và ghi biên bản")
    assert untouched(stores)


def test_groups_that_add_up_to_more_than_everybody_are_not_taken_in(
    stores: Stores, typed: Typed, decided: Path
) -> None:
    cube = read_cube(decided.read_text(encoding="utf-8"))
    (grouped,) = (table for table in cube.tables if table.id == "dieu_kien/group")
    (level, other) = (one.level for one in grouped.levels if one.level != "total")
    doubled = {cell.option: cell for cell in grouped.cells if cell.level == "total" and cell.count is not None}
    cells = tuple(
        replace(cell, count=doubled[cell.option].count, percent=doubled[cell.option].percent, low=None, high=None)
        if cell.level == level and cell.option in doubled
        else cell
        for cell in grouped.cells
    )
    whole = next(one for one in grouped.bases if one.level == "total")
    bases = tuple(replace(whole, level=level) if one.level == level else one for one in grouped.bases)
    rung = {**grouped.rung, level: grouped.rung["total"]}
    assert other != level
    forged(
        decided,
        tables=tuple(
            replace(table, cells=cells, bases=bases, rung=rung) if table is grouped else table for table in cube.tables
        ),
    )
    place, found, fix = told(typed("release", "import", decided))
    assert place == "ph.json  release-unsound"
    assert "dieu_kien/group" in found
    assert "các nhóm cộng lại không bằng toàn đơn vị" in found
    assert "survey verify" in fix
    assert untouched(stores)


def test_the_gate_that_finds_a_branch_in_two_groups_stops_the_tally(
    desk: Path, stores: Stores, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overlapping(*_: object, **__: object) -> None:
        raise OverlappingGroupsError(stratum="a", groups="g1, g2")

    monkeypatch.setattr(deciding, "gated", overlapping)
    assert told(typed(*tallying(desk))) == (
        "a  overlapping-groups",
        "Chi bộ này nằm trong nhiều nhóm báo cáo cùng lúc: g1, g2.",
        "Xếp mỗi chi bộ vào đúng một nhóm báo cáo trong organisation.yaml.",
    )
    assert untouched(stores)


TWICE = """branches:
  - {branch: thanh-tra, title: Chi bộ Thanh tra, group: chuyen-mon, headcounts: {2021-09-01: 8}}
"""


@pytest.mark.parametrize(
    ("old", "new", "rule", "found", "fix"),
    [
        ("branches:\n", TWICE, "name-repeated", "Tên “thanh-tra” đã có ở dòng", "Đặt tên khác cho một trong hai."),
        (
            "{2021-09-01: 14}",
            "{2021-09-01: 14, 2021-09-01: 18}",
            "key-repeated",
            "Khóa “2021-09-01” viết lần thứ hai",
            "Đổi tên hoặc mã của một trong hai, hoặc xóa bớt.",
        ),
        (
            "{2021-09-01: 14}",
            "{2021-09-01: 14, 2020-01-01: 18}",
            "headcounts-order",
            "Ngày “2020-01-01” không sau ngày trước đó.",
            "Xếp các ngày tăng dần, mỗi ngày một lần.",
        ),
    ],
    ids=["a branch in two groups", "two headcounts of one day", "headcounts that run backwards"],
)
def test_a_list_of_branches_that_contradicts_itself_opens_no_wave(
    desk: Path, root: Path, stores: Stores, typed: Typed, old: str, new: str, rule: str, found: str, fix: str
) -> None:
    files = desk / "questionnaires"
    shutil.copytree(root / "questionnaires", files)
    text = (files / "organisation.yaml").read_text(encoding="utf-8")
    (files / "organisation.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    code, printed, said = typed(
        *("wave", "open", "2025-Q4", "--key", desk / "khoa.json.pub", "--slips", desk / "phieu.pdf"),
        SURVEY_QUESTIONNAIRES=str(files),
    )
    assert (code, printed) == (1, "")
    lines = [line.strip() for line in said.splitlines()]
    (at,) = (at for at, line in enumerate(lines) if line.endswith(f"  {rule}  lỗi"))
    assert re.fullmatch(r".*organisation\.yaml:\d+:\d+  \S+  lỗi", lines[at])
    assert lines[at + 1].startswith(found)
    assert lines[at + 3] == fix
    assert stores.registry.wave("2025-Q4") is None
    assert not (desk / "phieu.pdf").exists()


# two at the same time


def at_once(desk: Path, *commands: tuple[object, ...]) -> list[tuple[int, str, str]]:
    """Return what commands ended with that were started together, each a process of its own."""
    environment = {"SURVEY_FOLDER": str(desk / "var"), "SURVEY_TODAY": "2025-10-01", "PATH": os.defpath}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "survey_app", *map(str, words)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for words in commands
    ]
    ended = [(one.communicate(), one.returncode) for one in started]
    return [(code, printed, said) for (printed, said), code in ended]


def test_two_custodians_who_tally_at_once_make_one_release(desk: Path, stores: Stores) -> None:
    for code, printed, said in at_once(desk, tallying(desk), tallying(desk)):
        assert code == 0, said
        assert f"{2 * EACH} phiếu hợp lệ trên 80 người" in printed
    assert [cube.wave for cube in ledger(stores)] == [FIRST, SECOND, THIRD]
    assert stores.box.count(THIRD) == 0


def test_of_two_different_releases_taken_in_at_once_the_later_is_told_that_one_stands(
    desk: Path, stores: Stores, key: PrivateKey
) -> None:
    bundle = export_bundle(stores, THIRD)
    files = []
    for without in (0, 6):
        cube = tally.tally_bundle(replace(bundle, ballots=bundle.ballots[without:]), key).cube
        files.append(desk / f"{without}.json")
        files[-1].write_text(write_cube(cube), encoding="utf-8")
    ended = at_once(desk, *[("release", "import", file) for file in files])
    assert sorted(code for code, _, _ in ended) == [0, 1], ended
    (refused,) = (one for one in ended if one[0])
    place, found, fix = told(refused)
    assert place == f"{THIRD}  release-exists"
    assert found == f"Đợt {THIRD} đã có bản phát hành số 1 với nội dung khác."
    assert fix.startswith("Bản đã phát hành không bị ghi đè")
    assert [cube.wave for cube in ledger(stores)] == [FIRST, SECOND, THIRD]


def test_a_release_decided_before_another_entered_the_ledger_is_told_to_tally_again(
    desk: Path, stores: Stores, typed: Typed, decided: Path, key: PrivateKey
) -> None:
    forged(decided, previous=ledger(stores)[0].hash)
    place, found, fix = told(typed("release", "import", decided))
    assert place == f"{THIRD}  ledger-moved"
    assert found == f"Trong lúc quyết định bản phát hành của đợt {THIRD}, sổ phát hành đã có thêm bản khác."
    assert fix == "Chưa ghi gì. Kiểm phiếu lại: bản mới được xét cùng bản vừa vào sổ."
    assert untouched(stores)
