"""JSON Schemas of the YAML files, so that editors complete keys and mark mistakes while they are typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey_app.definitions.codebook import CodebookDoc
from survey_app.definitions.mapping import MappingDoc
from survey_app.definitions.organisation import OrganisationDoc
from survey_app.definitions.plan import PlanDoc
from survey_app.definitions.results import ResultsDoc
from survey_app.definitions.topics import TopicsDoc
from survey_app.questionnaire.documents import Document, QuestionnaireDoc

DOCUMENTS: Mapping[str, type[Document]] = {
    "questionnaire": QuestionnaireDoc,
    "organisation": OrganisationDoc,
    "plan": PlanDoc,
    "mapping": MappingDoc,
    "results": ResultsDoc,
    "codebook": CodebookDoc,
    "topics": TopicsDoc,
}


def schema(kind: str) -> str:
    """Return the JSON Schema of one kind of file as text; the kinds are those of ``DOCUMENTS``."""
    written = _strict(DOCUMENTS[kind].model_json_schema(by_alias=True))
    ordered = {"$schema": "https://json-schema.org/draft/2020-12/schema", **written}
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"


SCALARS = frozenset({"string", "integer", "number"})
BOUNDS = {"ge": "minimum", "le": "maximum"}


def _strict(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that refuses what the door refuses: bounds, names, empty values, entries written twice."""
    out = {BOUNDS.get(key, key): _inner(value) for key, value in node.items()}
    choices = [each for each in out.get("anyOf", []) if each != {"type": "null"}]
    if "anyOf" in out and len(choices) < len(out["anyOf"]):
        # A key without a value is a mistake; a key that is left out is not.
        del out["anyOf"]
        out = {**choices[0], **out} if len(choices) == 1 else {**out, "anyOf": choices}
    if "patternProperties" in out:
        out["additionalProperties"] = False
    if out.get("type") == "array" and _is_scalar(out.get("items", {})):
        out["uniqueItems"] = True
    if out.get("default", 0) is None:
        del out["default"]
    return out


def _inner(value: Any) -> Any:  # noqa: ANN401 -- any part of a JSON document
    if isinstance(value, dict):
        return _strict(value)
    return [_inner(entry) for entry in value] if isinstance(value, list) else value


def _is_scalar(entries: dict[str, Any]) -> bool:
    kinds = entries.get("type", [])
    return bool(kinds) and set([kinds] if isinstance(kinds, str) else kinds) <= SCALARS


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in DOCUMENTS:
        path = folder / f"{kind}.json"
        path.write_text(schema(kind), encoding="utf-8")
        written.append(path)
    return tuple(written)
