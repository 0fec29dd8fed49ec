from __future__ import annotations

import numpy as np

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import count
from analysis.counting.joint import whole
from analysis.counting.scaling import scaled
from analysis.responses import Responses

CODEBOOK = Codebook(
    columns=(
        Column(
            name="q", kind=Kind.ORDINAL, label={}, item="q", options=tuple(Option(code=at, label={}) for at in (1, 2))
        ),
        Column(name="x", kind=Kind.NUMBER, label={}, item="x"),
    )
)


def responses(weight=None) -> Responses:
    return Responses(
        wave="W",
        codebook=CODEBOOK,
        codes={"q": np.array([0, 1, 1, -3], dtype=np.int16), "x": np.array([0, 0, -1, 0], dtype=np.int16)},
        scores={"x": np.array([3.0, 5.0, np.nan, 8.0])},
        stratum=np.array([0, 0, 1, 1]),
        weight=weight,
    )


def test_weights_put_on_after_counting_are_those_put_on_before() -> None:
    factor = np.array([2.5, 4.0])
    names = ("a", "b")
    after = scaled(count(responses(), strata=names, banners=[whole(4)]), factor)
    before = count(responses(factor[[0, 0, 1, 1]]), strata=names, banners=[whole(4)])
    for key, cells in before.tables.items():
        for field in ("n", "w", "w2", "wy", "w2y", "w2y2", "stratum_n", "stratum_w"):
            found, expected = getattr(after.tables[key], field), getattr(cells, field)
            assert (found is None) == (expected is None)
            if expected is not None:
                np.testing.assert_allclose(found, expected)
