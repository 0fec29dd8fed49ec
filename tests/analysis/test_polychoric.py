import numpy as np
import pytest
from scipy import stats

from analysis.codebook import Codebook
from analysis.counting import count
from analysis.errors import EmptyBaseError, WrongKindError
from analysis.polychoric import bivariate_normal, omega, ordinal_alpha, ordinal_reliability, polychoric
from analysis.responses import Responses


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


def battery(scale_column, total_banner, size, names, *, seed=4, load=0.8, options=3):
    rng = np.random.default_rng(seed)
    behind = rng.normal(size=size)
    codes = {}
    for name in names:
        seen = load * behind + np.sqrt(1 - load**2) * rng.normal(size=size)
        codes[name] = np.digitize(seen, np.linspace(-0.8, 0.8, options - 1)).astype(np.int16)
    columns = tuple(scale_column(name, (None,) * options, item="battery") for name in names)
    made = Responses(wave="w", codebook=Codebook(columns=columns), codes=codes, stratum=np.zeros(size, dtype=np.int64))
    return count(made, strata=("0",), banners=[total_banner(size)])


def test_the_reliability_behind_a_battery_is_found(scale_column, total_banner):
    names = ("a", "b", "c", "d")
    found = ordinal_reliability(battery(scale_column, total_banner, 4000, names), names)
    truth = 4 * 0.64 / (1 + 3 * 0.64)

    assert found.alpha == pytest.approx(truth, abs=0.02)
    assert found.omega == pytest.approx(found.alpha, abs=0.01)
    assert not found.clipped
    assert found.n == 4000


def test_two_scales_have_a_correlation_only(scale_column, total_banner):
    found = ordinal_reliability(battery(scale_column, total_banner, 300, ("a", "b")), ("a", "b"))

    assert (found.alpha, found.omega) == (None, None)
    assert 0 < found.correlations[0, 1] < 1


def test_few_answers_are_refused(scale_column, total_banner):
    with pytest.raises(EmptyBaseError, match="100"):
        ordinal_reliability(battery(scale_column, total_banner, 99, ("a", "b")), ("a", "b"))


def test_a_matrix_that_is_none_is_mended_and_told(monkeypatch, scale_column, total_banner):
    wild = iter([0.9, 0.9, -0.9])
    monkeypatch.setattr("analysis.polychoric.polychoric", lambda table: next(wild))

    found = ordinal_reliability(battery(scale_column, total_banner, 300, ("a", "b", "c")), ("a", "b", "c"))

    assert found.clipped
    assert np.linalg.eigvalsh(found.correlations).min() >= -1e-12
    assert np.allclose(np.diag(found.correlations), 1)


def test_omega_of_unequal_loadings_is_that_of_its_factor():
    loadings = np.array([0.9, 0.7, 0.5, 0.6])
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1.0)

    common = loadings.sum() ** 2

    assert omega(matrix) == pytest.approx(common / (common + (1 - loadings**2).sum()), abs=1e-5)


def test_omega_of_two_scales_is_refused():
    with pytest.raises(WrongKindError):
        omega(np.eye(2))
