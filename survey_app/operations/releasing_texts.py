"""Answers in words, from their seal to the committee's page: approved report, reading in two steps, frozen release.

The server writes a bundle once the report is approved. On the custodian's computer the reporter proposes, text by text,
what to take out or to withhold; the proposals are sealed again. Then the committee decides on what was proposed, and
never sees what was taken out. Only texts decided so are written in the open: a document with a hash of its own, naming
the release of the wave and the document before it. It is taken in once and never made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

import survey_app
from analysis.disclosure import Rules
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.manifest import Manifest, read_manifest
from survey_app.ballots.texts import DamagedTextsError, Stage, head_of, open_texts, seal_texts
from survey_app.errors import SurveyError
from survey_app.language import N_, Said, Text
from survey_app.operations.keeping_texts import destroy, texts_file
from survey_app.operations.ledger import latest, ledger
from survey_app.operations.permissions import APPROVERS, TITLES, Role
from survey_app.operations.redacting import blackened, marks_of, plainly, tells_anything, tidied
from survey_app.operations.waves import find_wave, manifest_of
from survey_app.store import Stores
from survey_app.store.words import ApprovalRecord, TextsRecord

VERSION = 1


class NotReleasedError(SurveyError):
    """Texts of a wave without a release."""

    code = "texts-not-released"
    found = N_("Đợt {wave} chưa có bản phát hành, nên chưa duyệt báo cáo và chưa đọc phần chữ được.")
    fix = N_("Đóng đợt và kiểm phiếu trước.")


class NotApprovedError(SurveyError):
    """Texts asked for before the report on the wave is approved."""

    code = "texts-not-approved"
    found = N_("Báo cáo của đợt {wave} chưa được duyệt; trước lúc đó không ai đọc phần chữ.")
    fix = N_(
        "Cấp ủy hoặc báo cáo viên duyệt ở trang “Ý kiến bằng lời” của đợt, hoặc: survey texts approve {wave} --by TÊN."
    )


class NoTextsError(SurveyError):
    """A wave that keeps no texts, or no longer."""

    code = "texts-none"
    found = N_("Không có phần chữ niêm phong của đợt {wave}.")
    fix = N_("Phần chữ chỉ được giữ khi mở đợt bằng --texts, và bị hủy khi đã công bố hoặc hết hạn.")


class ForeignBundleError(SurveyError):
    """A file that holds no texts of this step."""

    code = "texts-file"
    found = N_("Tệp này không phải phần chữ ở bước này, hoặc đã bị sửa.")
    fix = N_("Theo thứ tự: survey texts export, propose, decide, import; mỗi bước dùng nguyên tệp của bước trước.")


class NoApproverError(SurveyError):
    """An account that may not say that a report is approved, or none."""

    code = "texts-approver"
    found = N_("{who} không duyệt được báo cáo của đợt {wave}.")
    fix = N_("Duyệt bằng tài khoản của cấp ủy hoặc báo cáo viên; các tài khoản: survey staff list.")


class OneReaderError(SurveyError):
    """The same person in both steps, or somebody whose role it is not."""

    code = "texts-two-readers"
    found = N_("{who} không được làm bước này: {role} phải là một người khác, có tài khoản với vai trò ấy.")
    fix = N_("Báo cáo viên đề xuất, một người của cấp ủy quyết định; hai người khác nhau.")


class TextsReleasedError(SurveyError):
    """Texts that do not follow the ones released before, or a wave that has some."""

    code = "texts-released"
    found = N_("Phần chữ của đợt {wave} đã công bố rồi, hoặc sổ phần chữ đã có thêm bản khác từ khi xuất tệp.")
    fix = N_("Bản đã công bố không thay được. Nếu đợt chưa có bản nào: xuất lại và đọc lại từ đầu.")


class BrokenTextsError(SurveyError):
    """Released texts that were changed, or do not follow one another."""

    code = "texts-broken"
    found = N_("Sổ phần chữ đứt ở đợt {wave}: nội dung không khớp mã băm, hoặc không nối với bản trước.")
    fix = N_("Khôi phục sổ đăng ký từ bản sao lưu gần nhất; không công bố thêm khi sổ còn đứt.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedItem:
    """The texts of one item that were decided to be shown. ``received`` is rounded to base 3."""

    item: str
    text: Text
    received: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRelease:
    """All decided texts of one wave, frozen; ``release`` is the hash of the cube that stood when they were read."""

    wave: str
    manifest: str
    release: str
    previous: str | None
    proposed_by: str
    decided_by: str
    items: tuple[ReleasedItem, ...]
    code: str
    hash: str = ""

    def document(self) -> dict[str, Any]:
        """Return the document without its hash."""
        return {
            "released_texts": VERSION,
            "wave": self.wave,
            "manifest": self.manifest,
            "release": self.release,
            "previous": self.previous,
            "proposed_by": self.proposed_by,
            "decided_by": self.decided_by,
            "code": self.code,
            "items": [
                {"item": one.item, "text": dict(one.text), "received": one.received, "shown": list(one.shown)}
                for one in self.items
            ],
        }

    def canonical(self) -> str:
        """Return the canonical JSON, the hash inside."""
        return _canonical({**self.document(), "hash": self.hash})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One text before a reader: which of how many, of which item, what is proposed, names that the wave knows."""

    item: str
    wording: Text
    number: int
    of: int
    text: str
    proposed: str = ""
    known: tuple[str, ...] = ()


Reader: TypeAlias = Callable[[Reading], str | None]
"""Says what becomes of a text: the text to be shown, None to withhold it."""


# --- on the server ----------------------------------------------------------------------------------------------------


def approve(stores: Stores, wave: str, *, staff: str, day: str) -> ApprovalRecord:
    """Return the approval of the report on a wave; the first one stands.

    Raises
    ------
    NotReleasedError, NoApproverError
        There is nothing to approve yet, or the account may not.
    """
    find_wave(stores, wave)
    if stores.registry.release(wave) is None:
        raise NotReleasedError(wave=wave)
    account = stores.registry.staff(staff)
    if account is None or account.role not in APPROVERS:
        raise NoApproverError(who=staff, wave=wave)
    stores.words.approve(ApprovalRecord(wave=wave, day=day, staff=staff))
    standing = stores.words.approval(wave)
    assert standing is not None  # noqa: S101 -- written above
    return standing


def export_texts(stores: Stores, wave: str) -> str:
    """Return the bundle for the custodian: the sealed texts, and what their release will name.

    Raises
    ------
    NotReleasedError, NotApprovedError, NoTextsError
        Nothing may be read yet, or there is nothing.
    """
    record = find_wave(stores, wave)
    cube = next((one for one in latest(ledger(stores)) if one.wave == wave), None)
    if cube is None:
        raise NotReleasedError(wave=wave)
    if stores.words.approval(wave) is None:
        raise NotApprovedError(wave=wave)
    path = texts_file(stores.folder, wave)
    if not path.exists():
        raise NoTextsError(wave=wave)
    held = released_texts(stores)
    bundle = {
        "texts_bundle": VERSION,
        "manifest": record.manifest,
        "release": cube.hash,
        "previous": held[-1].hash if held else None,
        "received": {text.item: text.count for text in cube.texts},
        "sealed": path.read_text(encoding="utf-8"),
    }
    return _canonical(bundle)


def import_texts(stores: Stores, content: str) -> TextRelease:
    """Return the decided texts as they stand in the ledger now; what was sealed is destroyed.

    Raises
    ------
    ForeignBundleError, NotApprovedError, OneReaderError, TextsReleasedError
        Nothing was written.
    """
    release = read_texts(content)
    record = find_wave(stores, release.wave)
    manifest = manifest_of(record)
    if stores.words.approval(release.wave) is None:
        raise NotApprovedError(wave=release.wave)
    known = {cube.hash for cube in ledger(stores) if cube.wave == release.wave}
    if manifest.texts is None or release.manifest != manifest.hash or release.release not in known:
        raise ForeignBundleError
    _require_readers(stores, release)
    held = released_texts(stores)
    standing = next((one for one in held if one.wave == release.wave), None)
    if standing is None:
        row = TextsRecord(wave=release.wave, hash=release.hash, previous=release.previous, document=release.canonical())
        if release.previous != (held[-1].hash if held else None) or not stores.words.add(row):
            raise TextsReleasedError(wave=release.wave)
    elif standing.hash != release.hash:
        raise TextsReleasedError(wave=release.wave)
    destroy(texts_file(stores.folder, release.wave))
    return release


def released_texts(stores: Stores) -> tuple[TextRelease, ...]:
    """Return every document of released texts along its chain, oldest first.

    Raises
    ------
    BrokenTextsError
        One was changed, or does not follow another.
    """
    held: dict[str | None, TextRelease] = {}
    for record in stores.words.released():
        try:
            release = read_texts(record.document)
        except ForeignBundleError:
            raise BrokenTextsError(wave=record.wave) from None
        if (release.wave, release.hash) != (record.wave, record.hash):
            raise BrokenTextsError(wave=record.wave)
        held[release.previous] = release
    ordered: list[TextRelease] = []
    while (following := held.pop(ordered[-1].hash if ordered else None, None)) is not None:
        ordered.append(following)
    if held:
        raise BrokenTextsError(wave=next(iter(held.values())).wave)
    return tuple(ordered)


def _require_readers(stores: Stores, release: TextRelease) -> None:
    for who, role in ((release.proposed_by, Role.REPORTER), (release.decided_by, Role.COMMITTEE)):
        account = stores.registry.staff(who)
        if account is None or account.role != role.value:
            raise OneReaderError(who=who, role=Said(TITLES[role]))


# --- on the custodian's computer --------------------------------------------------------------------------------------


def propose(bundle: str, key: PrivateKey, *, by: str, reader: Reader) -> str:
    """Return the proposals of the reporter, sealed again; nothing of what was read is left in the open.

    Parameters
    ----------
    reader : is given every text with what the assistant proposes, and says what is to be shown of it; nothing is
        shown of an empty one. Items with fewer texts than the threshold are not read at all.

    Raises
    ------
    ForeignBundleError, DamagedTextsError
        It is no bundle, or not for this key.
    """
    held, manifest = _bundle(bundle)
    content = _opened(held, manifest, Stage.WRITTEN, key)
    known = names_of(manifest)
    items = []
    for one in content["items"]:
        if len(one["texts"]) < Rules().texts:
            continue  # dropped at the tally already, unless something else sealed them
        proposed = []
        for number, written in enumerate(one["texts"], start=1):
            text = tidied(written)
            said = reader(
                Reading(
                    item=one["item"],
                    wording=one["text"],
                    number=number,
                    of=len(one["texts"]),
                    text=text,
                    proposed=_suggestion(text, known),
                    known=tuple(known),
                )
            )
            if said is not None and (said := plainly(said)):
                proposed.append(said)
        items.append({"item": one["item"], "text": one["text"], "texts": proposed})
    until = date.fromisoformat(head_of(held["sealed"])["until"])
    sealed = seal_texts(
        {"items": items, "by": by},
        stage=Stage.PROPOSED,
        wave=manifest.wave,
        manifest=manifest.hash,
        until=until,
        keys=manifest.public_keys(),
    )
    return _canonical({**held, "sealed": sealed})


def _suggestion(text: str, known: Sequence[str]) -> str:
    """Return the text as the assistant would show it; empty where nothing is left of it."""
    marks = marks_of(text, known)
    return plainly(blackened(text, marks)) if tells_anything(text, marks) else ""


def decide_texts(bundle: str, key: PrivateKey, *, by: str, reader: Reader) -> TextRelease:
    """Return the texts that the committee lets through, as the reporter proposed them or not at all.

    Parameters
    ----------
    reader : is given every proposed text; anything but None lets it through unchanged.

    Raises
    ------
    ForeignBundleError, DamagedTextsError
        It holds no proposals, or not for this key.
    OneReaderError
        The one who decides is the one who proposed.
    """
    held, manifest = _bundle(bundle)
    content = _opened(held, manifest, Stage.PROPOSED, key)
    if content["by"] == by:
        raise OneReaderError(who=by, role=Said(TITLES[Role.COMMITTEE]))
    items = []
    for one in content["items"]:
        texts = one["texts"]
        shown = tuple(
            text
            for number, text in enumerate(texts, start=1)
            if reader(Reading(item=one["item"], wording=one["text"], number=number, of=len(texts), text=text))
            is not None
        )
        received = int(held["received"].get(one["item"], 0))
        items.append(ReleasedItem(item=one["item"], text=one["text"], received=received, shown=shown))
    release = TextRelease(
        wave=manifest.wave,
        manifest=manifest.hash,
        release=held["release"],
        previous=held["previous"],
        proposed_by=content["by"],
        decided_by=by,
        items=tuple(items),
        code=survey_app.__version__,
    )
    return replace(release, hash=_hash(release.document()))


def names_of(manifest: Manifest) -> tuple[str, ...]:
    """Return the names of branches and reporting groups, in every language."""
    strata = [text for stratum in manifest.strata for text in stratum.title.values()]
    return tuple(dict.fromkeys([*strata, *(text for group in manifest.groups for text in group.title.values())]))


def read_texts(content: str) -> TextRelease:
    """Return the decided texts in a document, its hash checked.

    Raises
    ------
    ForeignBundleError
        It is none, or was changed.
    """
    held = _json(content)
    try:
        release = TextRelease(
            wave=held["wave"],
            manifest=held["manifest"],
            release=held["release"],
            previous=held["previous"],
            proposed_by=held["proposed_by"],
            decided_by=held["decided_by"],
            items=tuple(
                ReleasedItem(item=one["item"], text=one["text"], received=one["received"], shown=tuple(one["shown"]))
                for one in held["items"]
            ),
            code=held["code"],
            hash=held["hash"],
        )
    except (KeyError, TypeError):
        raise ForeignBundleError from None
    if release.hash != _hash(release.document()) or release.canonical() != content.strip():
        raise ForeignBundleError
    return release


def _bundle(content: str) -> tuple[Mapping[str, Any], Manifest]:
    held = _json(content)
    fields = {"texts_bundle", "manifest", "release", "previous", "received", "sealed"}
    if set(held) != fields or held["texts_bundle"] != VERSION:
        raise ForeignBundleError
    return held, read_manifest(held["manifest"])


def _opened(held: Mapping[str, Any], manifest: Manifest, stage: Stage, key: PrivateKey) -> Mapping[str, Any]:
    content = open_texts(held["sealed"], stage=stage, manifest=manifest.hash, key=key)
    if not isinstance(content.get("items"), Sequence):
        raise DamagedTextsError
    return content


def _json(content: str) -> dict[str, Any]:
    try:
        held = json.loads(content)
    except (ValueError, RecursionError):
        raise ForeignBundleError from None
    if not isinstance(held, dict):
        raise ForeignBundleError
    return held


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash(document: Mapping[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(_canonical(document).encode()).hexdigest()
