"""The one place where rows exist: arrays of one wave, read-only, on their way to being counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analysis.codebook import Codebook

Codes: TypeAlias = npt.NDArray[np.int16]
Reals: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """One wave of responses, column by column.

    Parameters
    ----------
    codes : per column an int16 array, shape (n,): option position >= 0, or a ``Missing`` value.
        Numbers and indices have position 0 where a score exists.
    scores : per scored column a float64 array, shape (n,): the number (NaN where ``codes`` is negative).
    stratum : int64 array, shape (n,), position of the stratum.
    weight : float64 array, shape (n,); None means one each.
    psu : int64 array, shape (n,), cluster label unique inside its stratum; None means every response is its own.
    """

    wave: str
    codebook: Codebook
    codes: Mapping[str, Codes]
    scores: Mapping[str, Reals] = field(default_factory=dict)
    stratum: npt.NDArray[np.int64]
    weight: Reals | None = None
    psu: npt.NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        for array in (*self.codes.values(), *self.scores.values(), self.stratum, self.weight, self.psu):
            if array is not None:
                array.flags.writeable = False

    def __len__(self) -> int:
        """Return the number of responses."""
        return len(self.stratum)
