"""A dry recount: the ballots of a wave counted once more, held against its release. Nothing is written.

Two sources, which prove different things. **A box file** that was exported before the tally holds the sealed ballots
themselves: that they are the wave's is told by the published receipts, and what they amount to does not depend on the
browser or computer that made the tally. **The archive** was sealed at the tally, from what the tally's computer said:
it finds mistakes in counting, and says nothing about a computer that said something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.disclosure import ReleasedCube, read_cube
from analysis.disclosure.cube import cube_hash
from analysis.errors import AnalysisError
from survey_app.ballots.archive import open_archive
from survey_app.ballots.keys import PrivateKey, require_key_of
from survey_app.ballots.receipts import receipt_of
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.operations.archives import sealed_archive
from survey_app.operations.branch_bands import told_of
from survey_app.operations.bundle import Bundle, export_bundle
from survey_app.operations.deciding import OpenedBox, answers_in, decide
from survey_app.operations.ledger import ledger
from survey_app.operations.tally import Progress, open_box
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.store import Stores


class NothingToRecountError(SurveyError):
    """A wave without a release to hold a count against."""

    code = "recount-nothing"
    found = N_("Đợt {wave} chưa có bản phát hành để đối chiếu.")
    fix = N_("Đếm lại sau khi đợt đã phát hành; tệp hòm phiếu thì xuất và giữ từ trước khi kiểm.")


class UnreadableProofError(SurveyError):
    """A file that is no proof of a released wave."""

    code = "recount-proof"
    found = N_("Tệp kiểm không dùng được, hoặc không phải của đợt {wave}.")
    fix = N_("Tải lại tệp kiểm ở trang đối chiếu của đợt (/m/{wave}), sau khi đợt đã phát hành.")


class ForeignBoxError(SurveyError):
    """A box file that cannot be held against the release."""

    code = "recount-box"
    found = N_("Tệp hòm phiếu của đợt {wave} không đối chiếu được: từ lúc xuất đến lúc kiểm có đợt khác phát hành.")
    fix = N_("Đếm lại ngay trên máy chủ, bỏ --proof: ở đó có đủ sổ phát hành.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a wave published: its last release, in full where it is at hand, and the receipts."""

    wave: str
    hash: str
    previous: str | None
    code: str
    n: int
    receipts: tuple[str, ...]
    cube: ReleasedCube | None = None


class Verdict(StrEnum):
    """What a recount found."""

    SAME = "same"
    """The release follows from these ballots, to the last figure."""
    FIGURES = "figures"
    """Every figure is the same; only notes on how it was decided differ."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A count beside the release. No figure of it is shown: only whether it is the one that was released."""

    wave: str
    verdict: Verdict
    stated: str
    n_stated: int
    n_counted: int
    set_aside: int
    tables: tuple[str, ...] = ()
    """Tables that differ, where the whole release was at hand."""
    receipts: bool | None = None
    """Whether the ballots are those of the published receipts; None where no sealed ballot was there."""

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the release."""
        return self.verdict is not Verdict.DIFFERENT and self.receipts is not False


def recount_box(
    bundle: Bundle,
    key: PrivateKey,
    expected: Expected,
    *,
    corrects: Sequence[ReleasedCube] = (),
    progress: Progress | None = None,
) -> Recount:
    """Return how the sealed ballots of a box file, opened here and now, compare with what was released.

    Parameters
    ----------
    corrects : releases of the wave before the last one, where it was corrected.

    Raises
    ------
    WrongTallyKeyError
        The key is none of those that the manifest names.
    ForeignBoxError
        Other waves were released between export and tally, and the ledger is not at hand.
    """
    manifest = bundle.manifest
    require_key_of(manifest.tally_keys, key)
    if (bundle.previous[-1].hash if bundle.previous else None) != expected.previous:
        raise ForeignBoxError(wave=manifest.wave)
    questionnaire = load_questionnaire(bundle.questionnaire, file=manifest.questionnaire)
    box = open_box(bundle, questionnaire, key, progress=progress)
    receipts = sorted(receipt_of(ballot) for _, ballot in bundle.ballots)
    return replace(_compared(bundle, box, expected, corrects=corrects), receipts=tuple(receipts) == expected.receipts)


def recount_box_here(stores: Stores, bundle: Bundle, key: PrivateKey, *, progress: Progress | None = None) -> Recount:
    """Return the same where receipts, release and ledger are those of this installation.

    Raises
    ------
    UnknownWaveError, NothingToRecountError, WrongTallyKeyError
        There is nothing to count, or this key does not open it.
    """
    wave = bundle.manifest.wave
    here = as_it_was(stores, wave, bundle.ballots)
    if here.manifest.hash != bundle.manifest.hash:
        raise ForeignBoxError(wave=wave)
    expected, corrects = expected_here(stores, wave), _own(stores, wave)[:-1]
    return recount_box(here, key, expected, corrects=corrects, progress=progress)


def recount_archive(stores: Stores, wave: str, key: PrivateKey) -> Recount:
    """Return how the archive of a wave compares with what was released.

    Parameters
    ----------
    key : the private half of the archive key that the manifest names.

    Raises
    ------
    UnknownWaveError, NothingToRecountError, NoArchiveError, DamagedArchiveError
        There is nothing to count, or this key does not open it.
    """
    expected, bundle = expected_here(stores, wave), as_it_was(stores, wave)
    rows = open_archive(sealed_archive(stores, wave), manifest_hash=bundle.manifest.hash, key=key)
    questionnaire = load_questionnaire(bundle.questionnaire, file=bundle.manifest.questionnaire)
    box = OpenedBox(
        answers=tuple(answers_in(questionnaire, row.payload.encode()) for row in rows),
        strata=tuple(row.stratum for row in rows),
        set_aside=len(expected.receipts) - len(rows),
    )
    return _compared(bundle, box, expected, corrects=_own(stores, wave)[:-1])


def released_cube(stores: Stores, wave: str) -> ReleasedCube:
    """Return the last release of a wave as it stands in the ledger.

    Raises
    ------
    NothingToRecountError
        There is none.
    """
    own = _own(stores, wave)
    if not own:
        raise NothingToRecountError(wave=wave)
    return own[-1]


def expected_here(stores: Stores, wave: str) -> Expected:
    """Return what this installation published of a wave.

    Raises
    ------
    NothingToRecountError
        It was not released.
    """
    last = released_cube(stores, wave)
    return Expected(
        wave=wave,
        hash=last.hash,
        previous=last.previous,
        code=last.code,
        n=last.population.n,
        receipts=stores.papers.receipts(wave) or (),
        cube=last,
    )


def as_it_was(stores: Stores, wave: str, ballots: Sequence[tuple[int, bytes]] = ()) -> Bundle:
    """Return the bundle of a wave with the ledger as it stood when its last release was decided."""
    released = ledger(stores)
    at = max((number for number, cube in enumerate(released) if cube.wave == wave), default=len(released))
    return replace(export_bundle(stores, wave), ballots=tuple(ballots), previous=released[:at], released=None)


def expected_of(proof: str, *, wave: str, release: str | None = None) -> Expected:
    """Return what a wave published, from the proof on its verify page and, where given, the released cube's file.

    Raises
    ------
    UnreadableProofError
        It is none, of another wave, or of one that was not released.
    """
    try:
        document = json.loads(proof)
        result = document["result"]
        (own,) = (one for one in document["releases"] if one["hash"] == result["hash"])
        cube = None if release is None else read_cube(release)
        if document["wave"] != wave or (cube is not None and cube.hash != result["hash"]):
            raise UnreadableProofError(wave=wave)
        return Expected(
            wave=wave,
            hash=str(result["hash"]),
            previous=own["previous"],
            code=str(result["code"]),
            n=int(result["n"]),
            receipts=tuple(document["receipts"]),
            cube=cube,
        )
    except (KeyError, TypeError, ValueError, RecursionError, AnalysisError):
        raise UnreadableProofError(wave=wave) from None


def _own(stores: Stores, wave: str) -> tuple[ReleasedCube, ...]:
    return tuple(cube for cube in ledger(stores) if cube.wave == wave)


def _compared(bundle: Bundle, box: OpenedBox, expected: Expected, *, corrects: Sequence[ReleasedCube] = ()) -> Recount:
    """Return the first way of deciding that gives the release; else how the plainest one differs."""
    counted: ReleasedCube | None = None
    verdict, tables = Verdict.DIFFERENT, tuple[str, ...]()
    for made in _decided(bundle, box, corrects):
        again = replace(made, previous=expected.previous, code=expected.code)
        found, differing = _held_against(again, expected)
        if counted is None or found is not Verdict.DIFFERENT:
            counted, verdict, tables = made, found, differing
        if found is not Verdict.DIFFERENT:
            break
    assert counted is not None  # noqa: S101 -- there is always a first way
    return Recount(
        wave=expected.wave,
        verdict=verdict,
        stated=expected.hash,
        n_stated=expected.n,
        n_counted=counted.population.n,
        set_aside=box.set_aside,
        tables=tables,
    )


def _decided(bundle: Bundle, box: OpenedBox, corrects: Sequence[ReleasedCube]) -> Iterator[ReleasedCube]:
    """Give the release of these ballots, as it comes with the waves withdrawn since, or none, and what it corrects."""
    questionnaire = load_questionnaire(bundle.questionnaire, file=bundle.manifest.questionnaire)
    for earlier in ((), tuple(corrects)) if corrects else ((),):
        for withdrawn in dict.fromkeys([bundle.withdrawn, ()]):
            yield decide(replace(bundle, withdrawn=withdrawn), questionnaire, box, corrects=earlier).cube


def _held_against(made: ReleasedCube, expected: Expected) -> tuple[Verdict, tuple[str, ...]]:
    if expected.cube is None:
        return (Verdict.SAME if cube_hash(made) == expected.hash else Verdict.DIFFERENT), ()
    told = told_of(expected.cube)  # bands of branches come once a year, from several waves together
    again = replace(made, tables=(*made.tables, *told))
    if cube_hash(again) == expected.hash:
        return Verdict.SAME, ()
    held = {table.id: table for table in expected.cube.tables}
    ours = {table.id: table for table in again.tables}
    differing = tuple(name for name in dict.fromkeys([*held, *ours]) if held.get(name) != ours.get(name))
    around = replace(again, tables=(), audit={}, hash="") == replace(expected.cube, tables=(), audit={}, hash="")
    return (Verdict.DIFFERENT if differing or not around else Verdict.FIGURES), differing
