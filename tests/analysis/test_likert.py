import numpy as np
import pytest

from analysis import likert
from analysis.codebook import Codebook
from analysis.counting import count
from analysis.design import Design, Target, headcounts
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.responses import Responses

DESIGN = Design(strata=("0",), headcounts=headcounts([40]))


def test_net_is_favourable_minus_unfavourable_with_its_own_variance(cells_of):
    cells = cells_of([0, 1, 2, 3, 4, 4, 4, 4, -1], [0] * 9)

    found = likert.net(cells, DESIGN)

    p, q, n = 5 / 8, 2 / 8, 8
    assert found.value[0] == pytest.approx(p - q)
    one = likert.net(cells_of([0, 1, 2, 3, 4, 4, 4, 4], [0] * 8), Design(strata=("0",)), target=Target.PROCESS)
    assert one.se[0] == pytest.approx(np.sqrt((p + q - (p - q) ** 2) / (n - 1)))
    assert -1 <= found.low[0] <= found.value[0] <= found.high[0] <= 1


def test_the_index_runs_from_0_to_100(cells_of):
    assert likert.mean_index(cells_of([4, 4], [0, 0]), DESIGN).value[0] == 100
    assert likert.mean_index(cells_of([0, 4, -1], [0, 0, 0]), DESIGN).value[0] == 50


def test_the_index_turns_a_scale_that_starts_with_the_favourable_end(cells_of):
    sides = ("favourable", "favourable", "neutral", "unfavourable", "unfavourable")

    assert likert.mean_index(cells_of([0, 0], [0, 0], sides=sides), DESIGN).value[0] == 100


def test_an_empty_level_has_no_figure(cells_of):
    found = likert.net(cells_of([4, 0], [0, 0], level=[0, 0], size=2), DESIGN)

    assert found.estimable.tolist() == [True, False]
    assert list(found.rows())[1]["estimate"] is None
    assert np.isfinite(found.low).all()


def test_a_net_needs_two_sides(cells_of):
    with pytest.raises(WrongKindError):
        likert.net(cells_of([0, 1], [0, 0], sides=(None, None)), DESIGN)


@pytest.mark.parametrize("histogram", [(1, 0, 0, 0, 5), (3, 1, 4, 1, 5), (0, 1, 0, 1, 0), (2, 2, 2, 2, 2), (1, 0, 1)])
def test_agreement_stays_within_its_range(histogram):
    assert -1 <= likert.agreement(histogram) <= 1
    assert likert.agreement(histogram) == pytest.approx(likert.agreement(histogram[::-1]))


def test_medians():
    assert likert.median_position((1, 1, 1)) == 1
    assert likert.interpolated_median((1, 1, 1)) == pytest.approx(2)
    assert likert.interpolated_median((0, 0, 4)) == pytest.approx(3)


def test_nobody_has_no_agreement():
    for measure in (likert.agreement, likert.leik, likert.interpolated_median, likert.median_position):
        with pytest.raises(EmptyBaseError):
            measure((0, 0, 0))


def test_two_options_have_no_agreement():
    with pytest.raises(WrongKindError):
        likert.agreement((1, 2))


def test_alpha_of_items_that_do_not_differ_is_refused():
    with pytest.raises(WrongKindError):
        likert.alpha(np.zeros((3, 3)), 10)


def test_the_covariance_of_a_battery_comes_from_its_pairs(scale_column, total_banner):
    rng = np.random.default_rng(9)
    codes = rng.integers(0, 5, (3, 50)).astype(np.int16)
    columns = tuple(scale_column(name, item="battery") for name in "abc")
    made = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes=dict(zip("abc", codes, strict=True)),
        stratum=np.zeros(50, dtype=np.int64),
    )
    counts = count(made, strata=("0",), banners=[total_banner(50)])

    found, n = likert.item_covariance(counts, tuple("abc"))

    assert np.allclose(found, np.cov(codes))
    assert n == 50
