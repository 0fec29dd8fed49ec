"""Sealing, codes, words and manifests of the browser against the server's own, in node and in chromium."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from survey_app.ballots.addenda import (
    Addendum,
    AddendumKind,
    AddendumRejectedError,
    SignedAddendum,
    amend,
    standing_of,
)
from survey_app.ballots.blind import new_signing_key, signing_text
from survey_app.ballots.codes import CodeLengthError, MistypedCodeError, check_character, new_code, read_code
from survey_app.ballots.keys import PrivateKey, new_key, public_text
from survey_app.ballots.manifest import (
    BlindPromises,
    Manifest,
    Participation,
    ReportingGroup,
    Stratum,
    WaveKind,
    text_hash,
)
from survey_app.ballots.sealing import LONGEST_PAYLOAD, SIZE, open_ballot
from survey_app.ballots.words import fingerprint_words, javascript
from survey_app.questionnaire.model import PlannedTable

MANIFEST = "sha256:" + "ab" * 32


@pytest.fixture(scope="session")
def custodians() -> tuple[PrivateKey, PrivateKey]:
    return new_key(), new_key()


@pytest.fixture(scope="session")
def wave_key() -> PrivateKey:
    return new_signing_key()


@pytest.fixture(scope="session")
def manifest(custodians: tuple[PrivateKey, PrivateKey], wave_key: PrivateKey) -> Manifest:
    return Manifest(
        wave="2025-Q4",
        title={"vi": "Phiếu xin ý kiến quý", "en": "Quarterly poll"},
        organisation={"vi": "Đảng bộ Sở \u2028 \u007f 𝄞"},
        questionnaire="tam-trang-quy",
        digest=text_hash("bộ câu hỏi"),
        kind=WaveKind.REAL,
        strata=tuple(
            Stratum(stratum=name, title={"vi": name}, group="g1", branches=(name,), headcount=12, spares=2)
            for name in ("cb-01", "cb-02")
        ),
        groups=(ReportingGroup(group="g1", title={"vi": "Khối văn phòng"}),),
        opens="2025-12-01",
        closes="2025-12-10",
        results_on="2025-12-30",
        tally_keys=tuple(public_text(key) for key in custodians),
        tables=(PlannedTable(stub="tin_tuong.cap_uy", banner=("total", "group")),),
        blind=BlindPromises(
            signing_keys=(signing_text(new_signing_key()), signing_text(new_signing_key())),
            addenda_key=signing_text(wave_key),
            scripts={"ballot/blind.js": "sha384-" + "A" * 64},
        ),
    )


def refusal(script: Any, *call: Any) -> str:
    with pytest.raises(Exception) as caught:  # noqa: PT011 -- the class is the conftest's, its text is looked at
        script(*call)
    assert type(caught.value).__name__ == "RefusedError", caught.value
    return str(caught.value)


def pairs(addenda: list[SignedAddendum]) -> list[dict[str, str]]:
    return [{"text": each.addendum.canonical(), "signature": each.signature} for each in addenda]


@pytest.mark.parametrize("custodian", [0, 1])
def test_a_ballot_sealed_in_the_browser_is_opened_by_either_custodian(script: Any, custodians: Any, custodian: int):
    items, texts = {"tin_tuong.cap_uy": 4, "ap_luc": [1, 3]}, {"y_kien": 'Đường làng "sụt" — cần sửa 𝄞\n'}
    payload = script("payloadOf", items, texts)
    expected = json.dumps(
        {"v": 1, "items": items, "texts": texts}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert bytes.fromhex(payload).decode() == expected
    options = {"stratum": 258, "hash": MANIFEST, "keys": [public_text(key) for key in custodians]}
    ballot = bytes.fromhex(script("seal", payload, options))
    assert len(ballot) == SIZE
    opened = open_ballot(ballot, stratum=258, manifest_hash=MANIFEST, key=custodians[custodian])
    assert opened == bytes.fromhex(payload)
    assert script("receiptOf", ballot.hex()) == hashlib.sha256(ballot).hexdigest()


@pytest.mark.parametrize("length", [0, 1, LONGEST_PAYLOAD])
def test_every_ballot_has_one_size(script: Any, custodians: Any, length: int):
    options = {"stratum": 0, "hash": MANIFEST, "keys": [public_text(custodians[0])]}
    payload = bytes([0x80] * length)
    ballot, other = (bytes.fromhex(script("seal", payload.hex(), options)) for _ in range(2))
    assert len(ballot) == SIZE
    assert open_ballot(ballot, stratum=0, manifest_hash=MANIFEST, key=custodians[0]) == payload
    assert ballot[3:387] != other[3:387]
    assert ballot[387:771] != other[387:771]


def test_what_cannot_be_sealed_is_refused(script: Any, custodians: Any):
    keys = [public_text(custodians[0])]
    sound = {"stratum": 0, "hash": MANIFEST, "keys": keys}
    assert refusal(script, "seal", "00" * (LONGEST_PAYLOAD + 1), sound) == "ballot-too-large"
    small = signing_text(new_signing_key())
    three = public_text(rsa.generate_private_key(public_exponent=3, key_size=3072))
    for changed, reason in (
        ({"keys": []}, "tally-keys"),
        ({"keys": keys * 3}, "tally-keys"),
        ({"keys": ["x"]}, "tally-keys"),
        ({"keys": [three]}, "tally-keys"),
        ({"keys": [f"-----BEGIN PUBLIC KEY-----\n{small}\n-----END PUBLIC KEY-----\n"]}, "tally-keys"),
        ({"stratum": 65536}, "stratum"),
        ({"stratum": -1}, "stratum"),
        ({"hash": "ab"}, "hash"),
    ):
        assert refusal(script, "seal", "7b7d", sound | changed) == reason


def test_codes_are_read_alike(script: Any):
    for code in [new_code() for _ in range(20)]:
        for typed in (
            code,
            code.lower(),
            code.replace("-", " "),
            code.replace("0", "o").replace("1", "l"),
            f"\t{code}\u200b",
        ):
            assert script("readCode", typed) == read_code(typed) == code
        assert script("checkCharacter", code.replace("-", "")[:12]) == check_character(code.replace("-", "")[:12])


def test_mistyped_codes_are_refused_alike(script: Any):
    code = new_code()
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed in (swapped, "U" + code[1:], code + "0", code[:-1], "", "é" + code[1:], "𝄞" + code[1:], "x" * 300):
        with pytest.raises(MistypedCodeError) as caught:
            read_code(typed)
        expected = "code-length" if isinstance(caught.value, CodeLengthError) else "code-mistyped"
        assert refusal(script, "readCode", typed) == expected


def test_the_browsers_words_are_the_servers(root: Path):
    kept = (root / "survey_app" / "web" / "static" / "ballot" / "words.js").read_text(encoding="utf-8")
    assert kept == javascript(), "write survey_app.ballots.words.javascript() into words.js"


def test_a_manifest_has_one_hash_and_eight_words(script: Any, manifest: Manifest):
    read = script("readManifest", manifest.canonical())
    assert read == {"hash": manifest.hash, "words": list(fingerprint_words(manifest.hash))}
    stricter = replace(manifest, thresholds={**manifest.thresholds, "coverage": 0.85, "minimum": 12.0})
    assert script("readManifest", stricter.canonical())["hash"] == stricter.hash
    shown = [word.upper() for word in read["words"]]
    assert script("requireWords", manifest.canonical(), shown)
    typed = [word.replace("đ", "d").replace("à", "a") for word in read["words"]]
    assert script("requireWords", manifest.canonical(), typed)


def test_canonical_texts_are_written_alike(script: Any):
    fields = {"b": 1, "ă": [1.5, True, None, '\x00\x1f\x7f\u2028\ud7ff😀"\\/'], "\uffee": 0, "😀": {}, "10": 1, "9": -2}
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert script("canonical", json.dumps(fields)) == text


def test_a_replaced_manifest_is_noticed(script: Any, manifest: Manifest):
    """A key made for one member either stands in a manifest with other words, or is not in the manifest."""
    shown = list(fingerprint_words(manifest.hash))
    own = replace(manifest.blind, signing_keys=(signing_text(new_signing_key()), manifest.blind.signing_keys[1]))
    forged = replace(manifest, blind=own)
    assert refusal(script, "requireWords", forged.canonical(), shown) == "words-differ"
    assert script("stratumKey", manifest.canonical(), 1) == manifest.blind.signing_keys[1]
    for broken in (
        replace(manifest, blind=None),
        replace(manifest, blind=replace(manifest.blind, signing_keys=manifest.blind.signing_keys[:1])),
        replace(manifest, blind=replace(manifest.blind, signing_keys=manifest.blind.signing_keys[:1] * 2)),
    ):
        assert refusal(script, "stratumKey", broken.canonical(), 0) == "signing-keys"


def test_a_wave_with_slips_cannot_be_shown_as_an_open_one(script: Any, manifest: Manifest):
    assert script("isOpen", manifest.canonical()) is False
    assert refusal(script, "isOpen", replace(manifest, participation=Participation.OPEN).canonical()) == "open-wave"


def test_texts_that_are_no_canonical_manifest_are_refused(script: Any, manifest: Manifest):
    text = manifest.canonical()
    for broken, reason in (
        ("", "manifest-unreadable"),
        ("null", "manifest-not-canonical"),
        (json.dumps(json.loads(text)), "manifest-not-canonical"),
        (text.replace("{", '{"blind":{},', 1), "manifest-not-canonical"),
        (text.replace('"manifest":1', '"manifest":2'), "manifest-version"),
    ):
        assert refusal(script, "readManifest", broken) == reason


def test_chains_are_checked_alike(script: Any, manifest: Manifest):
    second = replace(manifest, wave="2026-Q1", previous=manifest.hash)
    assert script("requireChain", [manifest.canonical(), second.canonical()])
    assert refusal(script, "requireChain", [second.canonical()]) == "chain"
    assert refusal(script, "requireChain", [replace(manifest, closes="2025-12-11").canonical(), second.canonical()])


def test_addenda_are_checked_alike(script: Any, manifest: Manifest, wave_key: PrivateKey):
    text, addenda = manifest.canonical(), []
    common = {"today": date(2025, 12, 9), "key": wave_key}
    addenda.append(amend(manifest, addenda, AddendumKind.EXTEND, days=10, **common))
    addenda.append(amend(manifest, addenda, AddendumKind.SPARES, stratum=1, count=3, **common))
    addenda.append(amend(manifest, addenda, AddendumKind.EXTEND, days=4, **common))
    addenda.append(amend(manifest, addenda, AddendumKind.CANCEL, **common))
    for count in range(5):
        standing = standing_of(manifest, addenda[:count])
        assert script("standingOf", text, pairs(addenda[:count])) == {
            "head": standing.head,
            "closes": standing.closes,
            "resultsOn": standing.results_on,
            "spares": list(standing.spares),
            "cancelled": standing.cancelled,
        }
    assert standing.closes == "2025-12-24"
    signed = pairs(addenda)
    altered = {**signed[0], "text": signed[0]["text"].replace('"days":10', '"days":11')}
    foreign = pairs([SignedAddendum(addendum=addenda[0].addendum, signature=addenda[1].signature)])
    assert refusal(script, "standingOf", text, [altered]) == "addendum-signature"
    assert refusal(script, "standingOf", text, foreign) == "addendum-signature"
    assert refusal(script, "standingOf", text, signed[1:]) == "addendum-chain"
    assert refusal(script, "standingOf", text, [signed[0], signed[0]]) == "addendum-chain"
    unsigned = replace(manifest, blind=None)
    assert refusal(script, "standingOf", unsigned.canonical(), signed[:1]) == "addendum-key"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"days": 15}, "addendum-days"),
        ({"days": 0}, "addendum-days"),
        ({"days": None}, "addendum-fields"),
        ({"count": 1}, "addendum-fields"),
        ({"wave": "2026-Q1"}, "addendum-chain"),
        ({"number": 2}, "addendum-chain"),
        ({"previous": MANIFEST}, "addendum-chain"),
        ({"day": "2025-12-11"}, "addendum-closed"),
        ({"kind": AddendumKind.SPARES, "days": None, "stratum": 2, "count": 1}, "addendum-spares"),
        ({"kind": AddendumKind.SPARES, "days": None, "stratum": 0, "count": 501}, "addendum-spares"),
        ({"kind": AddendumKind.SPARES, "days": None, "stratum": 0, "count": 0}, "addendum-spares"),
        ({"kind": AddendumKind.SPARES, "days": None, "count": 3}, "addendum-fields"),
        ({"kind": AddendumKind.CANCEL}, "addendum-fields"),
    ],
)
def test_what_the_closed_list_does_not_allow_is_refused_alike(
    script: Any, manifest: Manifest, wave_key: PrivateKey, changed: dict[str, Any], reason: str
):
    """Signed with the wave's own key, as a dishonest server could."""
    sound = Addendum(
        wave=manifest.wave, number=1, previous=manifest.hash, kind=AddendumKind.EXTEND, day="2025-12-09", days=14
    )
    for addendum, refused in ((sound, False), (replace(sound, **changed), True)):
        signature = wave_key.sign(
            addendum.canonical().encode(), padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384()
        )
        signed = SignedAddendum(addendum=addendum, signature=base64.b64encode(signature).decode())
        if not refused:
            assert standing_of(manifest, [signed]).closes == "2025-12-24"
            assert script("standingOf", manifest.canonical(), pairs([signed]))["closes"] == "2025-12-24"
            continue
        with pytest.raises(AddendumRejectedError):
            standing_of(manifest, [signed])
        assert refusal(script, "standingOf", manifest.canonical(), pairs([signed])) == reason


def test_the_modules_are_small(root: Path):
    """The whole scripted form may weigh 60 KB; these modules take a small part of it."""
    folder = root / "survey_app" / "web" / "static" / "ballot"
    weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in folder.glob("*.js")}
    assert {"blind.js", "seal.js", "manifest.js", "words.js", "code.js"} <= set(weights)
    assert sum(weights.values()) <= 12_000, weights


def test_the_modules_ask_nobody_else_and_keep_nothing(root: Path):
    for path in (root / "survey_app" / "web" / "static" / "ballot").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for forbidden in (
            "fetch(",
            "XMLHttpRequest",
            "localStorage",
            "sessionStorage",
            "Math.random",
            "eval(",
            "document",
            "http",
        ):
            assert forbidden not in text, (path.name, forbidden)
