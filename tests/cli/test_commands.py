"""The command line as people type it: what it prints, what it refuses, which exit code."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from waitress.buffers import OverflowableBuffer

from analysis.errors import EmptyBaseError
from survey_app.cli import main
from survey_app.clock import minute_of, second_of
from survey_app.config import Settings
from survey_app.operations import second_step, staff
from survey_app.store import open_stores

Typed: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.xdist_group("commands")

PASSPHRASE = "mot cau mat khau dai"
WAVE = "2025-Q4"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "passphrase").write_text(PASSPHRASE)
    return folder


def settings(desk: Path, environment: dict[str, str]) -> dict[str, str]:
    return {"SURVEY_FOLDER": str(desk / "var"), "SURVEY_TODAY": "2025-12-02", "PATH": "/usr/bin:/bin", **environment}


def run(desk: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "survey_app", *map(str, words)],
        env=settings(desk, environment),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run the program within this process; what it does not expect comes out as it is."""

    def run_here(desk: Path, *words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        for name in os.environ:
            if name.startswith("SURVEY_"):
                monkeypatch.delenv(name)
        for name, value in settings(desk, environment).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["survey", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(sys.argv, code, said.out, said.err)

    return run_here


def test_a_wave_from_key_to_release_in_three_offline_parts(desk: Path) -> None:
    key, sheet = desk / "khoa.json", desk / "phieu.pdf"
    secret = ("--passphrase-file", desk / "passphrase")
    made = run(desk, "key", "new", key, *secret)
    assert made.returncode == 0, made.stderr
    assert key.stat().st_mode & 0o777 == 0o600
    opened = run(desk, "wave", "open", WAVE, "--key", f"{key}.pub", "--slips", sheet)
    assert opened.returncode == 0, opened.stderr
    assert "208 phiếu mã cho 12 tầng" in opened.stdout
    assert sheet.read_bytes().startswith(b"%PDF")
    assert sheet.stat().st_mode & 0o777 == 0o600
    early = run(desk, "tally", WAVE, "--key", key, *secret)
    assert (early.returncode, "wave-not-closed" in early.stderr) == (1, True)
    assert "Traceback" not in early.stderr
    assert run(desk, "wave", "close", WAVE).returncode == 0
    assert run(desk, "box", "export", WAVE, "--out", desk / "hom.zip").returncode == 0
    offline = run(desk, "tally", "--offline", desk / "hom.zip", "--key", key, "--out", desk / "ph.json", *secret)
    assert offline.returncode == 0, offline.stderr
    taken = run(desk, "release", "import", desk / "ph.json", SURVEY_LANGUAGE="en")
    assert "0 valid ballots of 184 people" in taken.stdout
    listed = run(desk, "wave", "list").stdout
    assert "đợt thật" in listed
    assert "đã phát hành" in listed
    assert not (desk / "var" / "secrets" / WAVE).exists()


def test_a_rehearsal_runs_end_to_end_and_stands_in_no_trend(desk: Path) -> None:
    rehearsed = run(desk, "wave", "rehearse", "2025-Q3")
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert "trên 184 người" in rehearsed.stdout
    assert run(desk, "wave", "list").stdout.split()[-5:] == ["diễn", "tập", "đã", "phát", "hành"]
    assert run(desk, "wave", "list", SURVEY_LANGUAGE="en").stdout.split()[-2:] == ["rehearsal", "released"]


def test_problems_are_told_in_text_and_as_json(desk: Path, root: Path, typed: Typed) -> None:
    clean = typed(desk, "check", *sorted((root / "questionnaires").glob("*.yaml")))
    assert clean.returncode == 0, clean.stdout
    broken = desk / "hong.yaml"
    broken.write_text("questionnaire: a\n\titems: [", encoding="utf-8")
    told = typed(desk, "check", broken, "--format", "json", SURVEY_LANGUAGE="en")
    assert told.returncode == 1
    (problem,) = json.loads(told.stdout)
    assert (problem["line"], problem["rule"], problem["severity"]) == (2, "tab", "error")
    twice = desk / "hai.yaml"
    twice.write_text((root / "questionnaires" / "tam-trang-quy.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    doubled = typed(desk, "check", twice, root / "questionnaires" / "tam-trang-quy.yaml")
    assert doubled.returncode == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("wave", "open", "2031-Q1", "--slips", "x.pdf"), 1, "wave-not-planned"),
        (("wave", "open", "2025-Q1", "--slips", "x.pdf"), 1, "wave-window-empty"),
        (("wave", "open", WAVE + "b", "--slips", "x.pdf"), 1, "wave-not-planned"),
        (("wave", "close", "2031-Q1"), 1, "wave-unknown"),
        (("release", "import", "khong-co.json"), 1, "release-unreadable"),
        (("tally", "--key", "khong-co.json"), 2, "Usage"),
        (("replay", "khong-co.csv", "--mapping", "khong-co.yaml"), 1, ""),
        (("khong-co-lenh",), 2, "No such command"),
    ],
)
def test_a_refusal_says_why_without_a_traceback(
    words: tuple[str, ...], code: int, said: str, desk: Path, typed: Typed
) -> None:
    refused = typed(desk, *words)
    assert refused.returncode == code
    assert said in refused.stderr
    assert refused.stderr.strip()
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("key", "new", "k.json", "--passphrase-file", "khong-co"),
        ("key", "new", "khong-co/k.json", "--passphrase-file", "passphrase"),
        ("texts", "import", "khong-co.json"),
        ("backup", "--out", "khong-co/b", "--passphrase-file", "passphrase"),
    ],
)
def test_a_file_that_is_not_there_is_named(
    words: tuple[str, ...], tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("passphrase").write_text(PASSPHRASE)
    refused = typed(tmp_path, *words, SURVEY_LANGUAGE="en")
    assert refused.returncode == 1
    assert "khong-co" in refused.stderr.splitlines()[0]
    assert "there is no such file or folder" in refused.stderr


def test_a_folder_without_the_files_of_the_office_is_named(tmp_path: Path, typed: Typed) -> None:
    refused = typed(tmp_path, "wave", "open", WAVE, "--slips", "x.pdf", SURVEY_QUESTIONNAIRES=str(tmp_path))
    assert refused.returncode == 1
    assert f"{tmp_path / 'organisation.yaml'}" in refused.stderr


@pytest.mark.parametrize("role", ["committee", "reporter", "administrator"])
def test_staff_are_added_with_a_role(desk: Path, role: str, typed: Typed) -> None:
    added = typed(desk, "staff", "add", f"can-bo-{role}", "--role", role, "--passphrase-file", desk / "passphrase")
    assert added.returncode == 0, added.stderr
    assert role in added.stdout


def test_the_digits_at_the_console_are_those_that_the_pages_take(tmp_path: Path, typed: Typed) -> None:
    stores = open_stores(tmp_path / "var")
    staff.add_staff(stores, staff="quan-tri", title="Q", role="administrator", password=PASSPHRASE)
    day = Settings(folder=tmp_path / "var", today="2025-12-02")
    second_step.set_up_here(stores, "quan-tri", now=second_of(day))
    digits = typed(tmp_path, "staff", "code", "quan-tri").stdout.strip()
    assert second_step.pass_step(stores, "quan-tri", digits, now=second_of(day)) is not None
    logged = stores.log.entries()[-1]
    assert (logged.action, logged.minute) == ("second-step-code-shown", minute_of(day))


def test_a_wave_needs_a_key(desk: Path, tmp_path: Path, typed: Typed) -> None:
    refused = typed(desk, "wave", "open", WAVE, "--slips", tmp_path / "x.pdf", SURVEY_FOLDER=str(tmp_path / "var"))
    assert (refused.returncode, "wave-without-key" in refused.stderr) == (1, True)
    assert not (tmp_path / "x.pdf").exists()


def test_the_demo_never_mixes_with_something_else(desk: Path, tmp_path: Path, typed: Typed) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "cua-toi.txt").write_text("")
    refused = typed(desk, "start", "--demo", SURVEY_FOLDER=str(tmp_path / "var"))
    assert (refused.returncode, "folder-not-a-demo" in refused.stderr) == (1, True)


def test_the_server_lays_nothing_aside_in_files(tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    served: dict[str, Any] = {}
    monkeypatch.setattr("waitress.serve", lambda _app, **how: served.update(how))
    assert typed(tmp_path, "start").returncode == 0
    for way in ("inbuf_overflow", "outbuf_overflow"):
        passing = OverflowableBuffer(served[way])
        passing.append(bytes(4 * served["max_request_body_size"]))
        assert not passing.overflowed


def test_a_port_in_use_is_named(tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(*_: object, **__: object) -> None:
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr("waitress.serve", serve)
    refused = typed(tmp_path, "start", SURVEY_PORT="9123", SURVEY_LANGUAGE="en")
    assert (refused.returncode, "Another program uses port 9123." in refused.stderr) == (1, True)


def test_the_generated_references_are_up_to_date(root: Path) -> None:
    program = (
        "import runpy; made = runpy.run_path('docs/build.py')['generated']();"
        "print([path.name for path, text in made.items() if path.read_text(encoding='utf-8') != text])"
    )
    stale = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert stale.stdout.strip() == "[]"


def test_what_the_statistics_refuse_is_said_in_the_language_of_the_console(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refusing(**_: object) -> None:
        raise EmptyBaseError(what="gioi x chi_bo")

    monkeypatch.setattr("survey_app.cli.survey", refusing)
    for language, found in (("vi", "Không có ai trả lời"), ("en", "Nobody answered")):
        monkeypatch.setenv("SURVEY_LANGUAGE", language)
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr().err.splitlines()
        assert left.value.code == 1
        assert told[0] == "gioi x chi_bo  empty-base"
        assert told[1].strip().startswith(found)
