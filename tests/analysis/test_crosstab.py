import numpy as np
import pytest

from analysis.crosstab import crosstab, crosstabs, pearson, rao_scott, wald
from analysis.design import Design, Target, headcounts
from analysis.errors import DegenerateTableError, EmptyCellsError, NoErrorToTestError, WrongKindError


@pytest.fixture
def two_by_two(cells_of):
    codes = [0] * 10 + [1] * 20 + [0] * 18 + [1] * 12
    return cells_of(codes, [0] * 60, level=[0] * 30 + [1] * 30, sides=("unfavourable", "favourable"))


def test_column_shares_bases_and_counts(two_by_two):
    found = crosstab(two_by_two, Design(strata=("0",), headcounts=headcounts([80])))

    assert found.counts.tolist() == [[10, 18], [20, 12]]
    assert found.columns.share[:, 1].tolist() == pytest.approx([20 / 30, 12 / 30])
    assert found.row_share[0].tolist() == pytest.approx([10 / 28, 18 / 28])
    assert found.base.tolist() == [30, 30]
    assert found.association.target is Target.PROCESS
    assert found.association.outcome == ".05"
    assert len(list(found.rows())) == 4


def test_tables_computed_together_are_those_computed_alone(cells_of):
    rng = np.random.default_rng(3)
    tables = [
        cells_of(rng.integers(-3, 5, 60), np.repeat([0, 1, 2], 20), level=rng.integers(-1, 3, 60), size=3)
        for _ in range(4)
    ]
    nobody = cells_of([-3] * 9, [0, 0, 0, 1, 1, 1, 2, 2, 2], level=[0, 1, 2] * 3)
    design = Design(strata=("0", "1", "2"), headcounts=headcounts([21, 20, 25]))
    both = [*tables, nobody, tables[0]]

    for alone, found in zip([crosstab(cells, design) for cells in both], crosstabs(both, design), strict=True):
        for part in ("share", "se", "low", "high", "base"):
            assert getattr(found.columns, part) == pytest.approx(getattr(alone.columns, part), rel=1e-12)
        assert found.columns.method == alone.columns.method
        assert found.row_share == pytest.approx(alone.row_share)
        assert type(found.refusal) is type(alone.refusal)
        if found.association is not None:
            assert found.association.statistic == pytest.approx(alone.association.statistic, rel=1e-12)
            assert found.association.p == pytest.approx(alone.association.p, rel=1e-12)
    assert isinstance(crosstabs(both, design)[4].refusal, DegenerateTableError)
    assert crosstabs((), design) == ()


def test_of_two_options_the_test_is_the_squared_t_of_the_difference(two_by_two):
    design = Design(strata=("0",))

    found = rao_scott(two_by_two, design)

    n = 60
    table = two_by_two.table() / n
    p = table.reshape(-1)
    covariance = (np.diag(p) - np.outer(p, p)) / (n - 1)
    gap = table[0, 0] - table[0].sum() * table[:, 0].sum()
    gradient = np.array(
        [
            1 - table[0].sum() - table[:, 0].sum(),
            -table[:, 0].sum(),
            -table[0].sum(),
            0,
        ]
    )
    assert found.df[0] == pytest.approx(1)
    # the same null variance up to Pearson's expected cells
    assert found.statistic == pytest.approx(gap**2 / (gradient @ covariance @ gradient), rel=0.2)


def test_the_scale_of_weights_does_not_matter(cells_of):
    rng = np.random.default_rng(5)
    codes, level, weight = rng.integers(0, 5, 80), rng.integers(0, 3, 80), rng.uniform(1, 2, 80)
    stratum = np.arange(80) % 4
    design = Design(strata=tuple("0123"))
    tests = [
        rao_scott(cells_of(codes, stratum, level=level, size=3, weight=weight * scale), design)
        for scale in (1e-6, 1, 1e6)
    ]

    assert {round(test.statistic, 9) for test in tests} == {round(tests[1].statistic, 9)}


def test_the_finite_correction_makes_the_test_sharper(two_by_two):
    design = Design(strata=("0",), headcounts=headcounts([70]))

    assert rao_scott(two_by_two, design, target=Target.POPULATION).p < rao_scott(two_by_two, design).p


def test_an_exact_table_is_not_tested(two_by_two):
    design = Design(strata=("0",), headcounts=headcounts([60]))

    with pytest.raises(NoErrorToTestError):
        rao_scott(two_by_two, design, target=Target.POPULATION)
    with pytest.raises(NoErrorToTestError):
        wald(two_by_two, design, target=Target.POPULATION)
    found = crosstab(two_by_two, design, test_target=Target.POPULATION)
    assert found.association is None
    assert isinstance(found.refusal, NoErrorToTestError)


def test_empty_options_and_levels_are_left_out(cells_of):
    codes, level = [0, 4, 0, 4, 4, 0], [0, 0, 2, 2, 2, 0]

    found = rao_scott(cells_of(codes, [0] * 6, level=level, size=3), Design(strata=("0",)))

    assert found.df[0] == pytest.approx(1)


def test_one_filled_option_has_no_test(cells_of):
    found = crosstab(cells_of([4, 4, 4], [0, 0, 0], level=[0, 1, 1]), Design(strata=("0",)), target=Target.PROCESS)

    assert found.association is None
    assert isinstance(found.refusal, DegenerateTableError)


def test_an_unknown_statistic_is_refused(two_by_two):
    with pytest.raises(WrongKindError):
        rao_scott(two_by_two, Design(strata=("0",)), statistic="G")


def test_pearson_leaves_empty_rows_out():
    full, residuals = pearson([[10, 18], [0, 0], [20, 12]])

    assert full.df == (1,)
    assert residuals[1].tolist() == [0, 0]
    assert residuals[0, 0] == pytest.approx(-np.sqrt(full.statistic))
    with pytest.raises(DegenerateTableError):
        pearson([[1, 2], [0, 0]])


def test_a_test_on_a_domain_counts_the_clusters_that_hold_it(cells_of):
    codes = [0, 1, 1, 0, 1, 0, 1, 1, 0, 0, -4, -4]
    cells = cells_of(
        codes, [0] * 6 + [1] * 6, level=[0, 1] * 6, psu=[0, 0, 1, 1, 2, 2] * 2, sides=("unfavourable", "favourable")
    )
    design = Design(strata=("0", "1"))
    whole, domain = (rao_scott(cells, design, domain=flag) for flag in (False, True))
    assert whole.statistic == pytest.approx(domain.statistic)
    assert whole.df[1] / whole.df[0] == pytest.approx(4)
    assert domain.df[1] / domain.df[0] == pytest.approx(3)
    chi = rao_scott(cells, design, statistic="Chisq", domain=True)
    assert chi.statistic == pytest.approx(rao_scott(cells, design, statistic="Chisq").statistic * 10 / 12)


def test_a_table_with_an_empty_cell_for_every_filled_one_is_refused_by_name(cells_of):
    codes = [0, 0, 0, 1, 1, 2]

    with pytest.raises(EmptyCellsError, match="3 x 3"):
        rao_scott(cells_of(codes, [0] * 6, level=codes), Design(strata=("0",)))
