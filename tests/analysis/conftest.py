"""Small waves written by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from analysis.codebook import Codebook, Column, Kind, Option
from analysis.counting import Banner, Cells, Level, count
from analysis.responses import Responses

SIDES = ("unfavourable", "unfavourable", "neutral", "favourable", "favourable")


def scale(name: str, sides: Sequence[str | None] = SIDES, item: str | None = None) -> Column:
    options = tuple(
        Option(code=at, label={"vi": str(at), "en": str(at)}, side=side) for at, side in enumerate(sides, 1)
    )
    return Column(name=name, kind=Kind.ORDINAL, label={"vi": name, "en": name}, item=item or name, options=options)


def total(size: int) -> Banner:
    return Banner(name="total", levels=(Level(key="total", label={}),), positions=np.zeros(size, dtype=np.int64))


def levels(name: str, positions: Sequence[int], size: int) -> Banner:
    return Banner(
        name=name,
        levels=tuple(Level(key=str(at), label={}) for at in range(size)),
        positions=np.array(positions, dtype=np.int64),
    )


@pytest.fixture
def scale_column() -> Callable[..., Column]:
    return scale


@pytest.fixture
def total_banner() -> Callable[[int], Banner]:
    return total


@pytest.fixture
def level_banner() -> Callable[..., Banner]:
    return levels


@pytest.fixture
def cells_of() -> Callable[..., Cells]:
    """Cells of one scale from positions (negative: a Missing), strata, and optionally levels and weights."""

    def make(codes, stratum, *, strata=None, level=None, size=None, weight=None, sides=SIDES, psu=None) -> Cells:
        column = scale("q", sides)
        stratum = np.array(stratum, dtype=np.int64)
        names = tuple(str(at) for at in range(strata or int(stratum.max()) + 1))
        wave = Responses(
            wave="2024-Q1",
            codebook=Codebook(columns=(column,)),
            codes={"q": np.array(codes, dtype=np.int16)},
            stratum=stratum,
            weight=None if weight is None else np.array(weight, dtype=np.float64),
            psu=None if psu is None else np.array(psu, dtype=np.int64),
        )
        banner = total(len(codes)) if level is None else levels("trait", level, size or max(level) + 1)
        return count(wave, strata=names, banners=[banner]).cells("q", banner.name)

    return make
