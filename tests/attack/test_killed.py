"""kill -9 at random moments, of real processes: nothing acknowledged is lost, nothing counts twice, no slip is burnt."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import random
import shutil
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from survey_app.operations import respond, tally, waves
from survey_app.operations.bundle import export_bundle
from survey_app.operations.lookup import SlipState, find_slip
from survey_app.store import open_stores

KILLS, SEED = 30, 2025
HERE = str(Path(__file__).parent)


@pytest.fixture(scope="module")
def processes(root):
    """Start processes quickly, each forked from one that has loaded everything."""
    sys.path.insert(0, HERE)
    patched = pytest.MonkeyPatch()
    # the process that is forked from takes its path from the environment alone
    patched.setenv("PYTHONPATH", os.pathsep.join([HERE, str(root)]))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["victims", "scipy.optimize", "scipy.stats"])
    import victims  # noqa: PLC0415 -- stands beside

    yield lambda verb, *given: context.Process(target=getattr(victims, verb), args=given)
    patched.undo()
    sys.path.remove(HERE)


def killed_after(process, seconds):
    """Return whether the process was killed; False when it had ended by then."""
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    if process.exitcode not in {0, -9}:
        pytest.fail(f"the process failed by itself: {process.exitcode}")
    return process.exitcode == -9


def finished(process):
    """Let the process do all it has to do."""
    process.start()
    process.join()
    assert process.exitcode == 0


@pytest.fixture
def wave(polling, tmp_path):
    """Thirty members, every other one with a browser that keeps its request, as jobs in a file."""
    opened = polling.open_ours(open_stores(tmp_path / "var"))
    browser = polling.member.Browser(opened.manifest, None)
    jobs = []
    for at, (slip, said) in enumerate(zip(opened.slips, itertools.product(range(1, 6), repeat=2), strict=False)):
        asked = browser.prepare(slip.stratum) if at % 2 else None
        kept = [part.hex() for part in (asked.right, asked.blinding.blinded, asked.blinding.inverse)] if asked else []
        jobs.append({"code": slip.code, "answers": said, "asked": kept})
    (tmp_path / "jobs.json").write_text(json.dumps(jobs))
    (tmp_path / "acknowledged").touch()
    return jobs


def test_answering_killed_at_random_moments(polling, processes, wave, tmp_path):
    folder, acknowledged = tmp_path / "var", tmp_path / "acknowledged"
    given = folder, tmp_path / "jobs.json", acknowledged
    draw = random.Random(SEED)  # noqa: S311 -- moments, no secrets
    for name in ("cold", "warm"):  # the first of all processes is started slowly
        spare = Path(shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}-{name}")))
        began = time.perf_counter()
        finished(processes("answer", spare / "var", spare / "jobs.json", spare / "acknowledged"))
        each = (time.perf_counter() - began) / len(wave)
    kills = said = 0
    while kills < KILLS and said < len(wave):
        before = said
        kills += killed_after(processes("answer", *given), draw.uniform(0, 3 * each))
        said, held = len(acknowledged.read_bytes()), open_stores(folder).box.count(polling.WAVE)
        assert said <= held <= said + 1
        if said > before + 2:  # the machine is faster now than when it was measured
            each /= 2
    assert kills >= KILLS // 3, "moments were too late to tell anything"
    finished(processes("answer", *given))
    stores = open_stores(folder)
    for at, job in enumerate(wave):
        state = find_slip(stores, polling.WAVE, job["code"])
        assert state is (SlipState.COLLECTED if at % 2 else SlipState.SPENT)
    waves.close_wave(stores, polling.WAVE)
    box = tally.open_box(export_bundle(stores, polling.WAVE), polling.questionnaire(), polling.tally_key())
    counted = Counter((one.values["dieu_kien"], one.values["ap_luc"]) for one in box.answers)
    assert counted == Counter(job["answers"] for job in wave), "each once, none lost"


def test_the_tally_killed_at_random_moments_ends_with_the_same_release(polling, processes, wave, tmp_path):
    folder = tmp_path / "var"
    stores = open_stores(folder)
    answers = [(job["code"], polling.answers_of(job["answers"])) for job in wave]
    assert respond.cast_many(stores, polling.WAVE, answers) == len(wave)
    waves.close_wave(stores, polling.WAVE)
    first, second = (Path(shutil.copytree(folder, tmp_path / name)) for name in ("first", "second"))
    finished(processes("count", first))  # the first of all processes is started slowly
    began = time.perf_counter()
    finished(processes("count", second))
    lasting = time.perf_counter() - began
    expected = open_stores(first).registry.release(polling.WAVE)
    assert expected is not None
    draw = random.Random(SEED)  # noqa: S311 -- moments, no secrets
    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        again = Path(shutil.copytree(folder, tmp_path / f"round-{rounds}"))
        while kills < KILLS and killed_after(processes("count", again), draw.uniform(0, 1.5) * lasting):
            kills += 1
        finished(processes("count", again))
        release = open_stores(again).registry.release(polling.WAVE)
        assert release is not None
        assert release.hash == expected.hash
        assert open_stores(again).box.count(polling.WAVE) == 0
        assert list((again / "secrets").iterdir()) == []
