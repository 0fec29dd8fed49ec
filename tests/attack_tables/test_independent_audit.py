"""The audit against the attacker that was written apart from it, number by number."""

from __future__ import annotations

import json
from types import ModuleType

import numpy as np
import pytest

from analysis.disclosure import write_cube
from analysis.disclosure.audit import audit_cube, targets_of
from analysis.disclosure.bounds import Program
from analysis.disclosure.system import unknowns_of


@pytest.mark.parametrize("part", range(4))
def test_two_audits_agree_on_two_hundred_random_cubes(
    part: int, organisations: ModuleType, outsider: ModuleType, attacking: ModuleType
) -> None:
    compared = 0
    for seed in range(50 * part, 50 * part + 50):
        cube = organisations.small_cube(seed)
        found = list(unknowns_of(cube))
        if not found:
            continue
        (unknowns,) = found
        attack = outsider.Outsider([json.loads(write_cube(cube))], ["q"])
        wanted = [target for target in targets_of(unknowns) if not target[2]]
        number, _, _, positions = wanted[int(np.random.default_rng(seed).integers(len(wanted)))]
        line = unknowns.lines[number]
        solved = Program(unknowns).interval(number, positions)
        assert solved is not None
        ends = attacking.ends_of(attack, "q", line.banner, line.level, positions)
        assert ends == (solved.low, solved.high), (seed, line.level)
        compared += 1
    assert compared > 30


def test_an_interval_found_by_moving_people_is_never_wider_than_the_solved_one(organisations: ModuleType) -> None:
    for seed in range(8):
        cube = organisations.small_cube(seed)
        moved, solved = audit_cube(cube).targets, audit_cube(cube, exact=True).targets
        for one, two in zip(moved, solved, strict=True):
            assert one.interval is not None
            assert two.interval is not None
            assert two.interval.low <= one.interval.low <= one.interval.high <= two.interval.high
            assert not two.narrow
