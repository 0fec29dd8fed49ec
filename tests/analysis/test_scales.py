import numpy as np
import pytest

from analysis.design import Design, Target
from analysis.errors import WrongKindError
from analysis.likert import interpolated_median, net
from analysis.scales import agreements, consensus, histogram_measure, interpolated_medians

CODES = [0, 1, 2, 3, 4, 4, 3, 3, 2, 3, 3, 1]
STRATUM = [0] * 5 + [1] * 7
PLAN = Design(strata=("0", "1"), headcounts=np.array([8, 11]))


@pytest.fixture
def cells(cells_of):
    return cells_of(CODES, STRATUM, weight=[8 / 5] * 5 + [11 / 7] * 7)


def test_the_interpolated_median_lies_in_its_interval(cells):
    found = interpolated_medians(cells, PLAN)

    assert found.value[0] == pytest.approx(interpolated_median(cells.weighted_table()[:, 0]))
    assert found.low[0] < found.value[0] < found.high[0]
    assert found.se[0] > 0
    assert next(iter(found.rows()))["method"] == "woodruff"


def test_everyone_seen_leaves_no_error(cells_of):
    full = Design(strata=("0", "1"), headcounts=np.array([5, 7]))
    cells = cells_of(CODES, STRATUM)

    for measure in (interpolated_medians, agreements, consensus):
        found = measure(cells, full)
        assert found.low[0] == found.value[0] == found.high[0]


@pytest.mark.parametrize("target", list(Target))
def test_leaving_out_people_gives_the_error_of_a_mean_within_strata(cells_of, target):
    """A share is linear within one stratum, where jackknife and Taylor are one."""
    cells = cells_of(CODES, [0] * 12)
    plan = Design(strata=("0",), headcounts=np.array([20]))
    contrast = np.array([-1.0, -1, 0, 1, 1])

    found = histogram_measure(
        cells, lambda w: float(w @ contrast / w.sum()), plan, measure="net", limits=(-1, 1), target=target
    )

    assert found.se[0] == pytest.approx(net(cells, plan, target=target).se[0])


def test_leaving_out_clusters_counts_clusters(cells_of):
    own = cells_of(CODES, [0] * 12, psu=range(12))
    together = cells_of(CODES, [0] * 12)
    plan = Design(strata=("0",))

    one, other = (agreements(cells, plan, target=Target.PROCESS).se[0] for cells in (own, together))

    assert one == pytest.approx(other)


def test_nobody_in_a_level_is_told_not_computed(cells_of):
    cells = cells_of([0, 4, 4], [0, 0, 0], level=[0, 0, 0], size=2)

    for measure in (interpolated_medians, agreements, consensus):
        found = measure(cells, Design(strata=("0",)), target=Target.PROCESS)
        assert not found.estimable[1]
        assert np.isfinite([found.value, found.se, found.low, found.high]).all()


def test_two_options_have_no_agreement(cells_of):
    with pytest.raises(WrongKindError):
        agreements(cells_of([0, 1], [0, 0], sides=(None, None)), Design(strata=("0",)), target=Target.PROCESS)


def test_a_tie_of_options_is_not_taken_for_certainty(cells_of):
    cells = cells_of([1] * 20 + [2] * 20, [0] * 40)

    assert agreements(cells, Design(strata=("0",)), target=Target.PROCESS).se[0] > 0
