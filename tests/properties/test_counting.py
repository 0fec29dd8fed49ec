"""The joint-key engine against a plain loop over people."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook import Codebook, Column, Kind, Missing, Option
from analysis.counting import Banner, Level, count
from analysis.responses import Responses


@st.composite
def waves(draw):
    size = draw(st.integers(0, 40))
    strata = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
    options = draw(st.lists(st.integers(2, 6), min_size=1, max_size=4))

    def ints(low, high):
        return np.array(draw(st.lists(st.integers(low, high), min_size=size, max_size=size)), dtype=np.int64)

    columns = [
        Column(
            name=f"q{at}",
            kind=Kind.ORDINAL,
            label={},
            item="q",
            options=tuple(Option(code=code, label={}) for code in range(many)),
        )
        for at, many in enumerate(options)
    ]
    columns.append(Column(name="age", kind=Kind.NUMBER, label={}, item="age"))
    codes = {
        column.name: ints(int(min(Missing)), max(len(column.options), 1) - 1).astype(np.int16) for column in columns
    }
    score = np.where(codes["age"] >= 0, ints(0, 1000) / 7, np.nan)
    kind = draw(st.sampled_from(["none", "constant", "free"]))
    stratum = ints(0, strata - 1)
    weight = {"none": None, "constant": 1.25 * (1.0 + stratum), "free": ints(1, 50) / 3}[kind]
    banners = [
        Banner(
            name=f"b{at}",
            levels=tuple(Level(key=str(level), label={}) for level in range(many)),
            positions=ints(-1, many - 1),
        )
        for at, many in enumerate(sizes)
    ]
    psu = ints(0, 2) if draw(st.booleans()) else None
    responses = Responses(
        wave="w",
        codebook=Codebook(columns=tuple(columns)),
        codes=codes,
        scores={"age": score},
        stratum=stratum,
        weight=weight,
        psu=psu,
    )
    return responses, tuple(str(at) for at in range(strata)), banners


def state(code, options):
    return code if code >= 0 else {-1: options, -2: options + 1, -3: options + 2, -4: options + 3}[code]


def loop(responses, column, banner, rows):
    options = max(len(column.options), 1)
    shape = (len(rows), len(banner.levels), options + 4)
    n, w, w2 = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
    wy, w2y, w2y2 = (np.zeros(shape[:2]) for _ in range(3))
    everybody = np.zeros(len(rows), dtype=np.int64)
    for i in range(len(responses)):
        stratum = int(responses.stratum[i])
        row = rows.index(stratum if responses.psu is None else (stratum, int(responses.psu[i])))
        everybody[row] += 1
        level, code = int(banner.positions[i]), int(responses.codes[column.name][i])
        weight = 1.0 if responses.weight is None else float(responses.weight[i])
        if level < 0:
            continue
        at = (row, level, state(code, options))
        n[at] += 1
        w[at] += weight
        w2[at] += weight**2
        if not column.options and code >= 0:
            y = float(responses.scores[column.name][i])
            wy[row, level] += weight * y
            w2y[row, level] += weight**2 * y
            w2y2[row, level] += weight**2 * y**2
    return n, w, w2, wy, w2y, w2y2, everybody


@given(waves())
@settings(deadline=None, max_examples=60)
def test_joint_keys_count_what_a_loop_counts(wave):
    responses, strata, banners = wave
    counts = count(responses, strata=strata, banners=banners)
    if responses.psu is None:
        rows = list(range(len(strata)))
    else:
        rows = sorted(set(zip(responses.stratum.tolist(), responses.psu.tolist(), strict=True)))

    for column in responses.codebook.columns:
        for banner in banners:
            cells = counts.cells(column.name, banner.name)
            n, w, w2, wy, w2y, w2y2, everybody = loop(responses, column, banner, rows)
            assert np.array_equal(cells.n, n)
            assert np.array_equal(cells.stratum_n, everybody)
            assert np.allclose(cells.w, w, rtol=1e-9, atol=0)
            assert np.allclose(cells.w2, w2, rtol=1e-9, atol=0)
            if not column.options:
                assert np.allclose(cells.wy, wy, rtol=1e-9, atol=1e-9)
                assert np.allclose(cells.w2y, w2y, rtol=1e-9, atol=1e-9)
                assert np.allclose(cells.w2y2, w2y2, rtol=1e-9, atol=1e-9)


@given(waves(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_parts_in_any_order_add_up_to_the_whole(wave, random):
    responses, strata, banners = wave
    if responses.psu is not None:
        return
    order = list(range(len(responses)))
    random.shuffle(order)
    cut = random.randint(0, len(order))

    def part(at):
        rows = np.array(at, dtype=np.int64)
        wave = Responses(
            wave="w",
            codebook=responses.codebook,
            codes={name: codes[rows] for name, codes in responses.codes.items()},
            scores={name: scores[rows] for name, scores in responses.scores.items()},
            stratum=responses.stratum[rows],
            weight=None if responses.weight is None else responses.weight[rows],
        )
        mine = [Banner(name=b.name, levels=b.levels, positions=b.positions[rows]) for b in banners]
        return count(wave, strata=strata, banners=mine)

    together = part(order[:cut]) + part(order[cut:])
    whole = count(responses, strata=strata, banners=banners)

    for key, cells in whole.tables.items():
        assert np.array_equal(cells.n, together.tables[key].n)
        assert np.allclose(cells.w2, together.tables[key].w2, rtol=1e-9, atol=1e-12)
        assert np.array_equal(cells.stratum_seen, together.tables[key].stratum_seen)
    for key, pair in whole.pairs.items():
        assert np.array_equal(pair, together.pairs[key])
