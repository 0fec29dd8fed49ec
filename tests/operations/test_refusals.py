"""Whatever the statistics or the gate refuse has its words, in both languages."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import analysis
from analysis.disclosure.gate import OverlappingGroupsError
from analysis.errors import (
    AnalysisError,
    EmptyBaseError,
    NoConvergenceError,
    TooFewWavesError,
    UnequalTargetsError,
    WrongKindError,
)
from survey_app.language import Language, Said
from survey_app.operations import refusals
from survey_app.operations.refusal_words import WORDED, WORDS, word_of


def test_a_refusal_is_said_as_a_place_what_was_found_and_how_to_fix_it() -> None:
    refusal = OverlappingGroupsError(stratum="chi-bo-3", groups="a, b")
    vietnamese = refusals.render(refusal, Language.VI).splitlines()
    assert vietnamese == [
        "chi-bo-3  overlapping-groups",
        "  Chi bộ này nằm trong nhiều nhóm báo cáo cùng lúc: a, b.",
        "  Xếp mỗi chi bộ vào đúng một nhóm báo cáo trong organisation.yaml.",
    ]
    english = refusals.render(refusal, Language.EN)
    assert "several reporting groups at once: a, b." in english
    assert "organisation.yaml" in english


def test_what_was_found_stands_inside_another_sentence() -> None:
    why = refusals.reason(TooFewWavesError(what="A trend", need=3, have=2))
    assert why.render("vi") == "xu hướng cần ít nhất 3 đợt có số liệu; đang có 2"
    assert Said("[{why}]", {"why": why}).render("en") == "[a trend needs at least 3 waves with answers; there are 2]"


def test_phrases_of_the_library_are_translated_and_names_stay() -> None:
    raking = NoConvergenceError(what="raking", sweeps=50, deviation=0.12345)
    assert refusals.render(raking, "vi").startswith("cân trọng số  no-convergence\n")
    assert "0.12" in refusals.render(raking, "vi")
    margin = UnequalTargetsError(what="margin 2", left=1_234_567.0, right=1_234_568.5)
    assert refusals.render(margin, "vi").startswith("tiêu chí cân trọng số thứ 2  ")
    assert "1234567 và 1234568.5" in refusals.render(margin, "vi")
    scale = WrongKindError(what="c1", need="this measure needs a scale of 3 options or more")
    assert "số đo này cần thang đo có ít nhất 3 mức." in refusals.render(scale, "vi")
    assert refusals.render(EmptyBaseError(what="gioi x chi_bo"), "vi").startswith("gioi x chi_bo  empty-base")


def all_errors() -> list[type[AnalysisError]]:
    """Return every error of the library, each module imported."""
    for module in pkgutil.walk_packages(analysis.__path__, "analysis."):
        importlib.import_module(module.name)
    found, waiting = [], AnalysisError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if error.__module__.partition(".")[0] == "analysis":
            found.append(error)
    return sorted(found, key=lambda error: error.__name__)


ERRORS = all_errors()


def fields_of(message: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_a_sentence_of_its_own_fields(error: type[AnalysisError]) -> None:
    sentence = refusals.SENTENCES[error.code]
    for part in (sentence.where, sentence.found, sentence.fix):
        assert fields_of(part) <= fields_of(error.template)
    assert sentence.found[-1] != "."
    assert sentence.fix[-1] != "."
    assert not sentence.fix.startswith("{")
    assert fields_of(sentence.where + sentence.found) == fields_of(error.template)


def test_no_two_errors_share_a_code_and_no_sentence_is_left_over() -> None:
    assert sorted(error.code for error in ERRORS) == sorted(refusals.SENTENCES)


def phrases(value: ast.expr) -> Iterator[str]:
    """Yield the texts in an argument, a figure in place of what is filled in; texts that only join names left out."""
    if isinstance(value, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in value.values]
        written = [part.value for part in value.values if isinstance(part, ast.Constant)]
        if any(part.strip(" :,") not in {"", "x"} for part in written):
            yield "".join(parts)
    elif isinstance(value, ast.Constant):
        if isinstance(value.value, str):
            yield value.value
    elif isinstance(value, ast.BoolOp):
        for operand in value.values:
            yield from phrases(operand)


def told_phrases(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the place and text of every phrase that the library puts into a refusal."""
    names = {error.__name__ for error in ERRORS}
    for path in sorted((root / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in names:
                continue
            for argument in node.keywords:
                if argument.arg in WORDED:
                    for phrase in phrases(argument.value):
                        yield f"{path.relative_to(root)}:{node.lineno}", phrase


def test_every_phrase_of_the_library_has_its_words(root: Path) -> None:
    told = list(told_phrases(root))
    assert len(told) > 80
    missing = [f"{place}  {phrase}" for place, phrase in told if not isinstance(word_of(phrase), Said)]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("phrase", WORDS)
def test_words_fill_in_what_the_phrase_fills_in(phrase: str) -> None:
    assert fields_of(WORDS[phrase]) == fields_of(phrase)
    filled = phrase.format(**dict.fromkeys(fields_of(phrase), "7"))
    word = word_of(filled)
    assert isinstance(word, Said)
    assert word.message == WORDS[phrase]
    assert word.render("en")
