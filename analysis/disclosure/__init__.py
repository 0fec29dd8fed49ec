"""The release gate: the only maker of figures that may leave."""

from analysis.disclosure.cube import (
    BrokenChainError,
    EditedCubeError,
    UnreadableCubeError,
    check_chain,
    cube_hash,
    read_cube,
    write_cube,
)
from analysis.disclosure.gate import Continuation, TableSpec, TextCount, release_wave
from analysis.disclosure.ladder import Rung
from analysis.disclosure.published import POPULATION_UNKNOWN, PublishedColumn, release_published
from analysis.disclosure.released import (
    MARKS,
    TOTAL,
    ReleasedBase,
    ReleasedCell,
    ReleasedChange,
    ReleasedCube,
    ReleasedLevel,
    ReleasedMeasure,
    ReleasedOption,
    ReleasedPopulation,
    ReleasedStub,
    ReleasedTable,
    ReleasedTexts,
)
from analysis.disclosure.rounding import NotPartitionError
from analysis.disclosure.rules import LoweredThresholdError, Rules
from analysis.disclosure.tables import UnplannedBannerError

__all__ = [
    "MARKS",
    "POPULATION_UNKNOWN",
    "TOTAL",
    "BrokenChainError",
    "Continuation",
    "EditedCubeError",
    "LoweredThresholdError",
    "NotPartitionError",
    "PublishedColumn",
    "ReleasedBase",
    "ReleasedCell",
    "ReleasedChange",
    "ReleasedCube",
    "ReleasedLevel",
    "ReleasedMeasure",
    "ReleasedOption",
    "ReleasedPopulation",
    "ReleasedStub",
    "ReleasedTable",
    "ReleasedTexts",
    "Rules",
    "Rung",
    "TableSpec",
    "TextCount",
    "UnplannedBannerError",
    "UnreadableCubeError",
    "check_chain",
    "cube_hash",
    "read_cube",
    "release_published",
    "release_wave",
    "write_cube",
]
