"""Answers in words, from the ballots to the released document: what may be read, when, by whom, and what is left."""

from __future__ import annotations

import json
from datetime import date

import pytest

from survey_app.ballots.keys import new_key
from survey_app.ballots.manifest import KeptTexts
from survey_app.ballots.texts import DamagedTextsError
from survey_app.operations import keeping_texts, releasing_texts, tally, waves
from survey_app.operations.bundle import export_bundle
from survey_app.operations.keeping_texts import ForeignTextsError, TextsMissingError, texts_file
from survey_app.operations.promises import promises
from survey_app.operations.release import import_decided
from survey_app.operations.releasing_texts import (
    BrokenTextsError,
    ForeignBundleError,
    NoApproverError,
    NotApprovedError,
    NoTextsError,
    NotReleasedError,
    OneReaderError,
    TextsReleasedError,
)
from survey_app.operations.run import cast_all, purses_of
from survey_app.operations.ticking import TickKind, tick
from survey_app.questionnaire.answers import Answers
from survey_app.store.records import StaffRecord
from survey_app.store.words import TextsRecord

WAVE = "2025-Q4"
SAID = [f"Ý kiến thứ {number} của chị Hoa" for number in range(12)]


@pytest.fixture
def tallied(stores, opening, custodian):
    """A wave that keeps its texts, tallied: twelve of them."""
    return _tallied(stores, opening, custodian, SAID)


def _tallied(stores, opening, custodian, said, wave=WAVE, **changed):
    opened = opening(wave=wave, texts=KeptTexts(days=60), **changed)
    cast = [("c", Answers(values={"dieu_kien": 4}, texts={"de_xuat": text})) for text in said[:9]]
    cast += [("d", Answers(values={"dieu_kien": 2}, texts={"de_xuat": text})) for text in said[9:]]
    cast_all(stores, opened.manifest, purses_of(opened), cast)
    waves.close_wave(stores, wave)
    tally.tally_wave(stores, wave, custodian)
    for staff, role in (("hoa", "reporter"), ("binh", "committee"), ("nam", "administrator")):
        if stores.registry.staff(staff) is None:
            stores.registry.put_staff(StaffRecord(staff=staff, title=staff, role=role, password="-"))
    return stores


def suggested(one):
    return one.proposed


def every(one):
    return one.text


def read_through(stores, custodian, wave=WAVE):
    releasing_texts.approve(stores, wave, staff="binh", day="2025-12-21")
    bundle = releasing_texts.export_texts(stores, wave)
    proposals = releasing_texts.propose(bundle, custodian, by="hoa", reader=suggested)
    return releasing_texts.decide_texts(proposals, custodian, by="binh", reader=every)


def test_texts_are_released_once_redacted_and_chained(tallied, custodian):
    decided = read_through(tallied, custodian)
    taken = releasing_texts.import_texts(tallied, decided.canonical())
    (item,) = taken.items
    assert sorted(item.shown) == sorted(f"Ý kiến thứ {number} của [tên người]" for number in range(12))
    assert (item.received, taken.previous, taken.release) == (12, None, tallied.registry.release(WAVE).hash)
    assert releasing_texts.released_texts(tallied) == (taken,)
    assert not texts_file(tallied.folder, WAVE).exists()
    assert releasing_texts.import_texts(tallied, decided.canonical()) == taken


def test_nothing_of_a_text_lies_open_before_it_is_decided(tallied, custodian):
    releasing_texts.approve(tallied, WAVE, staff="hoa", day="2025-12-21")
    bundle = releasing_texts.export_texts(tallied, WAVE)
    proposals = releasing_texts.propose(bundle, custodian, by="hoa", reader=suggested)
    held = [path.read_bytes() for path in tallied.folder.rglob("*") if path.is_file()]
    for content in (*held, bundle.encode(), proposals.encode()):
        assert "Ý kiến thứ".encode() not in content
        assert json.dumps("Ý kiến thứ").strip('"').encode() not in content


def test_texts_stand_in_no_order_of_ballots_and_beside_no_code(tallied, custodian):
    seen = []
    releasing_texts.approve(tallied, WAVE, staff="hoa", day="2025-12-21")
    bundle = releasing_texts.export_texts(tallied, WAVE)
    releasing_texts.propose(bundle, custodian, by="hoa", reader=seen.append)
    assert {one.of for one in seen} == {12}
    assert [one.text for one in seen] != SAID  # one order in 12! would be
    assert set(seen[0].__slots__) == {"item", "wording", "number", "of", "text", "proposed", "known"}
    assert len({one.known for one in seen}) == 1  # names of the manifest, the same before every text


def test_what_is_withheld_or_rewritten_by_either_reader_is_gone(tallied, custodian):
    releasing_texts.approve(tallied, WAVE, staff="hoa", day="2025-12-21")
    bundle = releasing_texts.export_texts(tallied, WAVE)
    rewritten = releasing_texts.propose(
        bundle, custodian, by="hoa", reader=lambda one: None if one.number > 2 else f"Ý {one.number}"
    )
    first = releasing_texts.decide_texts(
        rewritten, custodian, by="binh", reader=lambda one: one.text if one.number == 1 else None
    )
    assert first.items[0].shown == ("Ý 1",)


def test_fewer_than_ten_texts_are_never_sealed(stores, opening, custodian):
    _tallied(stores, opening, custodian, SAID[:9])
    releasing_texts.approve(stores, WAVE, staff="hoa", day="2025-12-21")
    read = []
    releasing_texts.propose(releasing_texts.export_texts(stores, WAVE), custodian, by="hoa", reader=read.append)
    assert read == []


def test_fewer_than_ten_texts_that_something_else_sealed_are_not_read(stores, opening, custodian):
    _tallied(stores, opening, custodian, SAID)
    manifest = waves.manifest_of(waves.find_wave(stores, WAVE))
    sealed = keeping_texts.sealed_split(manifest, [{"item": "de_xuat", "text": {"vi": "?"}, "texts": SAID[:9]}])
    keeping_texts.keep_texts(stores, manifest, sealed)
    releasing_texts.approve(stores, WAVE, staff="hoa", day="2025-12-21")
    read = []
    releasing_texts.propose(releasing_texts.export_texts(stores, WAVE), custodian, by="hoa", reader=read.append)
    assert read == []


def test_what_nothing_is_left_of_is_proposed_to_be_withheld(stores, opening, custodian):
    _tallied(stores, opening, custodian, ["Chị Hoa!", *SAID[:11]])
    decided = read_through(stores, custodian)
    assert len(decided.items[0].shown) == 11


def test_a_wave_keeps_no_texts_unless_it_promised_to(stores, opening, custodian):
    opened = opening()
    assert opened.manifest.texts is None
    assert not [one for one in promises(opened.manifest) if "tách khỏi phiếu" in one.render("vi")]
    waves.close_wave(stores, WAVE)
    tally.tally_wave(stores, WAVE, custodian)
    assert not (stores.folder / keeping_texts.FOLDER).exists()


def test_members_are_told_that_their_words_are_kept(opening):
    manifest = opening(texts=KeptTexts(days=60)).manifest
    assert any("60" in one.render(language) for one in promises(manifest) for language in ("vi", "en"))


def test_nobody_reads_before_the_report_is_approved(tallied, custodian):
    with pytest.raises(NotApprovedError):
        releasing_texts.export_texts(tallied, WAVE)
    with pytest.raises(NoApproverError):
        releasing_texts.approve(tallied, WAVE, staff="nam", day="2025-12-21")
    with pytest.raises(NotApprovedError):
        releasing_texts.export_texts(tallied, WAVE)


def test_a_report_without_a_release_cannot_be_approved(stores, opening):
    opening(texts=KeptTexts())
    with pytest.raises(NotReleasedError):
        releasing_texts.approve(stores, WAVE, staff="binh", day="2025-12-21")


def test_the_first_approval_stands(tallied):
    releasing_texts.approve(tallied, WAVE, staff="binh", day="2025-12-21")
    assert releasing_texts.approve(tallied, WAVE, staff="hoa", day="2025-12-30").staff == "binh"


def test_one_person_cannot_take_both_steps(tallied, custodian):
    releasing_texts.approve(tallied, WAVE, staff="binh", day="2025-12-21")
    bundle = releasing_texts.export_texts(tallied, WAVE)
    proposals = releasing_texts.propose(bundle, custodian, by="binh", reader=suggested)
    with pytest.raises(OneReaderError):
        releasing_texts.decide_texts(proposals, custodian, by="binh", reader=every)
    swapped = releasing_texts.decide_texts(proposals, custodian, by="hoa", reader=every)
    with pytest.raises(OneReaderError):
        releasing_texts.import_texts(tallied, swapped.canonical())
    assert texts_file(tallied.folder, WAVE).exists()


def test_steps_out_of_order_and_other_keys_are_refused(tallied, custodian):
    releasing_texts.approve(tallied, WAVE, staff="binh", day="2025-12-21")
    bundle = releasing_texts.export_texts(tallied, WAVE)
    with pytest.raises(DamagedTextsError):
        releasing_texts.decide_texts(bundle, custodian, by="binh", reader=every)
    with pytest.raises(DamagedTextsError):
        releasing_texts.propose(bundle, new_key(), by="hoa", reader=suggested)
    for broken in ("", "{}", "[]", bundle.replace('"texts_bundle":1', '"texts_bundle":2')):
        with pytest.raises(ForeignBundleError):
            releasing_texts.propose(broken, custodian, by="hoa", reader=suggested)


def test_a_changed_document_is_refused_and_another_never_replaces_the_first(tallied, custodian):
    decided = read_through(tallied, custodian)
    with pytest.raises(ForeignBundleError):
        releasing_texts.import_texts(tallied, decided.canonical().replace("thứ 3", "thứ 4"))
    bundle = releasing_texts.export_texts(tallied, WAVE)
    proposals = releasing_texts.propose(bundle, custodian, by="hoa", reader=suggested)
    other = releasing_texts.decide_texts(proposals, custodian, by="binh", reader=lambda one: None)
    releasing_texts.import_texts(tallied, decided.canonical())
    with pytest.raises(TextsReleasedError):
        releasing_texts.import_texts(tallied, other.canonical())
    with pytest.raises(NoTextsError):
        releasing_texts.export_texts(tallied, WAVE)


def test_a_broken_ledger_of_texts_is_refused_with_the_wave(tallied, custodian, monkeypatch):
    decided = read_through(tallied, custodian)
    releasing_texts.import_texts(tallied, decided.canonical())
    (record,) = tallied.words.released()
    edited = TextsRecord(wave=WAVE, hash=record.hash, previous=None, document=record.document.replace("thứ 3", "thứ 4"))
    monkeypatch.setattr(type(tallied.words), "released", lambda self: (edited,))
    with pytest.raises(BrokenTextsError) as refusal:
        releasing_texts.released_texts(tallied)
    assert refusal.value.fields["wave"] == WAVE


def test_sealed_texts_go_when_their_days_are_over(tallied):
    assert not [one for one in tick(tallied, today=date(2026, 2, 8), address="") if one.kind is TickKind.TEXTS_PURGED]
    (gone,) = (one for one in tick(tallied, today=date(2026, 2, 9), address="") if one.kind is TickKind.TEXTS_PURGED)
    assert (gone.wave, gone.done) == (WAVE, True)
    assert not texts_file(tallied.folder, WAVE).exists()


def test_a_tally_that_brings_no_texts_is_refused_and_the_box_stays(stores, opening, custodian):
    opened = opening(texts=KeptTexts())
    cast_all(stores, opened.manifest, purses_of(opened), [("c", Answers(values={"dieu_kien": 4}, texts={}))])
    waves.close_wave(stores, WAVE)
    cube = tally.tally_bundle(export_bundle(stores, WAVE), custodian).cube
    for brought, refusal in ((None, TextsMissingError), ("{}", ForeignTextsError)):
        with pytest.raises(refusal):
            import_decided(stores, cube, None, brought)
    assert (stores.box.count(WAVE), stores.registry.releases()) == (1, ())
