from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace

import pytest

from survey_app.ballots.keys import PrivateKey, fingerprint, public_text
from survey_app.ballots.manifest import (
    BrokenChainError,
    Manifest,
    ManifestRejectedError,
    Mode,
    Participation,
    ReportingGroup,
    Stratum,
    WaveKind,
    check_chain,
    read_manifest,
    text_hash,
)
from survey_app.questionnaire.model import PlannedTable


@pytest.fixture(scope="module")
def manifest(custodian: PrivateKey) -> Manifest:
    return Manifest(
        wave="2025-Q4",
        title={"vi": "Phiếu xin ý kiến quý", "en": "Quarterly poll"},
        organisation={"vi": "Đảng bộ Sở"},
        questionnaire="tam-trang-quy",
        digest=text_hash("bộ câu hỏi"),
        kind=WaveKind.REAL,
        strata=(
            Stratum(stratum="cb-01", title={"vi": "Chi bộ 1"}, group="g1", branches=("cb-01",), headcount=12, spares=2),
            Stratum(stratum="cb-02+cb-03", title={"vi": "…"}, group="g1", branches=("cb-02", "cb-03"), headcount=13),
        ),
        groups=(ReportingGroup(group="g1", title={"vi": "Khối văn phòng"}),),
        opens="2025-12-01",
        closes="2025-12-10",
        results_on="2025-12-20",
        tally_keys=(public_text(custodian),),
        tables=(PlannedTable(stub="tin_tuong.cap_uy", banner=("total", "group")),),
    )


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
