from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from survey_app.ballots.addenda import (
    AddendumKind,
    AddendumRejectedError,
    SignedAddendum,
    amend,
    read_addendum,
    standing_of,
)
from survey_app.ballots.blind import new_signing_key, signing_text
from survey_app.ballots.keys import PrivateKey
from survey_app.ballots.manifest import Manifest

TODAY = date(2025, 12, 5)


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return new_signing_key()


@pytest.fixture(scope="module")
def blind_wave(promised: Manifest, key: PrivateKey) -> Manifest:
    return replace(promised, blind=replace(promised.blind, addenda_key=signing_text(key)))


def chained(manifest: Manifest, key: PrivateKey, *steps: dict[str, object]) -> list[SignedAddendum]:
    addenda: list[SignedAddendum] = []
    for step in steps:
        addenda.append(amend(manifest, addenda, **({"today": TODAY, "key": key} | step)))
    return addenda


EXTEND = {"kind": AddendumKind.EXTEND, "days": 7}
SPARES = {"kind": AddendumKind.SPARES, "stratum": 1, "count": 5}
CANCEL = {"kind": AddendumKind.CANCEL}


def test_a_wave_without_addenda_stands_as_promised(promised: Manifest):
    standing = standing_of(promised)
    assert (standing.head, standing.closes, standing.results_on) == (promised.hash, "2025-12-10", "2025-12-20")
    assert standing.spares == (2, 0)
    assert not standing.cancelled


def test_the_three_addenda_change_what_stands(blind_wave: Manifest, key: PrivateKey):
    addenda = chained(blind_wave, key, EXTEND, SPARES, SPARES)
    standing = standing_of(blind_wave, addenda)
    assert (standing.closes, standing.results_on) == ("2025-12-17", "2025-12-27")
    assert standing.spares == (2, 10)
    assert standing.head == addenda[-1].addendum.hash
    assert standing_of(blind_wave, chained(blind_wave, key, CANCEL)).cancelled


def test_an_addendum_reads_back_as_itself(blind_wave: Manifest, key: PrivateKey):
    for signed in chained(blind_wave, key, EXTEND, SPARES, CANCEL):
        again = read_addendum(signed.addendum.canonical(), signed.signature)
        assert again == signed
        assert again.addendum.hash == signed.addendum.hash


def test_the_closing_moves_by_fourteen_days_in_all(blind_wave: Manifest, key: PrivateKey):
    assert standing_of(blind_wave, chained(blind_wave, key, EXTEND, EXTEND)).closes == "2025-12-24"
    for steps in (
        [EXTEND, EXTEND, {**EXTEND, "days": 1}],
        [{**EXTEND, "days": 15}],
        [{**EXTEND, "days": 0}],
        [{**EXTEND, "days": -1}],
    ):
        with pytest.raises(AddendumRejectedError):
            chained(blind_wave, key, *steps)


def test_nothing_else_can_be_added(blind_wave: Manifest, key: PrivateKey):
    for step in (
        {**SPARES, "stratum": 2},
        {**SPARES, "stratum": -1},
        {**SPARES, "count": 0},
        {**SPARES, "count": 501},
        {**SPARES, "days": 1},
        {**CANCEL, "count": 1},
        {"kind": AddendumKind.EXTEND},
        {**EXTEND, "today": date(2025, 12, 11)},
        {**SPARES, "today": date(2025, 12, 11)},
    ):
        with pytest.raises(AddendumRejectedError):
            chained(blind_wave, key, step)


def test_nothing_follows_a_cancelling(blind_wave: Manifest, key: PrivateKey):
    with pytest.raises(AddendumRejectedError):
        chained(blind_wave, key, CANCEL, SPARES)
    # a wave may be cancelled after its closing: its ballots are destroyed unread
    assert chained(blind_wave, key, {**CANCEL, "today": date(2026, 1, 1)})


def test_only_the_waves_key_signs(blind_wave: Manifest, promised: Manifest, key: PrivateKey):
    with pytest.raises(AddendumRejectedError):
        chained(blind_wave, new_signing_key(), EXTEND)
    with pytest.raises(AddendumRejectedError):
        chained(replace(promised, blind=None), key, EXTEND)
    (signed,) = chained(blind_wave, key, EXTEND)
    for signature in ("", "x", signed.signature[:-4], chained(blind_wave, key, SPARES)[0].signature):
        with pytest.raises(AddendumRejectedError):
            standing_of(blind_wave, [replace(signed, signature=signature)])


def test_a_link_left_out_turned_or_altered_is_noticed(blind_wave: Manifest, key: PrivateKey):
    one, two, three = chained(blind_wave, key, SPARES, EXTEND, SPARES)
    for broken in (
        [two],
        [one, three],
        [two, one],
        [one, one],
        [one, replace(two, addendum=replace(two.addendum, days=8))],
    ):
        with pytest.raises(AddendumRejectedError):
            standing_of(blind_wave, broken)
    with pytest.raises(AddendumRejectedError):
        standing_of(replace(blind_wave, results_on="2025-12-21"), [one])


def test_texts_that_are_no_addendum_are_refused(blind_wave: Manifest, key: PrivateKey):
    (signed,) = chained(blind_wave, key, EXTEND)
    fields = json.loads(signed.addendum.canonical())

    def compact(changed: dict[str, object]) -> str:
        return json.dumps(fields | changed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    for text in (
        "",
        "null",
        "[]",
        "[" * 3000,
        "x" * 5000,
        json.dumps(fields),
        compact({"extra": 1}),
        compact({"addendum": 2}),
        compact({"kind": "reopen"}),
        compact({"days": True}),
        compact({"days": "7"}),
        compact({"days": None}),
        compact({"number": "1"}),
        compact({"day": "5/12/2025"}),
        compact({"day": "20251205"}),
    ):
        with pytest.raises(AddendumRejectedError):
            read_addendum(text, signed.signature)
