import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind
from analysis.counting import count
from analysis.counting.joint import whole
from analysis.design import Design, Target, headcounts
from analysis.errors import WrongKindError
from analysis.estimate import mean, ratio, scored, total
from analysis.responses import Responses


@pytest.fixture
def ages():
    columns = tuple(Column(name=name, kind=Kind.NUMBER, label={}, item=name) for name in ("age", "years"))
    wave = Responses(
        wave="w",
        codebook=Codebook(columns=columns),
        codes={"age": np.array([0, 0, 0, -3], dtype=np.int16), "years": np.array([0, 0, 0, 0], dtype=np.int16)},
        scores={"age": np.array([20.0, 30.0, 40.0, np.nan]), "years": np.array([2.0, 3.0, 4.0, 5.0])},
        stratum=np.zeros(4, dtype=np.int64),
        psu=np.arange(4),
    )
    return count(wave, strata=("0",), banners=[whole(4)])


def test_a_mean_is_among_those_with_a_score(ages):
    found = mean(ages.cells("age"), Design(strata=("0",)), target=Target.PROCESS)

    assert found.value[0] == pytest.approx(30)
    assert found.base[0] == 3
    assert found.df == 3


def test_totals_and_ratios(ages):
    design = Design(strata=("0",), headcounts=headcounts([4]))

    assert total(ages.cells("years"), design).value[0] == 14
    assert total(ages.cells("years"), design).se[0] == 0
    found = ratio(ages.cells("age"), ages.cells("years"), design)
    assert found.value[0] == pytest.approx(90 / 14)


def test_rows_name_the_measure(ages):
    row = next(mean(ages.cells("age"), Design(strata=("0",)), target=Target.PROCESS).rows())

    assert row["option"] == "mean"
    assert row["target"] == "process"


def test_each_measure_needs_its_kind_of_column(ages, cells_of):
    design = Design(strata=("0",))
    options = cells_of([0, 4], [0, 0])

    with pytest.raises(WrongKindError):
        mean(options, design, target=Target.PROCESS)
    with pytest.raises(WrongKindError):
        scored(ages.cells("age"), np.ones(1), design, target=Target.PROCESS)
    with pytest.raises(WrongKindError):
        ratio(options, options, design, target=Target.PROCESS)
