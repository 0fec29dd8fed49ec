"""The class of alpha: the same whoever is taken out, or told as two."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Level, count
from analysis.disclosure.findings import ReleasedReliability
from analysis.disclosure.reliability import CLASSES, LEAST, reliabilities
from analysis.responses import Responses

NAMES = ("a.1", "a.2", "a.3")
EDGES = [least for _, least in CLASSES[1:]]
ORDER = [name for name, _ in CLASSES]


def told(answers: np.ndarray) -> ReleasedReliability | None:
    options = tuple(Option(code=at + 1, label={"vi": f"x{at}"}) for at in range(5))
    scales = tuple(Column(name=name, kind=Kind.ORDINAL, label={}, item="a", options=options) for name in NAMES)
    book = Codebook(columns=(*scales, Column(name="i", kind=Kind.INDEX, label={}, item="i", members=NAMES)))
    people = len(answers)
    responses = Responses(
        wave="w",
        codebook=book,
        codes={name: answers[:, at].astype(np.int16) for at, name in enumerate(NAMES)}
        | {"i": np.zeros(people, dtype=np.int16)},
        scores={"i": np.zeros(people)},
        stratum=np.zeros(people, dtype=np.int64),
        weight=np.ones(people),
    )
    whole = Banner(name="total", levels=(Level(key="total", label={}),), positions=np.zeros(people, dtype=np.int64))
    return reliabilities(count(responses, strata=("s",), banners=[whole]), book).get("i")


def answers_of(seed: int, people: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    load = random.uniform(0.4, 0.9)
    mood = random.normal(size=people)[:, None]
    return np.clip(np.rint(2 + 1.2 * (load * mood + np.sqrt(1 - load**2) * random.normal(size=(people, 3)))), 0, 4)


def alpha_of(answers: np.ndarray) -> float:
    covariance = np.cov(answers.T)
    return float(3 / 2 * (1 - np.trace(covariance) / covariance.sum()))


def class_of(alpha: float) -> int:
    return int(np.searchsorted(EDGES, alpha, side="right"))


def span(found: ReleasedReliability) -> range:
    return range(ORDER.index(found.outcome), ORDER.index(found.upto or found.outcome) + 1)


def test_whoever_is_taken_out_the_class_still_holds() -> None:
    alone = 0
    for seed in range(30):
        answers = answers_of(seed, 90)
        found = told(answers)
        classes = {class_of(alpha_of(np.delete(answers, at, axis=0))) for at in range(len(answers))}
        if found is None:
            continue
        assert classes | {class_of(alpha_of(answers))} <= set(span(found))
        assert len(span(found)) <= 2
        alone += found.upto is None
    assert 5 < alone < 30, "both happen"


def test_near_an_edge_two_classes_are_told_as_one() -> None:
    nearest = min(
        (answers_of(seed, 120) for seed in range(40)), key=lambda one: min(abs(alpha_of(one) - np.array(EDGES)))
    )
    found = told(nearest)
    assert found is None or found.upto is not None


@pytest.mark.parametrize("missing", [-1, -3])
def test_those_who_left_an_item_out_count_in_the_pairs_they_answered(missing: int) -> None:
    answers = answers_of(2, 200)
    answers[::7, 1] = missing
    found = told(answers)
    assert found is not None
    complete = answers[(answers >= 0).all(axis=1)]
    assert class_of(alpha_of(complete)) in {at for one in span(found) for at in (one - 1, one, one + 1)}


def test_few_answers_or_none_that_differ_have_no_class() -> None:
    assert told(answers_of(1, LEAST - 1)) is None
    assert told(np.full((90, 3), 2.0)) is None
