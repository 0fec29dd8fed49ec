from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest

from survey_app.ballots.blind import signing_text
from survey_app.ballots.keys import PrivateKey, fingerprint, public_text, require_key_of
from survey_app.ballots.manifest import (
    BrokenChainError,
    Manifest,
    ManifestRejectedError,
    Mode,
    Participation,
    WaveKind,
    check_chain,
    read_manifest,
    text_hash,
)
from survey_app.ballots.sealing import open_ballot, seal


def test_a_manifest_reads_back_as_itself(manifest: Manifest, custodian: PrivateKey):
    again = read_manifest(manifest.canonical())
    assert again == manifest
    assert again.hash == manifest.hash == text_hash(manifest.canonical())
    assert again.headcount == 25
    assert [fingerprint(key) for key in again.public_keys()] == [fingerprint(custodian)]


def test_an_imported_wave_has_a_source_and_no_key(manifest: Manifest):
    imported = replace(
        manifest,
        kind=WaveKind.IMPORT,
        tally_keys=(),
        source={"mapping": "cu", "kind": "rows"},
        participation=Participation.IMPORTED,
        mode=Mode.IMPORTED,
    )
    assert read_manifest(imported.canonical()) == imported
    assert "source" not in json.loads(manifest.canonical())
    for broken in (
        replace(imported, source=None),
        replace(imported, tally_keys=manifest.tally_keys),
        replace(manifest, source={"mapping": "cu"}),
        replace(manifest, tally_keys=()),
    ):
        with pytest.raises(ManifestRejectedError):
            read_manifest(broken.canonical())


def test_promises_about_blind_rights_and_the_archive_read_back(promised: Manifest):
    again = read_manifest(promised.canonical())
    assert again == promised
    assert signing_text(again.blind.stratum_key(1)) == promised.blind.signing_keys[1]
    assert again.archive.days == 90
    two = replace(
        promised,
        mode=Mode.TWO_PHASE,
        blind=replace(promised.blind, collect_until="2025-12-04", cast_from="2025-12-05", scripts_required=True),
    )
    assert read_manifest(two.canonical()) == two
    assert read_manifest(replace(promised, archive=None).canonical()).archive is None


def test_a_manifest_of_before_stays_what_it_was(manifest: Manifest):
    assert not {"blind", "archive", "source"} & set(json.loads(manifest.canonical()))
    assert read_manifest(manifest.canonical()).blind is None


def test_a_whole_number_has_one_spelling(manifest: Manifest):
    spelt = replace(manifest, thresholds={**manifest.thresholds, "minimum": 12.0})
    assert '"minimum":12,' in spelt.canonical()
    assert read_manifest(spelt.canonical()) == spelt
    tiny = replace(manifest, thresholds={**manifest.thresholds, "coverage": 1e-7})
    with pytest.raises(ManifestRejectedError):
        read_manifest(tiny.canonical())


def test_two_custodians_may_be_named_and_no_third(
    manifest: Manifest, custodian: PrivateKey, second_custodian: PrivateKey
):
    both = (public_text(custodian), public_text(second_custodian))
    two = read_manifest(replace(manifest, tally_keys=both).canonical())
    ballot = seal(b"x", stratum=0, manifest_hash=two.hash, keys=two.public_keys())
    for key in (custodian, second_custodian):
        require_key_of(two.tally_keys, key)
        assert open_ballot(ballot, stratum=0, manifest_hash=two.hash, key=key) == b"x"
    with pytest.raises(ManifestRejectedError):
        read_manifest(replace(manifest, tally_keys=(*both, both[0])).canonical())


def test_promises_that_would_not_hold_are_refused(promised: Manifest):
    blind, keys = promised.blind, promised.blind.signing_keys
    broken_blind = [
        {"signing_keys": keys[:1]},
        {"signing_keys": keys[:1] * 2},
        {"signing_keys": (keys[0], "x")},
        {"addenda_key": keys[0]},
        {"addenda_key": promised.tally_keys[0]},
        {"scripts": {"ballot/blind.js": "sha256-abc"}},
        {"scripts_required": 1},
        {"collect_until": "2025-12-04", "cast_from": "2025-12-05"},
    ]
    phases = [
        (None, None),
        ("2025-12-05", "2025-12-05"),
        ("2025-11-30", "2025-12-05"),
        ("2025-12-04", "2025-12-11"),
        ("4/12/2025", "2025-12-05"),
    ]
    broken = [replace(promised, blind=replace(blind, **changed)) for changed in broken_blind]
    broken += [
        replace(promised, mode=Mode.TWO_PHASE, blind=replace(blind, collect_until=until, cast_from=since))
        for until, since in phases
    ]
    broken += [replace(promised, archive=replace(promised.archive, days=days)) for days in (0, 367, True)]
    broken.append(replace(promised, archive=replace(promised.archive, key=promised.tally_keys[0])))
    for manifest in broken:
        with pytest.raises(ManifestRejectedError):
            read_manifest(manifest.canonical())


def test_the_canonical_text_is_sorted_and_bare(manifest: Manifest):
    text = manifest.canonical()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert "Đảng bộ Sở" in text


def test_the_order_in_which_titles_were_written_does_not_matter(manifest: Manifest):
    turned = replace(manifest, title=dict(reversed(manifest.title.items())))
    assert turned.hash == manifest.hash


def test_a_manifest_cannot_be_changed(manifest: Manifest):
    with pytest.raises(FrozenInstanceError):
        manifest.wave = "2026-Q1"  # type: ignore[misc]  # the refusal is the test


def test_every_promise_changes_the_hash(manifest: Manifest):
    changed = [
        replace(manifest, closes="2025-12-11"),
        replace(manifest, kind=WaveKind.SIMULATED),
        replace(manifest, digest=text_hash("khác")),
        replace(manifest, strata=manifest.strata[:1]),
        replace(manifest, thresholds={**manifest.thresholds, "minimum": 12}),
        replace(manifest, tables=()),
        replace(manifest, previous=text_hash("x")),
        replace(manifest, previous_release=text_hash("x")),
    ]
    assert len({each.hash for each in changed} | {manifest.hash}) == 9


def test_texts_that_are_no_canonical_manifest_are_refused(manifest: Manifest):
    fields = json.loads(manifest.canonical())

    def without(name: str) -> str:
        return json.dumps({key: value for key, value in fields.items() if key != name})

    def compact(changed: dict[str, object]) -> str:
        return json.dumps(fields | changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    refused = [
        "",
        "null",
        "{}",
        "[" * 100_000,
        json.dumps(fields),
        without("strata"),
        compact({"extra": 1}),
        compact({"manifest": 2}),
        compact({"kind": "secret"}),
        compact({"wave": 1}),
        compact({"tally_keys": ["x"]}),
        compact({"tally_keys": []}),
        compact({"thresholds": {"minimum": True}}),
        compact({"window": {"opens": "1/12/2025", "closes": "2025-12-10", "results_on": "2025-12-20"}}),
        compact({"strata": [fields["strata"][0] | {"headcount": "12"}]}),
        compact({"strata": [fields["strata"][0] | {"headcount": 0}]}),
    ]
    for text in refused:
        with pytest.raises(ManifestRejectedError):
            read_manifest(text)


def test_a_chain_holds_and_a_replaced_manifest_breaks_it(manifest: Manifest):
    second = replace(manifest, wave="2026-Q1", previous=manifest.hash)
    third = replace(manifest, wave="2026-Q2", previous=second.hash)
    check_chain([manifest, second, third])
    check_chain([])
    with pytest.raises(BrokenChainError) as refusal:
        check_chain([replace(manifest, closes="2025-12-31"), second, third])
    assert "2026-Q1" in refusal.value.render("vi")
    with pytest.raises(BrokenChainError):
        check_chain([manifest, third])
