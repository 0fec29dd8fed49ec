"""From an XLSForm to a questionnaire file that ``survey check`` passes, with what became of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from survey_app.compilers.xlsform.building import LONGEST_TEXTS, built
from survey_app.compilers.xlsform.choices import choice_lists
from survey_app.compilers.xlsform.headings import headings_of
from survey_app.compilers.xlsform.report import Line, Report
from survey_app.compilers.xlsform.sheets import KNOWN_SHEETS, read_form
from survey_app.errors import SurveyError
from survey_app.language import N_, Language, translate
from survey_app.questionnaire.loader import Examined, examine
from survey_app.questionnaire.problems import Problem, Severity
from survey_app.questionnaire.writing import Written, write

COMMENT = N_("Nhập từ biểu mẫu XLSForm {file}. Xem lại tên câu, mã và các điều kiện, rồi viết mục đích.")
DROPPED = N_("điều kiện hỏi “{when}” bị bỏ vì không qua được kiểm tra: {why}")
MOST_MINUTES = 60
MOST_CURES = 60


class FormRefusedError(SurveyError):
    """A form from which no questionnaire can be made that checks."""

    code = "xlsform-refused"
    found = N_("Biểu mẫu đọc được nhưng bộ câu hỏi làm ra không qua kiểm tra: {problem}")
    fix = N_("Sửa biểu mẫu theo lời trên (thường là chia nhỏ biểu mẫu, hoặc đặt lại tên, nhãn), rồi nhập lại.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedForm:
    """A questionnaire file made from a form, what became of each row, and what ``survey check`` still warns of."""

    text: str
    lines: tuple[Line, ...]
    warnings: tuple[Problem, ...]


def import_form(path: Path, *, language: str = Language.VI) -> ImportedForm:
    """Return the questionnaire file of an XLSForm workbook.

    Raises
    ------
    UnreadableFormError
        The workbook cannot be read as a form.
    FormRefusedError
        What it asks cannot become one questionnaire; the reason is the first problem that ``survey check`` finds.
    """
    comment = translate(COMMENT, language).format(file="".join(path.name.split()))
    refused: Problem | None = None
    for longest in LONGEST_TEXTS:
        report = Report()
        document = _document(path, report, longest)
        text, examined = _checked(document, report, comment)
        errors = [found for found in examined.problems if found.severity is Severity.ERROR]
        if not errors:
            return ImportedForm(text=text, lines=report.by_row(KNOWN_SHEETS), warnings=examined.problems)
        refused = errors[0]
        if refused.rule != "payload-too-large" or "type: text" not in text:
            break
    assert refused is not None  # noqa: S101 -- the loop ran and found an error
    problem = f"{refused.found(language)} {refused.fix(language)}" + (f" ({refused.item})" if refused.item else "")
    raise FormRefusedError(where=path.name, problem=problem)


def _document(path: Path, report: Report, longest: int) -> dict[str, Written]:
    form = read_form(path, report)
    headings = headings_of(form, path.name, report)
    lists = choice_lists(form, headings, report)
    return built(form, headings, lists, report, file=path, longest=longest)


def _checked(document: dict[str, Written], report: Report, comment: str) -> tuple[str, Examined]:
    """Return the file and what the checks say of it; a condition they refuse is taken out and told."""
    stated = bool(document["minutes"])
    if not stated:
        document["minutes"] = MOST_MINUTES
    for _ in range(MOST_CURES):
        text = write(document, comment=comment)
        examined = examine(text, file="import")
        if not _cured(document, examined, report):
            break
    if not stated:
        document["minutes"] = _minutes(document)
        text = write(document, comment=comment)
        examined = examine(text, file="import")
    return text, examined


def _minutes(document: Mapping[str, Written]) -> int:
    """Return the minutes that the checks themselves reckon with."""
    problems = examine(write({**document, "minutes": 1}), file="import").problems
    estimated = next((found.fields.get("estimated") for found in problems if found.rule == "minutes-low"), 1)
    return min(int(str(estimated)), MOST_MINUTES)


def _cured(document: dict[str, Written], examined: Examined, report: Report) -> bool:
    """Take out the conditions that the checks refuse; return whether there were any."""
    refused = {
        found.item: found for found in examined.problems if found.severity is Severity.ERROR and found.item is not None
    }
    done = False
    for item in items_of(document):
        found = refused.get(str(item["item"]))
        if found is not None and "when" in item and _is_condition(found):
            report.left_out("survey", 0, str(item["item"]), DROPPED, when=item.pop("when"), why=found.found())
            done = True
    return done


def _is_condition(found: Problem) -> bool:
    return found.rule.startswith(("condition", "when", "route", "routing", "item-never", "item-unreachable"))


def items_of(document: Mapping[str, Written]) -> list[dict[str, Written]]:
    """Return the items of a document, those of its pages and then its traits."""
    pages = document.get("pages", [])
    held = [page.get("items", []) for page in pages if isinstance(page, dict)] if isinstance(pages, list) else []
    held.append(document.get("traits", []))
    return [item for items in held if isinstance(items, list) for item in items if isinstance(item, dict)]
