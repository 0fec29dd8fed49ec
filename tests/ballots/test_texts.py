"""Sealed texts: what opens them, and what does not."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from types import SimpleNamespace

import pytest

from survey_app.ballots import texts
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.texts import BLOCK, DamagedTextsError, Stage, head_of, open_texts, seal_texts

MANIFEST = "sha256:" + "ab" * 32
CONTENT = {"items": [{"item": "loi", "text": {"vi": "Đề xuất?"}, "texts": ["Họp ít hơn"]}]}


@pytest.fixture
def sealed(custodian: PrivateKey, second_custodian: PrivateKey) -> str:
    keys = [custodian.public_key(), second_custodian.public_key()]
    return seal_texts(
        CONTENT, stage=Stage.WRITTEN, wave="2025-Q4", manifest=MANIFEST, until=date(2026, 3, 1), keys=keys
    )


def test_either_custodian_opens_what_was_sealed(sealed: str, custodian: PrivateKey, second_custodian: PrivateKey):
    for key in (custodian, second_custodian):
        assert open_texts(sealed, stage=Stage.WRITTEN, manifest=MANIFEST, key=key) == CONTENT
    assert head_of(sealed)["until"] == "2026-03-01"
    assert "Họp" not in sealed


def test_one_text_and_fifty_have_the_same_size(custodian: PrivateKey):
    sizes = {
        len(
            seal_texts(
                {"items": [{"texts": ["một hai ba"] * count}]},
                stage=Stage.WRITTEN,
                wave="w",
                manifest=MANIFEST,
                until=date(2026, 3, 1),
                keys=[custodian.public_key()],
            )
        )
        for count in (1, 50)
    }
    assert len(sizes) == 1
    assert sizes.pop() > BLOCK


def test_the_same_content_and_draws_give_the_bytes_of_the_vector(root, custodian: PrivateKey, monkeypatch):
    vector = json.loads((root / "tests" / "vectors" / "sealed-texts.json").read_text(encoding="utf-8"))
    draws = [bytes.fromhex(vector["secret"]), bytes.fromhex(vector["iv"])]
    monkeypatch.setattr(texts, "os", SimpleNamespace(urandom=lambda _: draws.pop(0)))
    head = vector["head"]
    document = seal_texts(
        vector["content"],
        stage=Stage(head["stage"]),
        wave=head["wave"],
        manifest=head["manifest"],
        until=date.fromisoformat(head["until"]),
        keys=[custodian.public_key()],
    )
    closed = base64.b64decode(json.loads(document)["closed"])
    assert (len(closed), hashlib.sha256(closed).hexdigest()) == (vector["closed_bytes"], vector["closed_sha256"])
    assert head_of(document) == head


@pytest.mark.parametrize("field", ["stage", "wave", "manifest", "until", "wraps", "iv", "closed"])
def test_no_field_may_be_changed(sealed: str, custodian: PrivateKey, field: str):
    held = json.loads(sealed)
    held[field] = held[field][:-1] if field == "wraps" else "proposed" if field == "stage" else held[field][::-1]
    if field == "wraps":
        held[field] = held[field][::-1][:0]
    with pytest.raises(DamagedTextsError):
        open_texts(json.dumps(held), stage=Stage.WRITTEN, manifest=MANIFEST, key=custodian)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"sealed_texts": 2}', "[" * 5000])
def test_what_is_no_sealed_texts_is_refused(content: str, custodian: PrivateKey):
    with pytest.raises(DamagedTextsError):
        open_texts(content, stage=Stage.WRITTEN, manifest=MANIFEST, key=custodian)
