import numpy as np
import pytest

from analysis.crosstab import pearson
from analysis.design import Design, Target
from analysis.errors import DegenerateTableError, NoErrorToTestError
from analysis.residuals import residuals

PLAN = Design(strata=("0",))


def crossed(cells_of, table):
    rows = [(k, b) for k, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    return cells_of([k for k, _ in rows], [0] * len(rows), level=[b for _, b in rows], size=len(table[0]))


def test_a_large_table_near_independence_has_the_residuals_of_haberman(cells_of):
    table = [[200, 210], [190, 200], [150, 140], [205, 200], [190, 195]]

    found = residuals(crossed(cells_of, table), PLAN)

    assert np.allclose(found.value, pearson(np.array(table))[1], atol=0.01)
    assert (found.p >= 0.05).all()


def test_cells_that_stand_out_are_marked(cells_of):
    found = residuals(crossed(cells_of, [[40, 5], [10, 10], [5, 40], [0, 0], [0, 0]]), PLAN)

    marks = {(row["option"], row["group"]): row["marks"] for row in found.rows()}

    assert marks[1, "0"] == ("stands-out",)
    assert marks[2, "0"] == ()
    assert marks[5, "0"] == ()
    assert found.value[0, 0] == pytest.approx(-found.value[0, 1])


def test_one_column_only_is_refused(cells_of):
    with pytest.raises(DegenerateTableError):
        residuals(crossed(cells_of, [[4, 0], [4, 0]]), PLAN)


def test_a_table_of_everybody_is_exact(cells_of):
    cells = crossed(cells_of, [[4, 2], [2, 4]])

    with pytest.raises(NoErrorToTestError):
        residuals(cells, Design(strata=("0",), headcounts=np.array([12])), target=Target.POPULATION)
