"""A small seeded sample of the simulations; ``python tests/simulations/run.py`` runs them in full."""

import importlib
import sys
from math import sqrt
from pathlib import Path

import pytest

RUNS = 250


@pytest.fixture(scope="module")
def simulate():
    here = str(Path(__file__).parent)
    sys.path.insert(0, here)
    try:
        return importlib.import_module("simulate")
    finally:
        sys.path.remove(here)


@pytest.mark.parametrize(("people", "answers"), [(12, 8), (25, 18), (60, 45), (200, 180)])
def test_coverage_is_that_of_the_published_table(simulate, people, answers):
    for method, (mean, least, width) in zip(simulate.METHODS, simulate.PUBLISHED[people, answers], strict=True):
        exact = simulate.coverage(answers, people, method)
        drawn = simulate.coverage(answers, people, method, draws=400)

        assert exact.mean == pytest.approx(mean, abs=0.01)
        assert exact.least == pytest.approx(least, abs=0.01)
        assert exact.width == pytest.approx(width, abs=0.55)
        assert drawn.mean == pytest.approx(mean, abs=0.01)


def test_the_exact_interval_covers_everywhere(simulate):
    assert all(simulate.coverage(n, N, "hypergeometric").least >= 0.95 for N, n in simulate.SIZES)


def test_changes_are_covered_whatever_the_overlap(simulate):
    usual = {one.name: simulate.change_coverage(one, runs=600) for one in simulate.SCENARIOS}

    assert usual["people and opinions persist"][0] > 0.97
    assert usual["answering is independent"][0] == pytest.approx(0.95, abs=4 * sqrt(0.05 * 0.95 / 600))
    assert usual["people persist, opinions flip"][0] < 0.95
    assert all(worst > 0.97 for _, worst in usual.values())


def test_the_whole_department_is_covered(simulate):
    assert simulate.department(0.75, runs=RUNS) > 0.95 - 4 * sqrt(0.05 * 0.95 / RUNS)


@pytest.mark.parametrize(
    "test",
    [
        "Rao-Scott F, 5 x 3",
        "letters, one option of 3 columns, Holm",
        "multiple response, 3 options x 3 groups",
        "Cochran-Armitage, 5 waves",
        "Q, 5 waves",
        "line of Q, 5 waves",
        "Jonckheere, 5 waves",
        "line of log odds, 5 waves",
    ],
)
def test_tests_keep_their_size(simulate, test):
    assert simulate.size(test, runs=RUNS) <= 0.05 + 3.5 * sqrt(0.05 * 0.95 / RUNS)
