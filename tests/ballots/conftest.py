"""Keys made once: generating RSA-3072 takes longer than most tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_app.ballots.blind import new_signing_key, signing_text
from survey_app.ballots.keys import PrivateKey, new_key, public_text
from survey_app.ballots.manifest import (
    Archive,
    BlindPromises,
    Manifest,
    ReportingGroup,
    Stratum,
    WaveKind,
    text_hash,
)
from survey_app.questionnaire.model import PlannedTable


@pytest.fixture(scope="session")
def custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="session")
def second_custodian() -> PrivateKey:
    return new_key()


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def promised(manifest: Manifest, second_custodian: PrivateKey) -> Manifest:
    """A manifest with everything that blind rights need."""
    return replace(
        manifest,
        blind=BlindPromises(
            signing_keys=tuple(signing_text(new_signing_key()) for _ in manifest.strata),
            addenda_key=signing_text(new_signing_key()),
            scripts={"ballot/blind.js": "sha384-" + "A" * 64},
        ),
        archive=Archive(key=public_text(second_custodian)),
    )
