"""``survey check``: every problem of every YAML file at once, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from survey_app.definitions.codebook import examine_codebook, examine_codebook_path
from survey_app.definitions.mapping import examine_mapping
from survey_app.definitions.organisation import Organisation, examine_organisation
from survey_app.definitions.plan import Plan, examine_plan
from survey_app.definitions.topics import examine_topics
from survey_app.language import N_, Language, Said, say, translate
from survey_app.questionnaire.door import Findings, said
from survey_app.questionnaire.loader import examine_marked
from survey_app.questionnaire.marks import Marked, MarkedMap, Node, Scalar, read_path
from survey_app.questionnaire.model import Questionnaire, options_of
from survey_app.questionnaire.problems import Problem, Severity, has_errors, in_order, nearest

if TYPE_CHECKING:
    from survey_app.operations.forecast import Forecast

KINDS = {
    "topics": N_("danh mục chủ đề"),
    "codebook": N_("bảng mã"),
    "questionnaire": N_("bộ câu hỏi"),
    "organisation": N_("tổ chức"),
    "plan": N_("kế hoạch"),
    "mapping": N_("bản đồ cột"),
}
EXPECTED_RESPONSE = 0.6
"""Share of the roll that a cautious forecast counts on."""
SMALLEST_LEVEL = 10
"""Answers below which a level is never shown alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file: what kind it is, its first document, what was made of it."""

    name: str
    kind: str
    node: Node | None
    problems: tuple[Problem, ...]
    questionnaire: Questionnaire | None = None
    plan: Plan | None = None

    @property
    def identity(self) -> str:
        """The id that the file gives itself."""
        written = self.node.get(self.kind) if isinstance(self.node, MarkedMap) else None
        return written.text if isinstance(written, Scalar) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """What was found in some files: all problems, and the forecast of every questionnaire without errors."""

    problems: tuple[Problem, ...]
    forecasts: tuple[tuple[str, Forecast], ...] = ()


def check_files(paths: Sequence[Path], organisation: Organisation | None = None) -> list[Problem]:
    """Return all problems of these files, sorted by file and line; see ``checking_of``."""
    return list(checking_of(paths, organisation).problems)


def checking_of(paths: Sequence[Path], organisation: Organisation | None = None) -> Checking:
    """Return all problems of these files, sorted by file and line, and their forecasts for ``organisation``.

    Two files with one id are told, and a plan that names a questionnaire which none of the files holds. Mappings are
    held against their questionnaire when it is among the files, traits and the table plan against ``organisation``:
    its headcounts, and what the release gate would tell of it.
    """
    tables = [path for path in dict.fromkeys(paths) if path.suffix.lower() == ".csv"]
    marked = {path: _read(path) for path in dict.fromkeys(paths) if path not in tables}
    files = [_examined(path, found) for path, found in marked.items() if _kind(found) != "mapping"]
    known = {file.questionnaire.questionnaire: file.questionnaire for file in files if file.questionnaire is not None}
    files += [_mapped(path, found, known) for path, found in marked.items() if _kind(found) == "mapping"]
    problems = [found for file in files for found in file.problems]
    problems += [found for path in tables for found in examine_codebook_path(path)[1]]
    problems += _twice(files)
    problems += _planned(files)
    forecasts: list[tuple[str, Forecast]] = []
    if organisation is not None:
        problems += [found for file in files for found in _too_fine(file, organisation)]
        for file in files:
            told, further = _forecast(file, organisation)
            forecasts += told
            problems += further
    return Checking(problems=tuple(in_order(problems)), forecasts=tuple(forecasts))


def _forecast(file: _File, organisation: Organisation) -> tuple[list[tuple[str, Forecast]], tuple[Problem, ...]]:
    if file.questionnaire is None or file.node is None:
        return [], ()
    # the gate and its arithmetic are slow to load, and nobody needs them without an organisation
    from survey_app.operations.forecast import forecast, forecast_problems  # noqa: PLC0415 -- slow to import, for an organisation alone

    found = forecast(file.questionnaire, organisation)
    return [(file.name, found)], forecast_problems(file.name, file.node, file.questionnaire, found)


def _read(path: Path) -> Marked:
    """Return what a file holds; only a mapping may hold several documents."""
    marked = read_path(path, many=True)
    return marked if len(marked.documents) < 2 or _kind(marked) == "mapping" else read_path(path)


def _kind(marked: Marked) -> str:
    node = marked.documents[0] if marked.documents else None
    if not isinstance(node, MarkedMap):
        return ""
    # A mapping also names its questionnaire, so it is looked for first.
    found = next((kind for kind in reversed(KINDS) if node.get(kind) is not None), "")
    return found or ("codebook" if node.get("columns") is not None else "")


def _examined(path: Path, marked: Marked) -> _File:
    name, kind = str(path), _kind(marked)
    node = marked.documents[0] if marked.documents else None
    if kind == "organisation":
        return _File(name=name, kind=kind, node=node, problems=examine_organisation(marked, file=name)[1])
    if kind == "plan":
        plan, problems = examine_plan(marked, file=name)
        return _File(name=name, kind=kind, node=node, problems=problems, plan=plan)
    if kind == "topics":
        return _File(name=name, kind=kind, node=node, problems=examine_topics(marked, file=name)[1])
    if kind == "codebook":
        return _File(name=name, kind=kind, node=node, problems=examine_codebook(marked, file=name)[1])
    if kind == "questionnaire":
        examined = examine_marked(marked, file=name)
        return _File(name=name, kind=kind, node=node, problems=examined.problems, questionnaire=examined.questionnaire)
    problems = marked.problems
    if node is not None:
        findings = Findings(file=name, node=node)
        keys = [key.text for key, _ in node.entries] if isinstance(node, MarkedMap) else []
        meant = next((kind for key in keys if (kind := nearest(key, KINDS))), "")
        findings.add("document-unknown", (), meant=meant)
        problems = (*problems, *findings.problems)
    return _File(name=name, kind=kind, node=node, problems=problems)


def _mapped(path: Path, marked: Marked, known: dict[str, Questionnaire]) -> _File:
    name, node = str(path), marked.documents[0]
    written = node.get("questionnaire") if isinstance(node, MarkedMap) else None
    questionnaire = known.get(written.text) if isinstance(written, Scalar) else None
    problems = examine_mapping(marked, file=name, questionnaire=questionnaire)[1]
    return _File(name=name, kind="mapping", node=node, problems=problems)


def _twice(files: Sequence[_File]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for file in sorted(files, key=lambda file: file.name):
        if not file.identity or file.node is None:
            continue
        name = (file.kind, file.identity)
        if name in first:
            findings = Findings(file=file.name, node=file.node)
            kind = Said(KINDS[file.kind])
            findings.add("id-in-two-files", (file.kind,), kind=kind, given=file.identity, other=first[name])
            yield from findings.problems
        first.setdefault(name, file.name)


def _planned(files: Sequence[_File]) -> Iterator[Problem]:
    known = {file.identity for file in files if file.kind == "questionnaire"}
    for file in files:
        if file.plan is None or file.node is None or not known:
            continue
        findings = Findings(file=file.name, node=file.node)
        for number, entry in enumerate(file.plan.calendar):
            if entry.questionnaire not in known:
                path = ("calendar", number, "questionnaire")
                findings.add("plan-questionnaire-unknown", path, given=entry.questionnaire)
        yield from findings.problems


def _too_fine(file: _File, organisation: Organisation) -> Iterator[Problem]:
    if file.questionnaire is None or file.node is None:
        return
    people = sum(branch.headcounts[-1][1] for branch in organisation.branches)
    findings = Findings(file=file.name, node=file.node)
    for number, trait in enumerate(file.questionnaire.traits):
        levels = len(options_of(trait))
        each = int(people * EXPECTED_RESPONSE / levels)
        if each < SMALLEST_LEVEL:
            given = say(trait.text, file.questionnaire.languages[0])
            findings.add("trait-too-fine", ("traits", number), given=given, levels=levels, count=people, each=each)
    yield from findings.problems


def render_text(problems: Sequence[Problem], *, files: int, language: str = Language.VI) -> str:
    """Return the problems as text: four lines each, then how many there are."""
    errors, warnings = (
        sum(found.severity is each for found in problems) for each in (Severity.ERROR, Severity.WARNING)
    )
    if not problems:
        last = translate(N_("Không có vấn đề nào trong {count} tệp."), language).format(count=files)
    else:
        template = translate(N_("{errors} lỗi, {warnings} cảnh báo trong {count} tệp."), language)
        last = template.format(errors=errors, warnings=warnings, count=files)
    return "\n\n".join([*(said(found, language) for found in problems), last])


def render_json(problems: Sequence[Problem], *, language: str = Language.VI) -> str:
    """Return the problems as a JSON list of ``{file, line, column, rule, severity, item, found, why, fix}``."""
    return json.dumps(
        [
            {
                "file": found.file,
                "line": found.line,
                "column": found.column,
                "rule": found.rule,
                "severity": found.severity.value,
                "item": found.item,
                "found": found.found(language),
                "why": found.why(language),
                "fix": found.fix(language),
            }
            for found in problems
        ],
        ensure_ascii=False,
        indent=2,
    )


def exit_status(problems: Sequence[Problem]) -> int:
    """Return 0 when the files may be used (warnings or nothing), 1 when there are errors."""
    return 1 if has_errors(problems) else 0
