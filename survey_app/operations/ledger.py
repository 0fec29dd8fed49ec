"""The ledger: every released cube in the order of release, each naming the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from analysis.disclosure import ReleasedCube, read_cube
from survey_app.ballots.manifest import Manifest, WaveKind
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.store import Stores

NEVER_IN_A_TREND = frozenset({WaveKind.REHEARSAL.value})
IMPORTED_ROWS, IMPORTED_RESULTS = "import_rows", "import_results"
OWN_WEIGHTS = "weights_of_the_file"
"""Note: the file brought its weights; they were taken as they are."""
IMPORTED = frozenset({IMPORTED_ROWS, IMPORTED_RESULTS})
"""Provenances of waves that were held before the software existed."""
MEMBERS_OWN = frozenset({WaveKind.REAL.value, WaveKind.IMPORT.value, *IMPORTED})
"""Kinds and provenances that stand in one trend: people really asked, here or before."""


class BrokenLedgerError(SurveyError):
    """Releases that do not form one chain."""

    code = "ledger-broken"
    found = N_("Sổ phát hành đứt ở đợt {wave}: bản phát hành không nối với bản nào đứng trước.")
    fix = N_("Khôi phục sổ đăng ký từ bản sao lưu gần nhất; không phát hành thêm khi sổ còn đứt.")


def ledger(stores: Stores) -> tuple[ReleasedCube, ...]:
    """Return the released cubes in the order of release, their chain checked.

    Raises
    ------
    BrokenLedgerError
        A release that no other precedes, or two that name the same one.
    """
    return in_order(record.cube for record in stores.registry.releases())


@lru_cache(maxsize=64)
def _read_once(text: str) -> ReleasedCube:
    """Return the cube of a text: the same text is the same release, and a tally looks at all of them several times."""
    return read_cube(text)


def in_order(texts: Iterable[str]) -> tuple[ReleasedCube, ...]:
    """Return the cubes in these texts along their chain, oldest first; reading each checks that its hash holds."""
    held = tuple(map(_read_once, texts))
    waiting = {cube.previous: cube for cube in held}
    ordered: list[ReleasedCube] = []
    at: str | None = None
    while (following := waiting.pop(at, None)) is not None:
        ordered.append(following)
        at = following.hash
    if len(ordered) != len(held):
        lost = next(cube for cube in held if cube not in ordered)
        raise BrokenLedgerError(wave=lost.wave)
    return tuple(ordered)


def in_trend(cubes: Sequence[ReleasedCube], *, questionnaire: str, kind: str) -> tuple[ReleasedCube, ...]:
    """Return the cubes that stand in one trend: same questionnaire, same kind of answers, rehearsals never.

    Imported waves stand with those that members answered here.
    """
    if kind in NEVER_IN_A_TREND:
        return ()
    kinds = MEMBERS_OWN if kind in MEMBERS_OWN else {kind}
    return tuple(cube for cube in cubes if cube.questionnaire == questionnaire and cube.provenance in kinds)


def in_time(cube: ReleasedCube) -> tuple[str, str]:
    """Return what waves are ordered by in a trend: the last day, then the name. Releases may come in another order."""
    return cube.closed, cube.wave


def latest(cubes: Sequence[ReleasedCube]) -> tuple[ReleasedCube, ...]:
    """Return the last release of every wave, in the order of the ledger; what it corrects stays in the ledger alone."""
    last = {cube.wave: cube.hash for cube in cubes}
    return tuple(cube for cube in cubes if last[cube.wave] == cube.hash)


def standing(stores: Stores) -> tuple[ReleasedCube, ...]:
    """Return the released cubes that are shown: the last of every wave, without the waves that were withdrawn."""
    gone = stores.registry.withdrawals()
    return tuple(cube for cube in latest(ledger(stores)) if cube.wave not in gone)


def held_before(
    cubes: Sequence[ReleasedCube], manifest: Manifest, *, closes: str | None = None
) -> tuple[ReleasedCube, ...]:
    """Return the releases of a wave's trend that were held before it, oldest first; changes are from the last one.

    ``closes`` is the wave's last day where addenda moved it.
    Waves that anybody could answer are measured against nothing, and nothing against them.
    """
    if manifest.is_open:
        return ()
    kept = [cube for cube in latest(cubes) if cube.participation is None]
    trend = in_trend(kept, questionnaire=manifest.questionnaire, kind=manifest.kind.value)
    own = closes or manifest.closes, manifest.wave
    return tuple(sorted((cube for cube in trend if in_time(cube) < own), key=in_time))
