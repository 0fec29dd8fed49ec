import json
import re

import jsonschema
import pytest

from survey_app.compilers.schema import DOCUMENTS, schema, write_schemas
from survey_app.questionnaire.catalogue import proofs
from survey_app.questionnaire.marks import MarkedList, MarkedMap, read
from survey_app.questionnaire.problems import has_errors
from tests.factories.examples import EXAMPLES

SHIPPED = {
    "tam-trang-quy.yaml": "questionnaire",
    "gss-work.yaml": "questionnaire",
    "organisation.yaml": "organisation",
    "gss-organisation.yaml": "organisation",
    "plan.yaml": "plan",
    "topics.yaml": "topics",
    "gss-work.mapping.yaml": "mapping",
    "examples/fevs-2018.yaml": "questionnaire",
    "examples/fevs-organisation.yaml": "organisation",
    "examples/fevs-2018.mapping.yaml": "mapping",
    "examples/csps.yaml": "questionnaire",
    "examples/every-type.yaml": "questionnaire",
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
    return {"true": True, "false": False, "": None}.get(node.text, node.text) if not node.inset else node.text


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


# --- every example of the catalogue ----------------------------------------------------------------------------------


BEYOND = {
    # a schema sees characters only as the editor hands them over, and no file beside this one
    "characters": {"invisible-character", "not-nfc"},
    "files": {"id-in-two-files", "plan-questionnaire-unknown", "mapping-item-unknown", "mapping-code-unknown"},
    # a name that must stand elsewhere in the file, or nowhere else
    "names": {
        "accepts-unknown",
        "group-empty",
        "group-unknown",
        "id-reserved",
        "index-member-not-ordinal",
        "index-member-repeated",
        "index-member-unknown",
        "item-id-repeated",
        "name-repeated",
        "scale-unknown",
        "table-banner-unknown",
        "table-stub-unknown",
        "table-stub-without-columns",
        "test-unknown-item",
    },
    # one value against another
    "values": {
        "at-most-one",
        "at-most-range",
        "codebook-code-both",
        "codebook-side",
        "date-grain",
        "date-range",
        "event-outside-term",
        "group-small",
        "headcounts-order",
        "index-direction",
        "index-headline-repeated",
        "language-undeclared",
        "mapping-date",
        "mapping-value",
        "number-range",
        "plan-waves-repeated",
        "other-unknown",
        "scale-side-both",
        "scale-side-unknown",
        "scale-unbalanced",
        "term-reversed",
        "test-answer",
        "test-failed",
        "trait-condition",
        "trait-type",
        "traits-many",
        "window-month",
        "window-reversed",
    },
    "length": {"minutes-low", "options-many", "payload-too-large", "questions-many", "text-long"},
    "wording": {
        "accepts-idle",
        "mixed-script",
        "option-is-exit",
        "options-no-way-out",
        "options-same-label",
        "text-emphasis",
        "text-markup",
        "topic-one-language",
        "topic-same-title",
        "translation-differs",
        "translation-identical",
        "translation-missing",
        "translation-swapped",
        *(example.rule for example in EXAMPLES if example.rule.startswith(("wording-", "pipe-"))),
    },
    # conditions are texts with a grammar of their own; forecasts need the gate
    "meaning": {
        *(example.rule for example in EXAMPLES if example.rule.startswith(("condition-", "forecast-"))),
        *(rule.rule for rule in proofs.RULES),
        "trait-too-fine",
    },
}
PARTLY = {
    "value-not-date": "30 February has the shape of a date",
    "value-not-moment": "so has month 13 of one",
    "value-not-whole": "an editor reads 04 as the number four",
}


VALIDATORS = {kind: jsonschema.Draft202012Validator(json.loads(schema(kind))) for kind in DOCUMENTS}


def schema_of(example):
    return VALIDATORS[example.kind.split("-")[0]]


def documents(text):
    """The document as an editor reads it; None when it is no YAML or no single document at all."""
    marked = read(text.encode("utf-8", "replace").decode(), file="a", many=True)
    return None if has_errors(marked.problems) or not marked.documents else as_an_editor_sees(marked.documents[0])


IN_YAML = [example for example in EXAMPLES if example.kind != "codebook-csv"]
EACH = pytest.mark.parametrize("example", IN_YAML, ids=[f"{n}-{each.rule}" for n, each in enumerate(IN_YAML)])


@EACH
def test_what_was_cured_is_valid_in_an_editor(example):
    schema_of(example).validate(documents(example.cured))


@EACH
def test_a_mistake_of_shape_is_marked_in_an_editor(example):
    document = documents(example.text)
    beyond = any(example.rule in rules for rules in BEYOND.values())
    if document is None:
        assert example.rule not in PARTLY
        assert not beyond
    elif example.rule not in PARTLY:
        assert schema_of(example).is_valid(document) is beyond


def test_what_a_schema_cannot_express_is_listed_once():
    listed = [rule for rules in BEYOND.values() for rule in rules]
    assert len(listed) == len(set(listed))
    assert not set(listed) & set(PARTLY)
    assert set(listed) <= {example.rule for example in EXAMPLES}
