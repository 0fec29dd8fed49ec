import json
import re

import jsonschema
import pytest

from survey_app.compilers.schema import DOCUMENTS, schema, write_schemas
from survey_app.questionnaire.marks import MarkedList, MarkedMap, read

SHIPPED = {
    "tam-trang-quy.yaml": "questionnaire",
    "gss-work.yaml": "questionnaire",
    "organisation.yaml": "organisation",
    "gss-organisation.yaml": "organisation",
    "plan.yaml": "plan",
    "gss-work.mapping.yaml": "mapping",
    "examples/fevs-2018.yaml": "questionnaire",
    "examples/fevs-organisation.yaml": "organisation",
    "examples/fevs-2018.mapping.yaml": "mapping",
    "examples/csps.yaml": "questionnaire",
    "examples/csps.mapping.yaml": "results",
}


def as_an_editor_sees(node):
    """Unquoted digits and true/false are typed, as an editor's YAML 1.2 does."""
    if isinstance(node, MarkedMap):
        return {key.text: as_an_editor_sees(value) for key, value in node.entries}
    if isinstance(node, MarkedList):
        return [as_an_editor_sees(entry) for entry in node.entries]
    if not node.inset and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", node.text):
        return float(node.text) if "." in node.text else int(node.text)
    return {"true": True, "false": False}.get(node.text, node.text) if not node.inset else node.text


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_shipped_schemas_are_the_present_ones(root, kind):
    assert (root / "questionnaires" / "schema" / f"{kind}.json").read_text(encoding="utf-8") == schema(kind)
    jsonschema.Draft202012Validator.check_schema(json.loads(schema(kind)))


@pytest.mark.parametrize(("name", "kind"), SHIPPED.items())
def test_shipped_files_are_valid_in_an_editor_and_name_their_schema(root, name, kind):
    text = (root / "questionnaires" / name).read_text(encoding="utf-8")
    up = "../" * name.count("/")
    assert text.startswith(f"# yaml-language-server: $schema={up}schema/{kind}.json\n")
    (node,) = read(text, file=name, many=True).documents
    jsonschema.validate(as_an_editor_sees(node), json.loads(schema(kind)))


def test_the_schema_refuses_what_the_loader_refuses(text):
    (node,) = read(text.replace("minutes", "minuts"), file="q").documents
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(as_an_editor_sees(node), json.loads(schema("questionnaire")))


def test_schemas_can_be_written_anywhere(tmp_path):
    written = write_schemas(tmp_path / "schema")
    assert [path.name for path in written] == [f"{kind}.json" for kind in DOCUMENTS]
