"""From counts to a released cube: what a tally and an import have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import survey_app
from analysis.counting import Banner, Counts, Level
from analysis.counting.joint import whole
from analysis.design import Design
from analysis.disclosure import Continuation, ReleasedCube, Rules, TableSpec, TextCount, release_wave
from analysis.responses import Responses
from survey_app.ballots.manifest import Manifest
from survey_app.compilers.columns import codebook_of, parents_of
from survey_app.compilers.tables import GROUP, table_plan
from survey_app.questionnaire.digest import item_digest
from survey_app.questionnaire.model import Questionnaire


def gated(
    counts: Counts,
    manifest: Manifest,
    questionnaire: Questionnaire,
    *,
    previous: ReleasedCube | None,
    chain: str | None,
    texts: Sequence[TextCount] = (),
    provenance: str | None = None,
    notes: Sequence[str] = (),
) -> ReleasedCube:
    """Return the release that counts amount to under a manifest; the kind of wave is its provenance unless named."""
    roll = np.array([stratum.headcount for stratum in manifest.strata], dtype=np.int64)
    return release_wave(
        counts=counts,
        codebook=codebook_of(questionnaire),
        design=Design(strata=tuple(stratum.stratum for stratum in manifest.strata), headcounts=roll),
        plan=[TableSpec(stub=line.stub, banner=line.banner, chart=line.chart) for line in table_plan(questionnaire)],
        rules=rules_of(manifest),
        wave=manifest.wave,
        questionnaire=manifest.questionnaire,
        title=manifest.title,
        provenance=provenance or manifest.kind.value,
        opened=manifest.opens,
        closed=manifest.closes,
        manifest=manifest.hash,
        code=survey_app.__version__,
        texts=texts,
        previous=previous,
        chain=chain,
        parents=parents_of(questionnaire),
        digests=digests_in_trend(questionnaire, previous),
        continued=continued_of(questionnaire, previous),
        notes=notes,
    )


def banners_of(manifest: Manifest, responses: Responses) -> tuple[Banner, ...]:
    """Return the organisation, its reporting groups, and each trait by the options of its own column."""
    groups = [group.group for group in manifest.groups]
    of_stratum = np.array([groups.index(stratum.group) for stratum in manifest.strata], dtype=np.int64)
    group = Banner(
        name=GROUP,
        levels=tuple(Level(key=group.group, label=group.title) for group in manifest.groups),
        positions=of_stratum[responses.stratum],
    )
    traits = (
        Banner(
            name=column.name,
            levels=tuple(Level(key=str(option.code), label=option.label) for option in column.options),
            positions=np.maximum(responses.codes[column.name].astype(np.int64), -1),
        )
        for column in responses.codebook.columns
        if column.trait
    )
    return (whole(len(responses)), group, *traits)


def continued_of(questionnaire: Questionnaire, previous: ReleasedCube | None) -> dict[str, Continuation]:
    """Return the changed items whose trend goes on, as the questionnaire says and the release before bears out.

    The reason holds for the change it was written for: an item that was changed once more breaks the trend.
    """
    if previous is None:
        return {}
    before = {table.stub.item: table for table in previous.tables}
    found: dict[str, Continuation] = {}
    for item in questionnaire.items():
        table, said, own = before.get(item.item), item.continues, item_digest(questionnaire, item.item)
        if said is None or table is None or table.digest == own:
            continue
        standing = table.continues
        if standing is None or standing.since != said.since or standing.own == own:
            found[item.item] = Continuation(since=said.since, why=said.why, own=own)
    return found


def digests_in_trend(questionnaire: Questionnaire, previous: ReleasedCube | None) -> dict[str, str]:
    """Return the digests that the release is compared by: of the earlier wording where the trend goes on."""
    own = digests_of(questionnaire)
    continued = continued_of(questionnaire, previous)
    if previous is None or not continued:
        return own
    earlier = {table.stub.item: table.digest for table in previous.tables if table.stub.item in continued}
    held = {**own, **earlier}
    indices = {index.index: item_digest(questionnaire, index.index, held) for index in questionnaire.indices}
    return {**held, **indices}


def digests_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Return the digest of the wording of every item and index."""
    names = [item.item for item in questionnaire.items()] + [index.index for index in questionnaire.indices]
    return {name: item_digest(questionnaire, name) for name in names}


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
