from __future__ import annotations

import dataclasses
import json
from types import ModuleType

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind
from analysis.disclosure.rounding import round_together

SAMPLE = (
    (3, ("scale", "yesno", "single", "ranking")),
    (5, ("scale", "second", "multi")),
    (7, ("scale", "battery")),
    (12, ("scale", "date")),
)
TINY = (8, 16, 24, 32)


@pytest.mark.parametrize(("seed", "items"), SAMPLE)
def test_random_organisations_give_nobody_away_and_others_do(
    seed: int, items: tuple[str, ...], attacking: ModuleType, organisations: ModuleType
) -> None:
    org = organisations.organisation(seed, people=70, items=items)
    for name, (publish, off) in attacking.PUBLISHERS.items():
        score = attacking.attack(org, publish, off, seed=seed)
        assert not score.wrong, "the attacker's model must hold the truth"
        assert score.clean is (name == attacking.GATE), score.holes


@pytest.mark.parametrize("seed", TINY)
def test_trying_every_table_finds_what_the_programs_find(seed: int, attacking: ModuleType) -> None:
    ((_, scores),) = attacking.scores(range(seed, seed + 1))
    score = scores[attacking.GATE]
    assert score.clean, score.holes
    assert score.tables > 0


def test_two_people_who_are_moved_make_a_table_that_fits(
    attacking: ModuleType, moving: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    org = organisations.organisation(9, people=70, waves=1, items=("scale",))
    (wave,) = org.waves
    known = outsider.Outsider([attacking.ours(wave)], ("scale",), attacking.known_of(org, wave, 2))
    truth = attacking.people_of(org, wave, known)
    moves = moving.Moves.of(known.stacked, len(known.combos), known.width)
    room, tried = moves.room(truth), {True: 0, False: 0}
    for number in attacking.numbers_of(known)[::3]:
        inside = number.weights > 0
        enter = ~inside[:, None] & inside[None, :]
        for upward in tried:
            for cells in moves.toward(truth, room, number.mask, enter, upward=upward)[:5]:
                people = truth.copy()
                np.add.at(people.reshape(-1), cells, [-1, 1, -1, 1])
                assert people.min() >= 0
                assert known.broken(people) == 0
                more = number.mask @ (people - truth) @ number.weights
                assert more == (1 if upward else -1)
                tried[upward] += 1
    assert min(tried.values()) > 20


def test_programs_find_people_near_and_say_where_there_are_none(
    attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    org = organisations.small(5)
    (wave,) = org.waves
    known = outsider.Outsider([attacking.ours(wave)], ("q",), attacking.known_of(org, wave, 2))
    pool, truth = attacking.Pool(known, attacking.numbers_of(known)), attacking.people_of(org, wave, known)
    for at in range(0, len(pool.numbers), 5):
        number = pool.numbers[at]
        low, high = pool.ends(at)
        for near in (None, truth):
            for end in (low, high):
                found = pool.anything((number.mask, number.weights, end, end), near=near)
                assert known.broken(found) == 0
                assert number.mask @ found @ number.weights == end
            assert pool.anything((number.mask, number.weights, -np.inf, low - 1), near=near) is None
            assert pool.anything((number.mask, number.weights, high + 1, np.inf), near=near) is None


def test_a_filter_and_the_question_it_leads_to_are_attacked_together(
    attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    """The people who were asked are those who gave the filter's answer: two figures of the same people meet."""
    org = organisations.organisation(9, people=70, waves=1, items=("scale", "yesno", "routed"))
    (wave,) = org.waves
    both = outsider.Outsider([attacking.ours(wave)], ("yesno", "routed"), attacking.known_of(org, wave, 2))
    truth = attacking.people_of(org, wave, both)
    assert both.broken(truth) == 0
    asked, led = both.states("routed", range(len(both.options["routed"]) + 3)), both.states("yesno", [1])
    assert np.array_equal(asked, led)


@pytest.mark.parametrize("silent", [0, 12])
def test_a_question_with_a_condition_that_all_may_have_met_follows_no_rules_of_a_group(
    silent: int, attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    """All were led to it and answered alike: the organisation's row is displayed, and being displayed says nothing."""
    filter_, then = (organisations.question_of(name, 2, leans=False) for name in ("yesno", "routed"))
    questions = organisations.Questions(codebook=Codebook(columns=(filter_, then)), leads={"routed": ("yesno", 1)})
    led = np.arange(90) >= silent
    answered = np.where(led, np.arange(90) % 3 < bool(silent), -4)
    codes = {"yesno": led.astype(np.int16), "routed": answered.astype(np.int16)}
    answers = organisations.Answers(codes=codes, scores={}, stratum=np.repeat(np.arange(2), 45))
    wave = organisations.released(questions, answers, "w", np.arange(2), np.array([60, 60]))
    org = organisations.Organisation(seed=0, questions=questions, group_of=np.arange(2), waves=(wave,))
    known = outsider.Outsider([attacking.ours(wave)], ("yesno", "routed"), attacking.known_of(org, wave, 2))
    assert known.broken(attacking.people_of(org, wave, known)) == 0
    everybody = known.rows[known.mask("total", "total").tobytes()]
    other = known.states("routed", [1]).tolist()
    least = [low for weights, low in zip(everybody.weights, everybody.low, strict=True) if weights.tolist() == other]
    assert (wave.document["rules"]["dominance"] in least) is bool(silent)


def test_branches_are_attacked_with_all_that_is_told_of_their_groups(
    attacking: ModuleType, organisations: ModuleType
) -> None:
    """At least 79 of 84 are favourable: two branches in bands, with two others each, would leave none for the rest."""
    org = organisations.organisation(25)
    score = attacking.Score()
    attacking.single_branches(score, org, attacking.ours, np.random.default_rng(25))
    assert score.numbers["branch of a year"] > 0
    assert score.clean, score.holes


def test_plain_suppression_breaks_and_rounding_does_not(publishers: ModuleType) -> None:
    """At least 25 of 30 random tables of branches by answers give a hidden count away; rounded ones none."""
    random = np.random.default_rng(11)
    broken = 0
    for _ in range(30):
        table = publishers.branches(random, rows=12)
        hidden = publishers.suppressed(table)
        broken += publishers.recovered(table, hidden) > 0
        rounded = round_together(table.sum(axis=0), [table], margins=[tuple(range(5))])
        assert rounded.banners[0] is not None
        assert publishers.narrowest(rounded.total, rounded.banners[0]) >= 2
    assert broken >= 25


def test_what_the_own_row_tells_excuses_no_other_number(
    attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    """All of an organisation answered alike and its row says so: how many they are in a group is told by nobody."""
    questions = organisations.Questions.of(organisations.question_of("q", 2, leans=False))
    alike = organisations.Answers(
        codes={"q": np.zeros(59, dtype=np.int16)}, scores={}, stratum=np.repeat(np.arange(2), (29, 30))
    )
    wave = organisations.released(questions, alike, "w", np.arange(2), np.array([40, 40]))
    org = organisations.Organisation(seed=0, questions=questions, group_of=np.arange(2), waves=(wave,))
    document = json.loads(wave.text)
    for table in document["tables"]:
        for cell in table["cells"]:
            if (cell["level"], cell["option"]) == ("total", 1):
                cell["count"] = 60
    plain, told = attacking.Score(), attacking.Score()
    for score in (plain, told):
        known = outsider.Outsider([document], ("q",), attacking.known_of(org, wave, 2))
        if score is told:
            known.say(known.mask("group", "g0"), known.states("q", [0]), 29, 30)
        attacking.together(score, org, wave, known, np.random.default_rng(1))
    assert sum(plain.alone.values()) > 0
    assert plain.clean, plain.holes
    assert told.told > 0
    assert all("by group" in hole for hole in told.holes)


def test_the_own_row_of_a_trait_excuses_levels_that_it_says_are_empty(
    attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    """All 25 stand in one level of a trait, and its row shows 27 of them and none in the other level."""
    org = organisations.organisation(307)
    (wave,) = org.waves
    known = outsider.Outsider([attacking.ours(wave)], ("scale",), attacking.known_of(org, wave, 2))
    pool = attacking.Pool(known, attacking.numbers_of(known))
    at = {(one.level, one.option): number for number, one in enumerate(pool.numbers) if not one.others}
    assert attacking.own_row_tells(pool, at["trait0 1", 2])
    assert not attacking.own_row_tells(pool, at["trait0 2", 2])


def test_people_where_two_banners_cross_are_attacked_if_it_is_told_how_many_they_are(
    attacking: ModuleType, organisations: ModuleType, outsider: ModuleType
) -> None:
    org = organisations.organisation(9, people=70, waves=1, items=("scale",))
    (wave,) = org.waves
    document = attacking.ours(wave)
    traits = {column.name for column in org.questions.codebook.columns if column.trait}
    apart = [
        table
        for table in document["tables"]
        if table["stub"]["column"] not in traits or table["banner"]["column"] == "total"
    ]
    found = {}
    for name, file in (("told", document), ("not told", document | {"tables": apart})):
        known = outsider.Outsider([file], ("scale",), attacking.known_of(org, wave, 2))
        found[name] = [number for number in attacking.numbers_of(known) if number.crossed]
    assert found["told"]
    assert not found["not told"]
    known = outsider.Outsider([document], ("scale",), attacking.known_of(org, wave, 2))
    truth = attacking.people_of(org, wave, known)
    number = max(found["told"], key=lambda one: one.mask @ truth @ one.weights)
    known.say(number.mask, number.weights, *[number.mask @ truth @ number.weights] * 2)
    score = attacking.Score()
    attacking.together(score, org, wave, known, np.random.default_rng(1))
    assert any(number.name in hole for hole in score.holes)
    assert not score.wrong


@pytest.mark.parametrize("course", ["one left", "one joined"])
def test_numbers_are_told_by_exact_classes_alone(
    course: str, attacking: ModuleType, organisations: ModuleType, outsider: ModuleType, publishers: ModuleType
) -> None:
    """What one gave who came or went has several possible values, and the largest lies in a class that is wide."""
    org = organisations.organisation(3, people=40, waves=2, items=("number", "date"), course=course)
    before, wave = org.waves
    for publish, off in ((attacking.ours, 2), (publishers.exact, 0)):
        moved, outermost = attacking.Score(), attacking.Score()
        attacking.one_more_or_less(moved, org, before, wave, publish, off=off)
        for name in ("number", "date"):
            known = outsider.Outsider([publish(wave)], (name,), attacking.known_of(org, wave, off))
            attacking.outermost(outermost, org, wave, known)
        for score in (moved, outermost):
            assert sum(score.numbers.values()) > 0
            assert not score.wrong
            assert score.clean is (publish is attacking.ours), score.holes


def test_a_corrected_slip_is_told_by_releases_that_know_nothing_of_each_other(
    attacking: ModuleType, organisations: ModuleType, publishers: ModuleType
) -> None:
    org = organisations.organisation(6, people=40, waves=2, items=("single", "multi"), course=organisations.CORRECTED)
    wave = org.waves[1]
    apart = organisations.released(org.questions, wave.answers, wave.responses.wave, org.group_of, wave.rolls)
    unaware = dataclasses.replace(apart, first=wave.first, corrected=wave.corrected)
    told = {}
    for name, one, publish, off in (
        ("ours", wave, attacking.ours, 2),
        ("exact", wave, publishers.exact, 0),
        ("unaware", unaware, attacking.ours, 2),
    ):
        score = attacking.Score()
        attacking.one_corrected(score, org, one, publish, np.random.default_rng(1), off=off)
        assert not score.wrong
        assert score.numbers["one corrected"] > 0
        told[name] = score.told
    assert told["ours"] == 0
    assert told["exact"] > 0
    assert told["unaware"] > 0


def test_an_index_is_attacked_beside_its_members(
    attacking: ModuleType, organisations: ModuleType, publishers: ModuleType
) -> None:
    """A group of one mind: the question itself is withheld of it, and an index told of it would say what they answered."""
    scale = organisations.question_of("scale", 4, leans=True)
    index = Column(name="mood", kind=Kind.INDEX, label=scale.label, item="mood", members=("scale",))
    questions = organisations.Questions(codebook=Codebook(columns=(scale, index)))
    codes = np.repeat([3, 0, 1, 2, 3], (18, 9, 9, 9, 9)).astype(np.int16)
    answers = organisations.Answers(codes={"scale": codes}, scores={}, stratum=np.repeat(np.arange(3), 18))
    wave = organisations.released(questions, answers, "w", np.arange(3), np.array([25, 25, 25]))
    org = organisations.Organisation(seed=0, questions=questions, group_of=np.arange(3), waves=(wave,))
    document = json.loads(wave.text)
    for table in document["tables"]:
        if table["banner"]["column"] == "group":
            table["banner"]["levels"] = [{"level": "total", "merged": []}, {"level": "g0", "merged": []}]
            table["rung"] = {"total": "all", "g0": "withheld"}
            table["cells"] = []
            exits = dict.fromkeys(("dont_know", "refused", "skipped"), 0)
            table["bases"] = [{"level": "g0", "asked": 18, "answered": 18} | exits]
            table["measures"] = [{"level": "g0", "measure": "index", "value": 100.0}]
    told = {}
    for off in (2, 0):
        score = attacking.Score()
        attacking.indices(score, org, wave, [document], np.random.default_rng(1), off=off)
        assert score.numbers["index"] > 0
        assert not score.wrong
        told[off] = [hole for hole in score.holes if "group g0" in hole]
    assert not told[2], "counts that are off by two leave room"
    assert told[0]
    ours = attacking.Score()
    attacking.indices(ours, org, wave, [wave.document], np.random.default_rng(1))
    assert ours.clean
