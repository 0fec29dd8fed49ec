"""Commands of a running wave, in this process: links, spares, addenda, papers, the daily round."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from survey_app.cli import survey
from survey_app.errors import SurveyError

PASSPHRASE = "mot cau mat khau dai"
WAVE = "2025-Q4"


def run(desk: Path, *words: str | Path, **environment: str) -> Result:
    settings = {"SURVEY_FOLDER": str(desk / "var"), "SURVEY_TODAY": "2025-12-02", **environment}
    return CliRunner(env=settings).invoke(survey, [str(word) for word in words])


def refusal(found: Result) -> str:
    """Return the code of the refusal."""
    assert isinstance(found.exception, SurveyError), found.output
    return found.exception.code


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """A desk with an open wave that takes only ballots sealed in a browser; its codes went out as links."""
    folder = tmp_path
    (folder / "passphrase").write_text(PASSPHRASE)
    key = folder / "khoa.json"
    run(folder, "key", "new", key, "--passphrase-file", folder / "passphrase")
    words = ("--key", f"{key}.pub", "--mode", "two-phase", "--collect-until", "2025-12-05", "--cast-from", "2025-12-08")
    days = ("--opens", "2025-12-01", "--closes", "2025-12-15")
    refused = run(folder, "wave", "open", WAVE, *words, *days, "--links", folder / "links.txt")
    assert refusal(refused) == "links-need-scripts"
    assert not (folder / "links.txt").exists()
    both = run(folder, "wave", "open", WAVE, *words, *days, "--links", folder / "a", "--slips", folder / "b")
    assert both.exit_code == 2
    opened = run(folder, "wave", "open", WAVE, *words, *days, "--links", folder / "links.txt", "--scripts-required")
    assert opened.exit_code == 0, opened.output
    assert "Tám từ của đợt: " in opened.output
    return folder


def test_private_links_and_spares_of_a_running_wave(running: Path) -> None:
    links = (running / "links.txt").read_text(encoding="utf-8")
    assert links.count(f"/b/{WAVE}#") == 208
    assert (running / "links.txt").stat().st_mode & 0o777 == 0o600
    title = next(line for line in links.splitlines()[4:] if line.startswith("# "))
    counted = run(running, "slips", "count", WAVE).output.splitlines()
    assert len(counted) == 12
    assert title.removeprefix("# ").partition(" (")[0] in counted[0]
    wrong = run(running, "wave", "spares", WAVE, "--stratum", "không có", "--count", "1", "--slips", running / "x.pdf")
    assert refusal(wrong) == "stratum-unknown"
    assert not (running / "x.pdf").exists()
    name = str(wrong.exception.fields["strata"]).partition(",")[0]
    made = run(running, "wave", "spares", WAVE, "--stratum", name, "--count", "3", "--slips", running / "them.pdf")
    assert made.exit_code == 0, made.output
    assert (running / "them.pdf").read_bytes().startswith(b"%PDF")
    assert run(running, "slips", "count", WAVE).output.splitlines()[0] != counted[0]


def test_the_daily_round_extension_papers_and_log(running: Path) -> None:
    first = run(running, "tick", "--format", "json")
    assert "refreshed" in [line["kind"] for line in json.loads(first.output)]
    extended = run(running, "wave", "extend", WAVE, "--days", "3")
    assert "2025-12-18" in extended.output
    too_far = run(running, "wave", "extend", WAVE, "--days", "12")
    assert refusal(too_far) == "addendum-rejected"
    for what in ("poster", "record"):
        out = running / f"{what}.pdf"
        assert run(running, "slips", what, WAVE, "--out", out, "--language", "en").exit_code == 0
        assert out.read_bytes().startswith(b"%PDF")
    reminded = run(running, "tick", SURVEY_TODAY="2025-12-18")
    assert "gửi chung cho tất cả" in reminded.output
    closed = run(running, "tick", SURVEY_TODAY="2025-12-19", SURVEY_LANGUAGE="en")
    assert f"Closed the wave {WAVE}" in closed.output
    actions = run(running, "log").output
    for action in ("mở đợt", "in phiếu mã", "công bố bổ sung", "đóng đợt"):
        assert action in actions
    cancelled = run(running, "wave", "cancel", WAVE)
    assert cancelled.exit_code == 0, cancelled.output


@pytest.mark.parametrize("files", [{"organisation.yaml": "organisation: [", "plan.yaml": "plan: ["}, {}])
def test_a_mistake_in_a_file_of_the_office_does_not_keep_a_wave_open(files: dict[str, str], running: Path) -> None:
    broken = running / "office"
    broken.mkdir()
    for name, text in files.items():
        (broken / name).write_text(text, encoding="utf-8")
    told = run(running, "tick", SURVEY_TODAY="2025-12-16", SURVEY_QUESTIONNAIRES=str(broken))
    assert refusal(told)
    assert f"Đã đóng đợt {WAVE}" in told.output


def test_a_wave_that_anybody_may_answer_needs_no_slips_and_takes_none(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    key = tmp_path / "khoa.json"
    run(tmp_path, "key", "new", key, "--passphrase-file", tmp_path / "passphrase")
    words = ("--key", f"{key}.pub", "--participation", "open", "--opens", "2025-12-01", "--closes", "2025-12-15")
    assert refusal(run(tmp_path, "wave", "open", WAVE, *words, "--slips", tmp_path / "x.pdf")) == "wave-open-to-all"
    assert refusal(run(tmp_path, "wave", "open", WAVE, *words, "--mode", "two-phase")) == "wave-phases"
    opened = run(tmp_path, "wave", "open", WAVE, *words)
    assert opened.exit_code == 0, opened.output
    assert "cho mọi người, không phiếu mã" in opened.output
    assert not list(tmp_path.glob("*.pdf"))
    run(tmp_path, "wave", "close", WAVE)
    told = run(tmp_path, "tally", WAVE, "--key", key, "--passphrase-file", tmp_path / "passphrase")
    assert "0 phiếu hợp lệ, không phải mẫu ngẫu nhiên" in told.output
