from __future__ import annotations

import pytest

from survey_app.web import limits
from survey_app.web.limits import HOUR, Act, Limits

FAR = "203.0.113.77"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def few(clock: Clock) -> Limits:
    return Limits(clock, {Act.LOOK: 2, Act.COLLECT: 5, Act.CAST: 5, Act.REFUSED: 1})


def test_each_act_of_each_address_has_its_own_measure():
    counted = few(Clock())
    assert [counted.passes(Act.LOOK, FAR) for _ in range(3)] == [True, True, False]
    assert counted.passes(Act.CAST, FAR)
    assert counted.passes(Act.LOOK, "203.0.113.78")


def test_after_an_hour_key_and_counters_are_new():
    clock = Clock()
    counted = few(clock)
    before = counted._key
    assert [counted.passes(Act.LOOK, FAR) for _ in range(3)][-1] is False
    clock.now = HOUR
    assert counted.passes(Act.LOOK, FAR)
    assert counted._key != before


def test_refused_tries_stop_every_act():
    counted = few(Clock())
    counted.passes(Act.REFUSED, FAR)
    assert not any(counted.passes(act, FAR) for act in Act)


def test_machines_of_one_ipv6_network_are_counted_together():
    counted = few(Clock())
    assert [counted.passes(Act.LOOK, f"2001:db8:1:2::{at}") for at in range(3)] == [True, True, False]
    assert counted.passes(Act.LOOK, "2001:db8:1:3::1")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", None, "localhost"])
def test_this_machine_is_not_limited(address: str | None):
    counted = few(Clock())
    assert all(counted.passes(Act.LOOK, address) for _ in range(9))


def test_an_ipv4_machine_on_a_line_of_both_kinds_is_counted_for_itself():
    counted = few(Clock())
    assert counted.passes(Act.REFUSED, "::ffff:203.0.113.77")
    assert not counted.passes(Act.LOOK, "::ffff:203.0.113.77")
    assert not counted.passes(Act.LOOK, "203.0.113.77")
    assert counted.passes(Act.LOOK, "::ffff:203.0.113.78")
    assert all(counted.passes(Act.REFUSED, "::ffff:127.0.0.1") for _ in range(5))


def test_no_address_is_kept_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST", 10)
    counted = few(Clock())
    for at in range(25):
        counted.passes(Act.CAST, f"203.0.113.{at}")
    assert len(counted._counted) <= 10
    assert "203" not in repr([(who.hex(), act) for who, act in counted._counted])
