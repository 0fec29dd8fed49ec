"""From counts to a released cube: what a tally and an import have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

import survey_app
from analysis.counting import Banner, Counts, Level
from analysis.counting.joint import whole
from analysis.design import Design
from analysis.disclosure import Continuation, ReleasedCube, Rules, TableSpec, TextCount, release_wave
from analysis.disclosure.released import ReleasedTable
from analysis.responses import Responses
from survey_app.ballots.addenda import Standing, standing_of
from survey_app.ballots.manifest import Manifest, Mode, text_hash
from survey_app.compilers.columns import codebook_of, parents_of
from survey_app.compilers.tables import GROUP, table_plan
from survey_app.errors import SurveyError
from survey_app.language import N_
from survey_app.questionnaire.digest import item_digest
from survey_app.questionnaire.model import Questionnaire

UNBOUNDED = 1_000_000_000
"""Stands for the roll of an open wave in computations; it is told nowhere."""
ALL_BALLOTS = {"vi": "Tất cả phiếu", "en": "All ballots"}
ANYBODY = "mode_open"
"""Note: anybody could answer, as often as they liked; no random sample."""


class ImportNarrowedError(SurveyError):
    """A wave counted once more that would, beside its withdrawn release, tell somebody's answers."""

    code = "import-narrowed"
    found = N_("Đợt {wave} đặt cạnh bản đã rút của cùng những phiếu ấy sẽ làm lộ câu trả lời ở {column}.")
    fix = N_("Số đã công bố thì không thu lại được: để nguyên bản đã rút; sai lệch nhỏ như vậy không nhập lại được.")


def gated(
    counts: Counts,
    manifest: Manifest,
    questionnaire: Questionnaire,
    *,
    standing: Standing | None = None,
    earlier: Sequence[ReleasedCube] = (),
    chain: str | None,
    texts: Sequence[TextCount] = (),
    provenance: str | None = None,
    notes: Sequence[str] = (),
    corrects: Sequence[ReleasedCube] = (),
) -> ReleasedCube:
    """Return the release that counts amount to under a manifest; the kind of wave is its provenance unless named.

    ``earlier`` is the trend that the wave stands in, oldest first: changes are measured from its last wave, a question
    is held against the last one that asked it. ``corrects`` are releases of the wave itself that stand already.
    ``standing`` is what holds after the wave's addenda; where something was added the release names the last of it.
    """
    standing = standing or standing_of(manifest)
    roll = roll_of(manifest)
    return release_wave(
        counts=counts,
        codebook=codebook_of(questionnaire),
        design=Design(strata=tuple(stratum.stratum for stratum in manifest.strata), headcounts=roll),
        plan=[
            TableSpec(stub=line.stub, banner=line.banner, chart=line.chart)
            for line in table_plan(questionnaire, grouped=not manifest.is_open)
        ],
        rules=rules_of(manifest),
        wave=manifest.wave,
        questionnaire=manifest.questionnaire,
        title=manifest.title,
        provenance=provenance or manifest.kind.value,
        opened=manifest.opens,
        closed=standing.closes,
        manifest=manifest.hash,
        head=None if standing.head == manifest.hash else standing.head,
        code=survey_app.__version__,
        texts=texts,
        previous=earlier[-1] if earlier else None,
        trend=earlier,
        chain=chain,
        parents=parents_of(questionnaire),
        digests=_open_digests(questionnaire, manifest)
        if manifest.is_open
        else digests_in_trend(questionnaire, earlier, manifest.mode),
        continued={} if manifest.is_open else continued_of(questionnaire, earlier, manifest.mode),
        notes=(*notes, *mode_notes(manifest.mode), *([ANYBODY] if manifest.is_open else [])),
        earlier=corrects,
        sampled=not manifest.is_open,
    )


def same_people(
    released: Sequence[ReleasedCube], manifest: Manifest, *, shown: Sequence[ReleasedCube], closes: str | None = None
) -> tuple[ReleasedCube, ...]:
    """Return the releases of the people whom a wave asks: its own, and withdrawn ones of these days and questions.

    What was published stays known, whether it is shown any longer or not; a wave that was withdrawn is counted once
    more under another name.
    """
    hashes = {cube.hash for cube in shown}
    days = manifest.opens, closes or manifest.closes
    return tuple(
        cube
        for cube in released
        if cube.wave == manifest.wave
        or (
            cube.hash not in hashes
            and cube.questionnaire == manifest.questionnaire
            and (cube.opened, cube.closed) == days
        )
    )


def roll_of(manifest: Manifest) -> npt.NDArray[np.int64]:
    """Return the people on the roll of each stratum. Of an open wave nobody knows: so many that none can be all.

    No rule that looks at how much of a roll answered then applies, and every ballot weighs the same.
    """
    if manifest.is_open:
        return np.array([UNBOUNDED], dtype=np.int64)
    return np.array([stratum.headcount for stratum in manifest.strata], dtype=np.int64)


def _open_digests(questionnaire: Questionnaire, manifest: Manifest) -> dict[str, str]:
    """Return the digests of a wave that anybody answered: not those of a wave with slips, so trends break."""
    own = digests_of(questionnaire, manifest.mode)
    return {name: text_hash(f"{digest} {ANYBODY}") for name, digest in own.items()}


def banners_of(manifest: Manifest, responses: Responses) -> tuple[Banner, ...]:
    """Return the organisation, its reporting groups, and each trait by the options of its own column.

    In an open wave: all ballots, and the traits.
    """
    if manifest.is_open:
        everything = whole(len(responses))
        levels = tuple(replace(level, label=ALL_BALLOTS) for level in everything.levels)
        return (replace(everything, levels=levels), *_traits(responses))
    groups = [group.group for group in manifest.groups]
    of_stratum = np.array([groups.index(stratum.group) for stratum in manifest.strata], dtype=np.int64)
    group = Banner(
        name=GROUP,
        levels=tuple(Level(key=group.group, label=group.title) for group in manifest.groups),
        positions=of_stratum[responses.stratum],
    )
    return (whole(len(responses)), group, *_traits(responses))


def _traits(responses: Responses) -> tuple[Banner, ...]:
    return tuple(
        Banner(
            name=column.name,
            levels=tuple(Level(key=str(option.code), label=option.label) for option in column.options),
            positions=np.maximum(responses.codes[column.name].astype(np.int64), -1),
        )
        for column in responses.codebook.columns
        if column.trait
    )


def continued_of(
    questionnaire: Questionnaire, earlier: Sequence[ReleasedCube], mode: Mode = Mode.SINGLE_VISIT
) -> dict[str, Continuation]:
    """Return the changed items whose trend goes on, as the questionnaire says and the releases before bear out.

    The reason holds for the change it was written for: an item that was changed once more breaks the trend. Once a
    trend went on, it goes on as long as the question stays the same, whether or not the questionnaire repeats why.
    """
    before, digests = _last_asked(earlier), digests_of(questionnaire, mode)
    found: dict[str, Continuation] = {}
    for item in questionnaire.items():
        table, said, own = before.get(item.item), item.continues, digests[item.item]
        if table is None or table.digest == own:
            continue
        standing = table.continues
        if standing is not None and standing.own == own:
            found[item.item] = Continuation(since=standing.since, why=standing.why, own=own)
        elif said is not None and (standing is None or standing.since != said.since):
            found[item.item] = Continuation(since=said.since, why=said.why, own=own)
    return found


def digests_in_trend(
    questionnaire: Questionnaire, earlier: Sequence[ReleasedCube], mode: Mode = Mode.SINGLE_VISIT
) -> dict[str, str]:
    """Return the digests that the release is compared by: of the earlier wording where the trend goes on."""
    own = digests_of(questionnaire, mode)
    continued = continued_of(questionnaire, earlier, mode)
    if not continued:
        return own
    before = _last_asked(earlier)
    held = {**own, **{item: before[item].digest for item in continued}}
    indices = {index.index: item_digest(questionnaire, index.index, held) for index in questionnaire.indices}
    return {**held, **indices}


def _last_asked(earlier: Sequence[ReleasedCube]) -> dict[str, ReleasedTable]:
    """Return, by item, a table of the last release that asked it."""
    return {table.stub.item: table for cube in earlier for table in cube.tables}


AS_EVER = frozenset({Mode.SINGLE_VISIT, Mode.IMPORTED})
"""Modes that leave a question what it was: the ordinary one, and that of waves of which the mode is not known."""


def digests_of(questionnaire: Questionnaire, mode: Mode = Mode.SINGLE_VISIT) -> dict[str, str]:
    """Return the digest of every item and index: its wording, and the mode where it is not the ordinary one."""
    own = {item.item: item_digest(questionnaire, item.item) for item in questionnaire.items()}
    if mode not in AS_EVER:
        own = {name: text_hash(f"{digest} {mode.value}") for name, digest in own.items()}
    return own | {index.index: item_digest(questionnaire, index.index, own) for index in questionnaire.indices}


def mode_notes(mode: Mode) -> tuple[str, ...]:
    """Return the notes by which a release says how it was asked; none in the ordinary mode."""
    return () if mode in AS_EVER else (f"mode_{mode.value}",)


def rules_of(manifest: Manifest) -> Rules:
    """Return the release rules that a manifest promises."""
    given = manifest.thresholds
    return Rules(
        minimum=int(given["minimum"]),
        sensitive=int(given["sensitive"]),
        dominance=int(given["dominance"]),
        dominance_sensitive=int(given["dominance_sensitive"]),
        round=int(given["round"]),
        coverage=float(given["coverage"]),
    )
