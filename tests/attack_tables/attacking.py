"""The attack on random organisations, publisher by publisher."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import publishers
from indices import Beside
from largest import ends_of_levels, told_closely
from organisations import Organisation, Wave, organisation, small
from outsider import Document, Known, Outsider
from own_rows import own_row_tells
from pooling import LEAST, NothingFitsError, Number, Pool
from programs import UnsolvedError
from publishers import ours
from score import Score
from sequels import branch_pool, combo_of, corrected, possible
from targets import numbers_of
from tiny import Tables, TooLargeError, every

from analysis.codebook import Kind
from analysis.disclosure.ladder import sides_of

GATE = "this release gate"
TRIED = "tiny: every table tried"
LARGEST = "largest number"
TINY = 8
"""Every eighth organisation is tiny, and all tables that fit are tried."""
PUBLISHERS: dict[str, tuple[Callable[[Wave], Document], int]] = {
    "naive: everything as it is": (publishers.exact, 0),
    "threshold of ten": (lambda wave: publishers.exact(wave, least=10), 0),
    GATE: (ours, 2),
}


def families(org: Organisation) -> list[tuple[str, ...]]:
    """Return the questions to be attacked together: the options of a multiple response, a question and its filter."""
    questions = org.questions
    together = [questions.multi] if questions.multi else []
    together += [(filter_, name) for name, (filter_, _) in questions.leads.items()]
    taken = {name for family in together for name in family}
    asked = [column for column in questions.codebook.columns if column.options or column.kind is Kind.NUMBER]
    alone = [(column.name,) for column in asked if column.name not in taken]
    return alone + together


def attack(org: Organisation, publish: Callable[[Wave], Document], off: int, *, seed: int) -> Score:
    """Return what an attacker gets who tries every number of every wave, and waves together."""
    score = Score(organisations=1)
    random = np.random.default_rng(seed)
    if off and org.tiny:
        tried(score, org)
        score.broken = int(score.told > 0)
        return score
    for at, wave in enumerate(org.waves):
        score.waves += 1
        for told, documents in tellings(wave, publish):
            if off:
                indices(score, org, told, documents, random)
            if not questions(score, org, told, documents, off, random):
                score.broken = 1
                return score  # one is enough to break a publisher who rounds nothing
        if off and wave.corrected is not None:
            one_corrected(score, org, wave, publish, random)
        if off and (wave.left is not None or wave.joined is not None):
            one_more_or_less(score, org, org.waves[at - 1], wave, publish)
    if off:
        single_branches(score, org, publish, random)
    score.broken = int(score.told > 0)
    return score


def questions(
    score: Score,
    org: Organisation,
    wave: Wave,
    documents: Sequence[Document],
    off: int,
    random: np.random.Generator,
) -> bool:
    """Attack the questions of a wave; return whether it is worth while to go on."""
    for family in families(org):
        outsider = Outsider(documents, family, known_of(org, wave, off))
        if outsider.stubs:
            together(score, org, wave, outsider, random)
            outermost(score, org, wave, outsider)
        if off == 0 and score.told:
            return False
    return True


def tellings(wave: Wave, publish: Callable[[Wave], Document]) -> list[tuple[Wave, list[Document]]]:
    """Return what the files of a wave are true of: all of the same people, or of a corrected slip each of its own."""
    told = [one for one in (wave.first, wave) if one is not None and one.cube is not None]
    if wave.corrected is None:
        return [(wave, [publish(one) for one in told])] if told else []
    return [(one, [publish(one)]) for one in told]


def known_of(org: Organisation, wave: Wave, off: int) -> Known:
    """Return what everybody knows of a wave besides its file."""
    questions = org.questions
    return Known(off=off, banners=org.banners, rolls=wave.rolls_of, leads=questions.leads, at_most=questions.at_most)


def one_more_or_less(
    score: Score, org: Organisation, before: Wave, wave: Wave, publish: Callable[[Wave], Document], off: int = 2
) -> None:
    """Attack the answers of somebody who left or joined, all others known to have answered as before."""
    if before.cube is None or wave.cube is None:
        return
    larger, smaller = (before, wave) if wave.left is not None else (wave, before)
    row = wave.left if wave.left is not None else wave.joined
    name = f"one who {'left' if wave.left is not None else 'joined'}"
    for more, less in both_files(org, (larger, smaller), publish, off):
        assert row is not None
        found = possible(more, less, combo_of(more, larger, row), people_of(org, smaller, less))
        _counted(score, f"seed {org.seed} {wave.responses.wave}", name, more.stubs, found)


def one_corrected(
    score: Score,
    org: Organisation,
    wave: Wave,
    publish: Callable[[Wave], Document],
    random: np.random.Generator,
    off: int = 2,
) -> None:
    """Attack the slip that was corrected, all others known not to have been; and both files as if of the same people."""
    first, row = wave.first, wave.corrected
    if first is None or first.cube is None or wave.cube is None or row is None:
        return
    for before, after in both_files(org, (first, wave), publish, off):
        found = corrected(before, after, combo_of(after, wave, row), people_of(org, wave, after, but=row))
        _counted(score, f"seed {org.seed} {wave.responses.wave}", "one corrected", before.stubs * 2, found)
    for family in families(org):
        outsider = Outsider([publish(first), publish(wave)], family, known_of(org, wave, off))
        fitting = Pool(outsider, numbers_of(outsider)).anything() if outsider.stubs else None
        if fitting is not None:  # where nothing fits it only says that something was corrected
            together(score, org, wave, outsider, random, truth=fitting)


def both_files(
    org: Organisation, waves: tuple[Wave, Wave], publish: Callable[[Wave], Document], off: int
) -> Iterator[tuple[Outsider, Outsider]]:
    """Yield what two files say of the same questions, as the same unknowns."""
    files = tuple(publish(wave) for wave in waves)
    for family in families(org):
        one, other = (
            Outsider([file], family, replace(known_of(org, wave, off), beside=files))
            for file, wave in zip(files, waves, strict=True)
        )
        same = one.stubs == other.stubs and one.joint == other.joint and np.array_equal(one.combos, other.combos)
        if one.stubs and same:
            yield one, other


def _counted(score: Score, where: str, name: str, stubs: Sequence[str], found: list[set[int]] | None) -> None:
    """Count what one person may have answered to each question: two answers at least."""
    score.numbers[name] += len(stubs)
    if found is None:
        score.wrong[name] += 1
        score.holes.append(f"{where} {stubs}: {name}: model wrong")
    for stub, answers in zip(stubs, found or [], strict=False):
        if len(answers) < LEAST:
            score.narrow[name] += 1
            score.holes.append(f"{where} {stub}: {name} answered {answers}")


def single_branches(
    score: Score, org: Organisation, publish: Callable[[Wave], Document], random: np.random.Generator
) -> None:
    """Attack the bands of single branches of the year in which all waves were."""
    waves = [wave for wave in org.waves if wave.cube is not None]
    documents = [tellings(wave, publish)[-1][1] for wave in waves]
    for column in org.questions.codebook.columns:
        if not sides_of(column) or not waves:
            continue
        pool, truth = branch_pool(org, column, waves, documents)
        _searched(score, org, "branch of a year", pool, truth, random, f"seed {org.seed} the year")


def ends_of(outsider: Outsider, stub: str, banner: str, level: str, positions: Iterable[int]) -> tuple[int, int]:
    """Return the least and the most people of a level who gave some answers, by two programs."""
    weights, mask = outsider.states(stub, positions), outsider.mask(banner, level)
    return Pool(outsider, [Number(stub=stub, level=level, option="", mask=mask, weights=weights)]).ends(0)


def _side(tables: Sequence[Tables], number: Number) -> Tables | None:
    """Return the tables from the side of a number's people; None of a group that is told together with another."""
    return next((one for one in tables if number.mask.all() or np.array_equal(one.mask, number.mask)), None)


def tried(score: Score, org: Organisation) -> None:
    """Attack a tiny organisation by trying every table, and hold the programs against what is found."""
    (wave,) = org.waves
    outsider = Outsider([ours(wave)], ("q",), known_of(org, wave, 2))
    score.waves += 1
    pool = Pool(outsider, numbers_of(outsider))
    truth = people_of(org, wave, outsider)
    try:
        tables = every(outsider)
    except TooLargeError:
        together(score, org, wave, outsider, np.random.default_rng(org.seed))
        return
    where = f"seed {org.seed} {TRIED}"
    score.tables += sum(one.number for one in tables)
    for at, number in enumerate(pool.numbers):
        side, whole = _side(tables, number), bool(number.mask.all())
        if side is None:
            continue
        ends = side.ends(number.weights, whole=whole)
        score.numbers[TRIED] += 1
        score.narrow[TRIED] += int(ends[1] - ends[0] < LEAST)
        score.outsider[TRIED] += int(ends[1] == 0)
        there = pool.masks[at] @ truth
        if pool.ends(at) != ends or not ends[0] <= there @ number.weights <= ends[1]:
            score.wrong[TRIED] += 1
            score.holes.append(f"{where} {number.name}: tried {ends}, programs {pool.ends(at)}")
        if ends[1] - ends[0] < LEAST:
            score.holes.append(f"{where} {number.name}: {ends}")
    for at, own, least in insiders_of(pool, truth):
        number = pool.numbers[at]
        side, whole = _side(tables, number), bool(number.mask.all())
        if side is not None and not side.leaves(number.weights, own, least, whole=whole):
            score.insider[TRIED] += 1
            score.holes.append(f"{where} {number.name}: insider with {outsider.joint[own]}")


def together(
    score: Score,
    org: Organisation,
    wave: Wave,
    outsider: Outsider,
    random: np.random.Generator,
    *,
    truth: np.ndarray | None = None,
) -> None:
    """Attack all numbers of some questions. ``truth`` is what the attacker takes for it when it is not the truth."""
    pool = Pool(outsider, numbers_of(outsider))
    truth = people_of(org, wave, outsider) if truth is None else truth
    if outsider.off:
        pool.wanted = insiders_of(pool, truth)
    else:
        pool.read()
    _searched(score, org, None, pool, truth, random, f"seed {org.seed} {wave.responses.wave}")


def outermost(score: Score, org: Organisation, wave: Wave, outsider: Outsider) -> None:
    """Attack the largest number of every level that is told by classes, and the smallest date."""
    if not outsider.values or score.wrong:
        return
    ends = list(ends_of_levels(outsider, people_of(org, wave, outsider)))
    closely = [f"seed {org.seed} {wave.responses.wave} {line}" for line in told_closely(ends)]
    score.numbers[LARGEST] += len(ends)
    score.narrow[LARGEST] += len(closely)
    score.holes += closely


def indices(
    score: Score,
    org: Organisation,
    wave: Wave,
    documents: Sequence[Document],
    random: np.random.Generator,
    off: int = 2,
) -> None:
    """Attack the answers to the members of every index that says something which their own tables do not."""
    for index in org.questions.codebook.columns:
        if index.kind is not Kind.INDEX:
            continue
        beside = Beside(documents, index, known_of(org, wave, off))
        if beside.fits and beside.told:
            numbers = beside.numbers([numbers_of(one) for one in beside.members])
            truth = np.concatenate([people_of(org, wave, one) for one in beside.members], axis=1)
            where = f"seed {org.seed} {wave.responses.wave} {index.name}"
            _searched(score, org, "index", Pool(beside.system(), numbers), truth, random, where)


def _searched(
    score: Score,
    org: Organisation,
    type_: str | None,
    pool: Pool,
    truth: np.ndarray,
    random: np.random.Generator,
    where: str,
) -> None:
    """Search a pool, and count what is told."""
    types = [type_ or org.questions.type_of(number.stub) for number in pool.numbers]
    score.numbers += Counter(types)
    if pool.outsider.broken(truth) > 1e-6:
        score.wrong[types[0]] += 1
        score.holes.append(f"{where} {pool.outsider.stubs}: model wrong")
        return
    try:
        if not pool.told:
            pool.search(random, truth)
        for at, own in pool.proven():
            if own_row_tells(pool, at, own):
                score.alone[types[at]] += 1
                continue
            score.insider[types[at]] += 1
            who = f"insider with {pool.outsider.joint[own]} proves it of all others"
            score.holes.append(f"{where} {pool.numbers[at].name}: {who}")
    except (UnsolvedError, NothingFitsError) as error:
        score.unsolved[types[0]] += 1
        score.holes.append(f"{where} {pool.outsider.stubs}: {error!r}")
    score.programs += pool.programs
    for at in pool.told or pool.open():
        if not pool.told and own_row_tells(pool, at):
            score.alone[types[at]] += 1
            continue
        score.narrow[types[at]] += 1
        score.outsider[types[at]] += int(pool.high[at] == 0)
        score.holes.append(f"{where} {pool.numbers[at].name}: {pool.low[at]:.0f}-{pool.high[at]:.0f}")


def insiders_of(pool: Pool, truth: np.ndarray) -> list[tuple[int, int, int]]:
    """Return, for everybody who answered and takes himself out, how many each number must be able to be.

    That nobody else chose one option of several is no secret where the question is not sensitive.
    """
    there, found = pool.masks @ truth, []
    for at, number in enumerate(pool.numbers):
        stub, k = pool.outsider.stub[number.stub], len(pool.outsider.options[number.stub])
        if number.others or k == 2 or stub["sensitive"]:
            answered = np.flatnonzero((there[at] >= 1) & (pool.outsider.states(number.stub, range(k)) > 0))
            found += [(at, int(own), 1 + int(number.weights[own] > 0)) for own in answered]
    return found


def people_of(org: Organisation, wave: Wave, outsider: Outsider, *, but: int | None = None) -> np.ndarray:
    """Return the truth as the attacker's unknowns, shape (combos, answers); of everybody but one row."""
    places = np.zeros(len(wave.group), dtype=np.int64)
    for banner, levels in outsider.levels.items():
        at = wave.group if banner == "group" else wave.answers.codes[banner].astype(np.int64)
        places = places * len(levels) + np.where(at < 0, len(levels) - 1, at)
    codes = [codes_of(wave, outsider, name) for name in outsider.stubs]
    ends = [len(outsider.options[name]) - 1 for name in outsider.stubs]
    given = zip(
        *(np.where(one >= 0, one, end - one).tolist() for one, end in zip(codes, ends, strict=True)), strict=True
    )
    joint = {one: at for at, one in enumerate(outsider.joint)}
    found = np.zeros((len(outsider.combos), outsider.width))
    counted = (np.arange(len(places)) != but).astype(float)
    np.add.at(found, (places, np.array([joint[one] for one in given], dtype=np.int64)), counted)
    return found


def codes_of(wave: Wave, outsider: Outsider, name: str) -> np.ndarray:
    """Return the position of everybody's answer, or a negative exit."""
    codes = wave.answers.codes[name].astype(np.int64)
    if name not in outsider.values:
        return codes
    edges = next(table["classes"]["edges"] for _, table in outsider.tables if "classes" in table)
    values = np.nan_to_num(wave.answers.scores[name])
    return np.where(codes >= 0, outsider.values[name].of(np.asarray(edges, dtype=float), values), codes)


def scores(seeds: range) -> Iterator[tuple[int, dict[str, Score]]]:
    """Yield per organisation what the attacker got from every publisher."""
    for seed in seeds:
        began = time.process_time()
        org = small(seed, tiny=True) if seed % TINY == 0 else organisation(seed)
        made = time.process_time()
        found = {name: attack(org, publish, off, seed=seed) for name, (publish, off) in PUBLISHERS.items()}
        found[GATE].releasing, found[GATE].attacking = made - began, time.process_time() - made
        yield seed, found
