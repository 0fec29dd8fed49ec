import re
from typing import Annotated

import pytest
from pydantic import TypeAdapter

from survey_app.compilers.field_examples import EXAMPLES
from survey_app.compilers.reference import FILES, field_reference, own_keys, vietnamese_fields, with_reference
from survey_app.compilers.schema import DOCUMENTS
from survey_app.questionnaire.documents import TYPES, Document
from survey_app.questionnaire.marks import plain, read

SHOWN = [document for _, places in FILES for _, document in places]


@pytest.mark.parametrize(("name", "language"), [("README.md", "vi"), ("README.en.md", "en")])
def test_the_readme_holds_the_present_reference(root, name, language):
    readme = (root / "questionnaires" / name).read_text(encoding="utf-8")
    assert readme == with_reference(readme, language)


def test_every_document_is_in_the_reference():
    assert set(DOCUMENTS.values()) <= set(SHOWN)
    named = {"Translations", "AnsweredDoc", "SidedDoc"}

    def everything(document):
        return {document}.union(*(everything(each) for each in document.__subclasses__()))

    assert {document.__name__ for document in everything(Document)} - {"Document"} == {
        document.__name__ for document in SHOWN
    } | named


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_key_is_explained_with_an_example(language):
    reference = field_reference(language)
    assert "| None |" not in reference
    for name in TYPES:
        assert f"`type: {name}`" in reference
    for document in SHOWN:
        for key in own_keys(document):
            assert re.search(rf"\| `{key}` \| (có|không|yes|no) \| \S.* \| `{key}: .+` \|", reference), key


def test_the_two_languages_explain_the_same_keys_in_their_own_words():
    vietnamese, english = (
        re.findall(r"^\| `(\w+)` \| \w+ \| ([^|]+) \|", field_reference(code), re.MULTILINE) for code in ("vi", "en")
    )
    assert [key for key, _ in vietnamese] == [key for key, _ in english]
    assert not [key for (key, vi), (_, en) in zip(vietnamese, english, strict=True) if vi == en]


def test_no_vietnamese_is_missing_and_none_is_left_over():
    described = {field.description for document in SHOWN for field in document.model_fields.values()}
    assert described == set(vietnamese_fields())


@pytest.mark.parametrize("document", SHOWN, ids=lambda document: document.__name__)
def test_every_example_is_what_the_door_lets_in(document):
    assert set(EXAMPLES[document.__name__]) == set(own_keys(document))
    fields = {field.alias or name: field for name, field in document.model_fields.items()}
    for key, example in EXAMPLES[document.__name__].items():
        marked = read(f"{key}: {example}\n", file="example")
        assert marked.problems == ()
        value = plain(marked.documents[0])[key]
        field = fields[key]
        kind = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        TypeAdapter(kind).validate_python(value)
