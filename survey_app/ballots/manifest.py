"""The manifest of a wave: what was promised before the first slip was handed out. Public, hashed, never changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from survey_app.ballots.blind import SigningKeyError, read_signing_text
from survey_app.ballots.keys import PublicKey, UnreadableKeyError, fingerprint, read_public
from survey_app.errors import SurveyError
from survey_app.language import N_, Text
from survey_app.questionnaire.model import PlannedTable

_INTEGRITY = re.compile(r"sha384-[A-Za-z0-9+/]{64}")
VERSION = 1
ARCHIVE_DAYS = 90
MOST_ARCHIVE_DAYS = 366
TEXT_DAYS = 90
MOST_TEXT_DAYS = 183
THRESHOLDS: Mapping[str, int | float] = {
    "minimum": 10,
    "sensitive": 15,
    "dominance": 2,
    "dominance_sensitive": 3,
    "round": 3,
    "coverage": 0.9,
}
"""The release rules' least values; a wave may be stricter, never looser (``coverage`` is stricter when smaller)."""


class WaveKind(StrEnum):
    """What the answers of a wave are. Only real and replayed ones may ever be shown without a mark."""

    REAL = "real"
    REHEARSAL = "rehearsal"
    SIMULATED = "simulated"
    REPLAY = "replay"
    IMPORT = "import"
    """Held before the software existed: counted rows or published results. Nobody was given a slip."""


class Participation(StrEnum):
    """Who may answer: holders of slips; ``open`` (anybody) comes with public consultations."""

    SLIPS = "slips"
    OPEN = "open"
    IMPORTED = "imported"


class Mode(StrEnum):
    """How the right to a ballot and the ballot are separated in time."""

    SINGLE_VISIT = "single_visit"
    TWO_PHASE = "two_phase"
    MEETING = "meeting"
    IMPORTED = "imported"


class ManifestRejectedError(SurveyError):
    """A text that is not a canonical manifest."""

    code = "manifest-rejected"
    found = N_("Bản công bố của đợt không đọc được: {problem}.")
    fix = N_("Lấy lại nguyên văn bản công bố; sửa một ký tự là mã băm không còn khớp.")


class BrokenChainError(SurveyError):
    """Manifests that do not follow one another."""

    code = "broken-chain"
    found = N_("Bản công bố của đợt {wave} không nối với bản trước nó.")
    fix = N_("So sánh với các bản đã in và ghi biên bản: một bản đã bị thay hoặc bị bỏ.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A branch, or branches of one reporting group merged so that the roll is at least eight."""

    stratum: str
    title: Text
    group: str
    branches: tuple[str, ...]
    headcount: int
    spares: int = 0
    """Slips printed beyond the headcount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingGroup:
    """A reporting group as results will name it."""

    group: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindPromises:
    """What the rights to a ballot rest on, and what the member's browser runs."""

    signing_keys: tuple[str, ...]
    """One RSA-2048 key per stratum, in their order (``blind.signing_text``); no two alike. None in an open wave."""
    addenda_key: str
    """The key under which addenda are signed, of the same kind; no signing key."""
    scripts: Mapping[str, str]
    """Every script of the member's pages with its integrity value, ``sha384-…``."""
    scripts_required: bool = False
    """True: no ballot is taken on the path without scripts."""
    collect_until: str | None = None
    """Two-phase waves: the last day on which rights are given out …"""
    cast_from: str | None = None
    """… and the first, later one on which ballots are taken."""

    def stratum_key(self, stratum: int) -> PublicKey:
        """Return the public key under which rights of this stratum are signed."""
        return read_signing_text(self.signing_keys[stratum])


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The archive of opened ballots: sealed for a key of its own, destroyed after some days."""

    key: str
    """Public key (PEM, RSA-3072); no tally key."""
    days: int = ARCHIVE_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTexts:
    """Texts are sealed apart from their ballots, to be read, blackened and released; destroyed after some days."""

    days: int = TEXT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One wave's promises. Dates are ISO days; a stratum's position is its number on ballots and slips."""

    wave: str
    title: Text
    organisation: Text
    questionnaire: str
    digest: str
    """Of the frozen questionnaire text: ``sha256:…``."""
    kind: WaveKind
    strata: tuple[Stratum, ...]
    groups: tuple[ReportingGroup, ...]
    opens: str
    closes: str
    """Last day on which ballots are taken."""
    results_on: str
    tally_keys: tuple[str, ...]
    """Public keys (PEM) of one or two custodians; either opens the ballots."""
    tables: tuple[PlannedTable, ...]
    thresholds: Mapping[str, int | float] = field(default_factory=lambda: dict(THRESHOLDS))
    participation: Participation = Participation.SLIPS
    mode: Mode = Mode.SINGLE_VISIT
    previous: str | None = None
    """Hash of the manifest before this one; None for the first."""
    previous_release: str | None = None
    """Hash of the latest released cube when this wave was opened."""
    source: Mapping[str, str] | None = None
    """Of an imported wave: the mapping and its kind. Written only when there is one."""
    blind: BlindPromises | None = None
    """What holds for blind rights. Written only when there is one: waves of before have none."""
    archive: Archive | None = None
    """Where the opened ballots go after the tally; None: nothing is kept."""
    texts: KeptTexts | None = None
    """What becomes of answers in words; None: they are counted and destroyed. Written only when there is something."""
    branch_bands: bool = False
    """Whether single branches are told in two bands, once a year. Written only when they are."""
    manifest: int = VERSION

    def canonical(self) -> str:
        """Return the canonical JSON: keys sorted, no spaces, UTF-8 letters as they are."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @property
    def hash(self) -> str:
        """The sha256 of the canonical text as ``sha256:…``."""
        return text_hash(self.canonical())

    @property
    def is_open(self) -> bool:
        """Whether anybody may answer: no codes, no roll, no random sample."""
        return self.participation is Participation.OPEN

    @property
    def headcount(self) -> int:
        """The roll of the whole organisation; 0 in an open wave, which has none."""
        return sum(stratum.headcount for stratum in self.strata)

    def public_keys(self) -> tuple[PublicKey, ...]:
        """Return the keys that ballots of this wave are sealed for."""
        return tuple(read_public(text) for text in self.tally_keys)


def text_hash(text: str) -> str:
    """Return the sha256 of a text as ``sha256:…``."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def read_manifest(text: str) -> Manifest:
    """Return the manifest of a canonical text.

    Raises
    ------
    ManifestRejectedError
        when a field is missing, unknown or of a wrong kind, or the text is not the canonical one.
    """
    try:
        manifest = _from_plain(json.loads(text))
        _require_some(manifest)
        _require_roll(manifest)
        _require_days(manifest.opens, manifest.closes, manifest.results_on)
        _require_blind(manifest)
        _require_archive(manifest)
        _require_texts(manifest)
    except _REFUSALS as refusal:
        raise ManifestRejectedError(problem=type(refusal).__name__) from None
    if manifest.canonical() != text:
        raise ManifestRejectedError(problem="canonical")
    return manifest


def check_chain(manifests: Iterable[Manifest]) -> None:
    """Return quietly when every manifest names the hash of the one before it.

    Raises
    ------
    BrokenChainError
        with the wave at which the chain breaks.
    """
    before: str | None = None
    for manifest in manifests:
        if manifest.previous != before:
            raise BrokenChainError(wave=manifest.wave)
        before = manifest.hash


_REFUSALS = (KeyError, TypeError, ValueError, AttributeError, RecursionError, UnreadableKeyError, SigningKeyError)


def _plain(manifest: Manifest) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "manifest": manifest.manifest,
        "wave": manifest.wave,
        "title": dict(manifest.title),
        "organisation": dict(manifest.organisation),
        "questionnaire": {"questionnaire": manifest.questionnaire, "digest": manifest.digest},
        "kind": manifest.kind.value,
        "participation": manifest.participation.value,
        "mode": manifest.mode.value,
        "strata": [
            {
                "stratum": stratum.stratum,
                "title": dict(stratum.title),
                "group": stratum.group,
                "branches": list(stratum.branches),
                "headcount": stratum.headcount,
                "spares": stratum.spares,
            }
            for stratum in manifest.strata
        ],
        "groups": [{"group": group.group, "title": dict(group.title)} for group in manifest.groups],
        "window": {"opens": manifest.opens, "closes": manifest.closes, "results_on": manifest.results_on},
        "tally_keys": list(manifest.tally_keys),
        "tables": [
            {"stub": table.stub, "banner": list(table.banner), "chart": table.chart} for table in manifest.tables
        ],
        "thresholds": {name: _number(value) for name, value in manifest.thresholds.items()},
        "previous": manifest.previous,
        "previous_release": manifest.previous_release,
    }
    if manifest.source is not None:
        plain["source"] = dict(manifest.source)
    if (blind := manifest.blind) is not None:
        plain["blind"] = {
            "signing_keys": list(blind.signing_keys),
            "addenda_key": blind.addenda_key,
            "scripts": dict(blind.scripts),
            "scripts_required": blind.scripts_required,
            "collect_until": blind.collect_until,
            "cast_from": blind.cast_from,
        }
    if manifest.archive is not None:
        plain["archive"] = {"key": manifest.archive.key, "days": manifest.archive.days}
    if manifest.texts is not None:
        plain["texts"] = {"days": manifest.texts.days}
    if manifest.branch_bands:
        plain["branch_bands"] = True
    return plain


def _from_plain(plain: Mapping[str, Any]) -> Manifest:
    if plain["manifest"] != VERSION:
        raise ValueError("version")
    return Manifest(
        wave=str(plain["wave"]),
        title=_text(plain["title"]),
        organisation=_text(plain["organisation"]),
        questionnaire=str(plain["questionnaire"]["questionnaire"]),
        digest=str(plain["questionnaire"]["digest"]),
        kind=WaveKind(plain["kind"]),
        participation=Participation(plain["participation"]),
        mode=Mode(plain["mode"]),
        strata=tuple(_stratum(line) for line in plain["strata"]),
        groups=tuple(ReportingGroup(group=str(line["group"]), title=_text(line["title"])) for line in plain["groups"]),
        opens=str(plain["window"]["opens"]),
        closes=str(plain["window"]["closes"]),
        results_on=str(plain["window"]["results_on"]),
        tally_keys=_names(plain["tally_keys"]),
        tables=tuple(
            PlannedTable(stub=str(line["stub"]), banner=_names(line["banner"]), chart=str(line["chart"]))
            for line in plain["tables"]
        ),
        thresholds=_thresholds(plain["thresholds"]),
        previous=plain["previous"],
        previous_release=plain["previous_release"],
        source=_text(plain["source"]) if "source" in plain else None,
        blind=_blind(plain["blind"]) if "blind" in plain else None,
        archive=Archive(key=str(plain["archive"]["key"]), days=plain["archive"]["days"])
        if "archive" in plain
        else None,
        texts=KeptTexts(days=plain["texts"]["days"]) if "texts" in plain else None,
        branch_bands=plain.get("branch_bands", False),
    )


def _blind(found: Mapping[str, Any]) -> BlindPromises:
    return BlindPromises(
        signing_keys=_names(found["signing_keys"]),
        addenda_key=str(found["addenda_key"]),
        scripts=_text(found["scripts"]),
        scripts_required=found["scripts_required"],
        collect_until=found["collect_until"],
        cast_from=found["cast_from"],
    )


def _stratum(line: Mapping[str, Any]) -> Stratum:
    headcount, spares = line["headcount"], line["spares"]
    if type(headcount) is not int or type(spares) is not int or headcount < 0 or spares < 0:
        raise ValueError("headcount")
    return Stratum(
        stratum=str(line["stratum"]),
        title=_text(line["title"]),
        group=str(line["group"]),
        branches=_names(line["branches"]),
        headcount=headcount,
        spares=spares,
    )


def _text(found: Mapping[str, str]) -> dict[str, str]:
    return {str(language): str(text) for language, text in found.items()}


def _names(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(name) for name in found)


def _thresholds(found: Mapping[str, int | float]) -> dict[str, int | float]:
    if not all(type(value) in {int, float} and "e" not in repr(value) for value in found.values()):
        raise TypeError("thresholds")
    return dict(found)


def _require_some(manifest: Manifest) -> None:
    """Refuse a wave that nobody could answer or open; an imported one has no keys, and says where it comes from."""
    imported = manifest.kind is WaveKind.IMPORT
    if imported != (manifest.source is not None):
        raise ValueError("source")
    keys = len(manifest.public_keys())
    if (keys != 0) if imported else (not 1 <= keys <= 2 or not manifest.strata):
        raise ValueError("keys or strata")


def _require_roll(manifest: Manifest) -> None:
    """Refuse a stratum without people; of an open wave, anything but its one stratum that has no roll and no slips."""
    if not manifest.is_open:
        if any(stratum.headcount < 1 for stratum in manifest.strata):
            raise ValueError("headcount")
        return
    of_nobody = [(one.headcount, one.spares, one.branches) == (0, 0, ()) for one in manifest.strata]
    if of_nobody != [True] or manifest.blind is None or manifest.mode is Mode.TWO_PHASE or manifest.branch_bands:
        raise ValueError("open")


def _require_blind(manifest: Manifest) -> None:
    """Refuse keys that are missing, shared or unsound, phases that overlap, and scripts without a sound hash."""
    blind = manifest.blind
    if blind is None:
        return
    keys = (*blind.signing_keys, blind.addenda_key)
    wanted = 0 if manifest.is_open else len(manifest.strata)
    if len(blind.signing_keys) != wanted or len(set(keys)) != len(keys):
        raise ValueError("signing keys")
    for key in keys:
        read_signing_text(key)
    if type(blind.scripts_required) is not bool or not all(map(_INTEGRITY.fullmatch, blind.scripts.values())):
        raise ValueError("scripts")
    two_phase = manifest.mode is Mode.TWO_PHASE
    if not two_phase and (blind.collect_until, blind.cast_from) != (None, None):
        raise ValueError("phases")
    if two_phase:
        until, since = str(blind.collect_until), str(blind.cast_from)
        _require_days(until, since)
        if not manifest.opens <= until < since <= manifest.closes:
            raise ValueError("phases")


def _require_archive(manifest: Manifest) -> None:
    """Refuse an archive that a custodian's tally key would open, or that would be kept for ever."""
    archive = manifest.archive
    if archive is None:
        return
    if type(archive.days) is not int or not 1 <= archive.days <= MOST_ARCHIVE_DAYS:
        raise ValueError("archive days")
    if fingerprint(read_public(archive.key)) in {fingerprint(key) for key in manifest.public_keys()}:
        raise ValueError("archive key")


def _require_texts(manifest: Manifest) -> None:
    """Refuse texts that would be kept for ever, and bands of branches that no archive could be counted for."""
    texts = manifest.texts
    if texts is not None and (type(texts.days) is not int or not 1 <= texts.days <= MOST_TEXT_DAYS):
        raise ValueError("text days")
    if type(manifest.branch_bands) is not bool or (manifest.branch_bands and manifest.archive is None):
        raise ValueError("branch bands")


def _number(value: float) -> int | float:
    """Return the value in the one spelling that Python and browsers share: 1, never 1.0."""
    return int(value) if float(value).is_integer() else value


def _require_days(*days: str) -> None:
    for day in days:
        if date.fromisoformat(day).isoformat() != day:
            raise ValueError("day")
