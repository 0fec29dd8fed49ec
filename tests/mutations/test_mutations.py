"""A small sample of the single mistakes; the long run is ``make mutations``."""

import importlib.util
import sys
from pathlib import Path

import pytest

spec = importlib.util.spec_from_file_location("mutations_run", Path(__file__).with_name("run.py"))
run = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = run
spec.loader.exec_module(run)


def test_nearly_every_single_mistake_is_caught_where_it_was_made():
    outcomes = [run.outcome(mistake) for mistake in run.mistakes(60, 4)]
    caught, placed = run.shares(outcomes)
    missed = [found.mistake for found in outcomes if not found.placed]
    assert caught >= run.GOAL_CAUGHT, missed
    assert placed >= run.GOAL_PLACED, missed


@pytest.fixture(scope="module")
def made():
    return {mistake.kind for mistake in run.mistakes(2 * len(run.MAKERS), 1)}


@pytest.mark.parametrize("maker", run.MAKERS, ids=lambda maker: maker.__name__)
def test_every_kind_of_mistake_is_made(maker, made):
    assert maker.__name__ in made


def test_nearly_every_single_mistake_in_the_other_files_is_caught_where_it_was_made():
    made = list(run.definition_mistakes(5 * len(run.DEFINITION_MAKERS), 4))
    outcomes = [run.definition_outcome(mistake) for mistake in made]
    caught, placed = run.shares(outcomes)
    missed = [found.mistake for found in outcomes if not found.placed]
    assert caught >= run.GOAL_CAUGHT, missed
    assert placed >= run.GOAL_PLACED, missed
    assert {mistake.kind for mistake in made} == {maker.__name__ for maker in run.DEFINITION_MAKERS}
    assert {one.kind for one in run.definitions(run.ROOT)} == {"codebook", "mapping", "organisation", "plan", "topics"}
