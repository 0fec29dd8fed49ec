"""Collecting and casting on the server, as ratios to a bare Flask request with one SQLite commit.

Every contender is a process of its own and answers the same number of requests within it; contenders take turns and
medians of five are kept. All three databases are synchronous=FULL. What the member's browser does is made before.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "ballots.json"
REQUESTS = int(os.environ.get("SURVEY_BENCH_BALLOTS", "200"))
TURNS = 5

TIMED = """
import json, sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
folder, count = Path(sys.argv[1]), int(sys.argv[3])
def measured(send):
    send(0)
    wall, cpu = time.perf_counter(), time.process_time()
    for at in range(1, count + 1):
        send(at)
    print(json.dumps([(time.perf_counter() - wall) / count, (time.process_time() - cpu) / count]))
"""
BARE = """
import sqlite3
from flask import Flask, request
app = Flask("bare")
path = str(folder / "bare.sqlite")
with sqlite3.connect(path) as made:
    made.execute("PRAGMA journal_mode = TRUNCATE")
    made.execute("CREATE TABLE IF NOT EXISTS ballot (number INTEGER PRIMARY KEY, content BLOB)")
@app.post("/")
def cast():
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = FULL")
    with connection:
        connection.execute("INSERT INTO ballot (content) VALUES (?)", (request.get_data(),))
    connection.close()
    return {"outcome": "new"}
client, ballot = app.test_client(), b"x" * 4883
measured(lambda at: client.post("/", data=ballot))
"""
OURS = """
from survey_app.config import Settings
from survey_app.store import open_stores
from survey_app.web import create_app
what = sys.argv[4]
sent = json.loads((folder / "requests.json").read_text())[what]
settings = Settings(folder=folder / "var", today="2025-12-01")
client = create_app(settings, stores=open_stores(settings.folder)).test_client()
def send(at):
    answer = client.post(f"/b/w/{what}", json=sent[at])
    assert answer.status_code == 200, answer.json
measured(send)
"""
SIGNING = """
from survey_app.ballots.blind import blind_sign
from survey_app.operations.secrets import signing_key_of
key = signing_key_of(folder / "var", "w", 0)
measured(lambda at: blind_sign(key, (at + 7).to_bytes(256, "big")))
"""


def prepare(folder: Path) -> None:
    """Open a wave of one branch and make all that its members will send."""
    sys.path.insert(0, str(HERE.parent / "tests" / "factories"))
    import member  # noqa: PLC0415 -- beside the tests

    from survey_app.ballots.keys import new_key, public_text  # noqa: PLC0415 -- needed by this one alone
    from survey_app.ballots.rights import sign_derived  # noqa: PLC0415 -- needed by this one alone
    from survey_app.definitions.organisation import load_organisation  # noqa: PLC0415 -- needed by this one alone
    from survey_app.operations.secrets import signing_key_of  # noqa: PLC0415 -- needed by this one alone
    from survey_app.operations.waves import open_wave  # noqa: PLC0415 -- needed by this one alone
    from survey_app.questionnaire.loader import load_questionnaire  # noqa: PLC0415 -- needed by this one alone
    from survey_app.store import open_stores  # noqa: PLC0415 -- needed by this one alone

    questionnaire = (
        "questionnaire: do\ntitle: Đo\nlanguages: [vi]\nminutes: 1\npurpose: Đo tốc độ của máy chủ.\npages:\n"
        "  - page: mot\n    items:\n      - {item: a, type: scale, scale: hai_long_5, text: Hài lòng ở mức nào?}\n"
    )
    organisation = (
        "organisation: do\ntitle: Tổ chức\nsuperior: Cấp trên\nplace: Vinh\ngroups:\n  - {group: g, title: Khối}\n"
        f"branches:\n  - {{branch: b, title: Chi bộ, group: g, headcounts: {{2020-01-01: {REQUESTS + 1}}}}}\n"
    )
    stores, day = open_stores(folder / "var"), date(2025, 12, 1)
    opened = open_wave(
        stores,
        wave="w",
        kind="simulated",
        questionnaire=load_questionnaire(questionnaire, file="do.yaml"),
        organisation=load_organisation(organisation, file="organisation.yaml"),
        tally_key=public_text(new_key()),
        opens=day,
        closes=day,
        results_on=day,
        today=day,
    )
    browser, key = member.Browser(opened.manifest, lambda *_: (0, {})), signing_key_of(stores.folder, "w", 0)
    collect, cast = [], []
    for slip in opened.slips:
        asked = browser.prepare(0)
        collect.append({"code": slip.code, "blinded": member.written(asked.blinding.blinded)})
        right = member.Right(0, asked.right, sign_derived(key, asked.right))
        cast.append(member.body(right, browser.ballot(0, b'{"items":{"a":3},"texts":{},"v":1}')))
    (folder / "requests.json").write_text(json.dumps({"collect": collect, "cast": cast}))


def timed(code: str, folder: Path, *more: str) -> tuple[float, float]:
    """Return wall and processor seconds of one request, in a process of its own."""
    command = [sys.executable, "-c", TIMED + code, str(folder), str(HERE.parent), str(REQUESTS), *more]
    wall, processor = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return wall, processor


def main() -> None:
    """Take turns, print, keep."""
    contenders = {"bare": (BARE,), "collect": (OURS, "collect"), "cast": (OURS, "cast"), "signing alone": (SIGNING,)}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as made:
            prepare(Path(made))
            for name, (code, *more) in contenders.items():
                taken[name].append(timed(code, Path(made), *more))
    medians = {
        name: {
            "wall_ms": round(1000 * statistics.median(wall for wall, _ in turns), 2),
            "cpu_ms": round(1000 * statistics.median(processor for _, processor in turns), 2),
        }
        for name, turns in taken.items()
    }
    bare = medians["bare"]
    ratios = {name: {unit: round(each[unit] / bare[unit], 1) for unit in bare} for name, each in medians.items()}
    told = {
        "what": f"one request of {REQUESTS}, median of {TURNS} turns, test client, SQLite synchronous=FULL",
        "medians": medians,
        "ratio_to_bare": ratios,
        "versions": {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            **{name: version(name) for name in ("flask", "sqlalchemy", "cryptography")},
        },
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    print(told["what"])
    for name, each in medians.items():
        print(
            f"  {name:<14} {each['wall_ms']:7.2f} ms  {each['cpu_ms']:7.2f} ms CPU   "
            f"{ratios[name]['wall_ms']:5.1f} x bare  {ratios[name]['cpu_ms']:5.1f} x CPU"
        )


if __name__ == "__main__":
    main()
