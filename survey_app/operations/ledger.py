"""The ledger: every released cube in the order of release, each naming the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from analysis.disclosure import EditedCubeError, ReleasedCube, read_cube
from survey_app.ballots.manifest import Manifest, WaveKind
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.store import ReleaseRecord, Stores, WaveState

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
    found = N_("Sổ phát hành đứt ở đợt {wave}: {why}.")
    fix = N_("Khôi phục sổ đăng ký từ bản sao lưu gần nhất (survey restore); không phát hành thêm khi sổ còn đứt.")

    def __init__(self, *, wave: str, why: Said) -> None:
        super().__init__(where=wave, wave=wave, why=why)


class EditedLedgerError(BrokenLedgerError):
    """A release that is not what was written into the ledger."""

    code = "ledger-edited"
    found = N_("Bản phát hành của đợt {wave} trong sổ không còn như lúc phát hành: {why}.")


CHANGED = N_("nội dung cho ra mã băm {made}, bản phát hành ghi {stated}")
UNREADABLE = N_("không đọc được")
ROW = N_("dòng ghi sổ nêu {field} khác với chính bản phát hành")
TWO = N_("đợt này và đợt {other} cùng nói đứng sau một bản")
LOST = N_("bản phát hành nói đứng sau bản {stated}, mà sổ không có bản đó")
GONE = N_("đợt đã phát hành mà sổ không còn bản nào của đợt")


def ledger(stores: Stores) -> tuple[ReleasedCube, ...]:
    """Return the released cubes in the order of release, their chain checked.

    Raises
    ------
    EditedLedgerError
        A release whose content is not what its hash was made of, or that is not the one the registry wrote down.
    BrokenLedgerError
        A release that no other precedes, two that name the same one, or a released wave without any.
    """
    cubes = in_order(map(_as_recorded, stores.registry.releases()))
    held = {cube.wave for cube in cubes}
    for wave in stores.registry.waves():
        if wave.state is WaveState.RELEASED and wave.wave not in held:
            raise BrokenLedgerError(wave=wave.wave, why=Said(GONE))
    return cubes


@lru_cache(maxsize=64)
def read_once(text: str) -> ReleasedCube:
    """Return the cube of a text: the same text is the same release, and a tally looks at all of them several times."""
    return read_cube(text)


def in_order(cubes: Iterable[ReleasedCube]) -> tuple[ReleasedCube, ...]:
    """Return the cubes along their chain, oldest first.

    Raises
    ------
    BrokenLedgerError
        Naming the wave that follows none of them, or that follows one which another follows too.
    """
    held = tuple(cubes)
    waiting: dict[str | None, ReleasedCube] = {}
    for cube in held:
        if cube.previous in waiting:
            raise BrokenLedgerError(wave=cube.wave, why=Said(TWO, {"other": waiting[cube.previous].wave}))
        waiting[cube.previous] = cube
    ordered: list[ReleasedCube] = []
    at: str | None = None
    while (following := waiting.pop(at, None)) is not None:
        ordered.append(following)
        at = following.hash
    if waiting:
        hashes = {cube.hash for cube in held}
        lost = next(cube for cube in waiting.values() if cube.previous not in hashes)
        raise BrokenLedgerError(wave=lost.wave, why=Said(LOST, {"stated": lost.previous}))
    return tuple(ordered)


def _as_recorded(record: ReleaseRecord) -> ReleasedCube:
    """Return the cube of a record, which must say the same of itself as the record does."""
    try:
        cube = read_once(record.cube)
    except EditedCubeError as refusal:
        told = {"made": refusal.fields["found"], "stated": refusal.fields["stated"]}
        raise EditedLedgerError(wave=record.wave, why=Said(CHANGED, told)) from None
    except (ValueError, RecursionError):
        raise EditedLedgerError(wave=record.wave, why=Said(UNREADABLE)) from None
    for field in ("wave", "hash", "previous"):
        if getattr(cube, field) != getattr(record, field):
            raise EditedLedgerError(wave=record.wave, why=Said(ROW, {"field": field}))
    return cube


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
