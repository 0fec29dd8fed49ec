import numpy as np
import pytest
from scipy import stats

from analysis.errors import EmptyBaseError, WrongKindError
from analysis.polychoric import bivariate_normal, ordinal_alpha, polychoric


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.0, 0.5, 0.95])
def test_the_bivariate_normal_is_that_of_scipy(rho):
    points = [(-1.0, 0.5), (0.0, 0.0), (2.0, -1.5), (0.3, 0.3)]
    peer = stats.multivariate_normal(cov=[[1, rho], [rho, 1]])
    assert [float(bivariate_normal(h, k, rho)) for h, k in points] == pytest.approx(
        [float(peer.cdf(point)) for point in points], abs=1e-5
    )


def test_a_table_cut_from_known_normals_gives_their_correlation_back():
    cuts = np.array([-12, -0.8, 0.1, 0.9, 12])
    below = bivariate_normal(cuts[:, None], cuts[None, :], 0.6)
    table = 1e6 * np.diff(np.diff(below, axis=0), axis=1)
    assert polychoric(table) == pytest.approx(0.6, abs=1e-5)
    assert polychoric(table[::-1]) == pytest.approx(-0.6, abs=1e-5)


def test_alpha_of_equal_correlations():
    assert ordinal_alpha([[1, 0.5], [0.5, 1]]) == pytest.approx(2 / 3)


def test_small_and_empty_tables_are_refused():
    with pytest.raises(EmptyBaseError):
        polychoric([[10, 5], [5, 10]])
    with pytest.raises(WrongKindError):
        polychoric([[100, 0, 50], [50, 0, 100]])
    with pytest.raises(WrongKindError):
        ordinal_alpha([[1]])
