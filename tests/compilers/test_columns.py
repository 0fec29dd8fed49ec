import numpy as np
import pytest

from analysis.codebook import Kind, Missing
from survey_app.compilers.columns import codebook_of, parents_of, responses_of
from survey_app.questionnaire.answers import EMPTY, Answers
from survey_app.questionnaire.loader import read_questionnaire_file
from survey_app.questionnaire.model import Exit


def test_an_item_becomes_its_columns(asked):
    kinds = {column.name: column.kind for column in codebook_of(asked).columns}
    assert kinds == {
        "s": Kind.ORDINAL,
        "f": Kind.ORDINAL,
        "m.1": Kind.MULTI,
        "m.2": Kind.MULTI,
        "m.7": Kind.MULTI,
        "b.x": Kind.ORDINAL,
        "b.y": Kind.ORDINAL,
        "n": Kind.NUMBER,
        "d": Kind.NOMINAL,
        "i": Kind.INDEX,
    }


def test_columns_carry_sides_traits_and_sensitivity(asked):
    book = codebook_of(asked)
    assert book["s"].positions("favourable") == (3, 4)
    assert book["s"].positions("neutral") == (2,)
    assert {option.side for option in book["f"].options} == {None}
    assert [option.code for option in book["d"].options] == [3, 5]
    assert [column.name for column in book.columns if column.trait] == ["d"]
    assert [column.name for column in book.columns if column.sensitive] == ["b.x", "b.y", "i"]
    assert (book["i"].members, book["i"].reversed, book["i"].headline) == (("s", "f", "b.x"), {"f"}, True)
    assert book["m.7"].label == {"vi": "Bảy"}
    assert book["m.7"].options[1].label == {"vi": "Chọn", "en": "Chosen"}
    assert parents_of(asked)["b.y"] == {"vi": "B?"}


def test_short_texts_name_columns(root):
    book = codebook_of(read_questionnaire_file(root / "questionnaires" / "tam-trang-quy.yaml"))
    assert book["dieu_kien"].short == {"vi": "Điều kiện làm việc", "en": "Working conditions"}
    assert book["tin_tuong.cap_uy"].short["vi"] == "Tin tưởng cấp ủy chi bộ"
    assert book["kho_khan.1"].short is None


def test_codes_become_positions_and_every_kind_of_missing_is_kept(asked):
    wave = responses_of(
        asked,
        [
            Answers(values={"s": 1, "f": 5, "m": (1, 7), "b": {"x": 4, "y": Exit.REFUSED}, "n": 42, "d": 5}),
            Answers(values={"s": 5, "f": Exit.DONT_KNOW, "b": {"x": 1}, "n": Exit.REFUSED}),
            Answers(values={"s": 2, "m": Exit.REFUSED, "d": Exit.DONT_KNOW}),
            EMPTY,
        ],
        [0, 0, 1, 1],
        "W",
    )
    skipped, not_asked, refused, dont_know = Missing.SKIPPED, Missing.NOT_ASKED, Missing.REFUSED, Missing.DONT_KNOW
    expected = {
        "s": [0, 4, 1, skipped],
        "f": [4, dont_know, skipped, skipped],
        "m.1": [1, not_asked, refused, not_asked],
        "m.2": [0, not_asked, refused, not_asked],
        "m.7": [1, not_asked, refused, not_asked],
        "b.x": [3, 0, skipped, skipped],
        "b.y": [refused, skipped, skipped, skipped],
        "n": [0, refused, skipped, skipped],
        "d": [1, skipped, dont_know, skipped],
    }
    assert {name: wave.codes[name].tolist() for name in expected} == expected
    np.testing.assert_array_equal(wave.scores["n"], [42, np.nan, np.nan, np.nan])
    assert wave.stratum.tolist() == [0, 0, 1, 1]
    assert (wave.wave, len(wave)) == ("W", 4)


@pytest.mark.parametrize(
    ("values", "code", "score"),
    [
        ({"s": 5, "f": 1, "b": {"x": 4}}, 0, 100),
        ({"s": 1, "f": 5, "b": {"x": 1}}, 0, 0),
        ({"s": 5, "f": 5}, 0, 50),
        ({"s": 4, "b": {"x": 2}}, 0, (75 + 100 / 3) / 2),
        ({"s": 4}, Missing.SKIPPED, np.nan),
        ({"s": Exit.DONT_KNOW, "f": Exit.REFUSED, "b": {"x": 3}}, Missing.SKIPPED, np.nan),
        ({}, Missing.SKIPPED, np.nan),
    ],
)
def test_an_index_needs_half_of_its_members(asked, values, code, score):
    wave = responses_of(asked, [Answers(values=values)], [0], "W")
    assert wave.codes["i"].tolist() == [code]
    np.testing.assert_allclose(wave.scores["i"], [score])


def test_a_wave_without_ballots_has_empty_arrays(asked):
    wave = responses_of(asked, [], [], "W")
    assert {len(codes) for codes in wave.codes.values()} == {0}
    assert len(wave) == 0
