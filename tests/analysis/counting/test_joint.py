import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Missing
from analysis.counting import count
from analysis.counting.joint import whole
from analysis.errors import BadWeightError, CellsMismatchError, ForeignCodeError, NotCountedError
from analysis.responses import Responses


@pytest.fixture
def wave(scale_column):
    index = Column(name="index", kind=Kind.INDEX, label={}, item="index", members=("a", "b"))
    book = Codebook(columns=(scale_column("a", item="battery"), scale_column("b", item="battery"), index))
    return Responses(
        wave="2024-Q1",
        codebook=book,
        codes={
            "a": np.array([0, 4, 4, -1, -3], dtype=np.int16),
            "b": np.array([1, 4, -4, 2, -2], dtype=np.int16),
            "index": np.array([0, 0, 0, 0, -3], dtype=np.int16),
        },
        scores={"index": np.array([10.0, 100.0, 100.0, 50.0, np.nan])},
        stratum=np.array([0, 0, 1, 1, 1]),
        weight=np.array([2.0, 2.0, 1.0, 1.0, 3.0]),
    )


def test_options_and_exits_are_counted_by_stratum_and_level(wave, level_banner):
    counts = count(wave, strata=("x", "y"), banners=[whole(5), level_banner("sex", [0, 1, 1, 0, -1], 2)])

    a = counts.cells("a")
    assert a.n.shape == (2, 1, 9)
    assert a.n[0, 0].tolist() == [1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert a.n[1, 0].tolist() == [0, 0, 0, 0, 1, 1, 0, 1, 0]
    assert a.w[1, 0, 7] == 3.0
    assert a.w2[1, 0, 7] == 9.0
    assert counts.cells("a", "sex").base.tolist() == [1, 2]
    assert a.exits(Missing.DONT_KNOW).tolist() == [1]
    assert a.exits(Missing.SKIPPED).tolist() == [1]
    assert counts.cells("b").exits(Missing.NOT_ASKED).tolist() == [1]
    assert counts.cells("b").asked.tolist() == [4]


def test_strata_keep_everybody_whatever_they_answered(wave, level_banner):
    cells = count(wave, strata=("x", "y"), banners=[level_banner("sex", [0, 1, 1, 0, -1], 2)]).cells("b", "sex")

    assert cells.stratum_n.tolist() == [2, 3]
    assert cells.stratum_w.tolist() == [4.0, 5.0]
    assert cells.stratum_seen.tolist() == [2, 2]  # refused is unseen, not asked is seen


def test_scores_are_summed_over_those_who_have_one(wave):
    cells = count(wave, strata=("x", "y"), banners=[whole(5)]).cells("index")

    assert cells.options == 1
    assert cells.wy.tolist() == [[220.0], [150.0]]
    assert cells.w2y.tolist() == [[440.0], [150.0]]
    assert cells.w2y2.tolist() == [[40400.0], [12500.0]]


def test_columns_of_one_item_are_counted_in_pairs(wave):
    counts = count(wave, strata=("x", "y"), banners=[whole(5)])

    pair = counts.pair("a", "b")
    assert pair.shape == (2, 9, 9)
    assert pair[0, 0, 1] == 1
    assert pair.sum() == 5
    assert np.array_equal(counts.pair("b", "a"), pair.transpose(0, 2, 1))


def test_a_stratum_that_nobody_answered_keeps_its_place(wave):
    cells = count(wave, strata=("x", "y", "z"), banners=[whole(5)]).cells("a")

    assert cells.stratum_n.tolist() == [2, 3, 0]


def test_an_empty_wave_counts_zero(wave):
    empty = Responses(
        wave="2024-Q1",
        codebook=wave.codebook,
        codes={name: codes[:0] for name, codes in wave.codes.items()},
        scores={"index": wave.scores["index"][:0]},
        stratum=wave.stratum[:0],
    )

    assert count(empty, strata=("x", "y"), banners=[whole(0)]).cells("a").n.sum() == 0


def test_clusters_become_rows(wave):
    clustered = Responses(
        wave=wave.wave, codebook=wave.codebook, codes=wave.codes, scores=wave.scores, stratum=wave.stratum,
        psu=np.array([7, 8, 7, 7, 9]),
    )  # fmt: skip

    cells = count(clustered, strata=("x", "y"), banners=[whole(5)]).cells("a")

    assert cells.clustered
    assert cells.row_stratum.tolist() == [0, 0, 1, 1]
    assert cells.stratum_n.tolist() == [1, 1, 2, 1]


def test_many_levels_do_not_overflow_small_integers(scale_column, level_banner):
    size = 40_000
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(scale_column("q"),)),
        codes={"q": np.full(size, 4, dtype=np.int16)},
        stratum=np.arange(size) % 300,
    )
    strata = tuple(str(at) for at in range(300))
    banners = [level_banner(name, np.arange(size) % 97, 97) for name in ("a", "b", "c")]

    counts = count(wave, strata=strata, banners=banners)

    assert all(counts.cells("q", name).n.sum() == size for name in "abc")
    assert np.array_equal(counts.cells("q", "a").n, counts.cells("q", "c").n)


@pytest.mark.parametrize("code", [5, -5])
def test_a_code_outside_the_codebook_is_refused(scale_column, code):
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(scale_column("q"),)),
        codes={"q": np.array([code], dtype=np.int16)},
        stratum=np.array([0]),
    )

    with pytest.raises(ForeignCodeError):
        count(wave, strata=("x",), banners=[whole(1)])


def test_a_stratum_or_level_outside_its_list_is_refused(wave, level_banner):
    with pytest.raises(ForeignCodeError):
        count(wave, strata=("x",), banners=[whole(5)])
    with pytest.raises(ForeignCodeError):
        count(wave, strata=("x", "y"), banners=[level_banner("sex", [0, 0, 0, 0, 2], 2)])


@pytest.mark.parametrize("weight", [np.nan, np.inf, -1.0, 0.0])
def test_a_weight_that_is_no_weight_is_refused(scale_column, weight):
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=(scale_column("q"),)),
        codes={"q": np.array([0, 1], dtype=np.int16)},
        stratum=np.array([0, 0]),
        weight=np.array([1.0, weight]),
    )

    with pytest.raises(BadWeightError):
        count(wave, strata=("x",), banners=[whole(2)])


def test_what_was_not_counted_is_refused(wave):
    counts = count(wave, strata=("x", "y"), banners=[whole(5)], columns=["a"])

    with pytest.raises(NotCountedError):
        counts.cells("b")
    with pytest.raises(NotCountedError):
        counts.pair("a", "b")


def test_unlike_counts_do_not_add_up(wave):
    one = count(wave, strata=("x", "y"), banners=[whole(5)], columns=["a"])
    other = count(wave, strata=("x", "y", "z"), banners=[whole(5)], columns=["a"])

    with pytest.raises(CellsMismatchError):
        one + other
