"""JSON Schemas of the YAML files, so that editors complete keys and mark mistakes while they are typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

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
    written = DOCUMENTS[kind].model_json_schema(by_alias=True)
    ordered = {"$schema": "https://json-schema.org/draft/2020-12/schema", **written}
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Write every schema into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in DOCUMENTS:
        path = folder / f"{kind}.json"
        path.write_text(schema(kind), encoding="utf-8")
        written.append(path)
    return tuple(written)
