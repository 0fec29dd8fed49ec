import re

from survey_app.compilers.reference import FILES, field_reference, with_reference
from survey_app.compilers.schema import DOCUMENTS
from survey_app.questionnaire.documents import TYPES, Document


def test_the_readme_holds_the_present_reference(root):
    readme = (root / "questionnaires" / "README.md").read_text(encoding="utf-8")
    assert readme == with_reference(readme)


def test_every_document_is_in_the_reference():
    shown = {document for _, places in FILES for _, document in places}
    assert set(DOCUMENTS.values()) <= shown
    named = {"Translations", "AnsweredDoc", "SidedDoc"}

    def everything(document):
        return {document}.union(*(everything(each) for each in document.__subclasses__()))

    assert {document.__name__ for document in everything(Document)} - {"Document"} == {
        document.__name__ for document in shown
    } | named


def test_every_key_is_explained():
    reference = field_reference()
    assert "| None |" not in reference
    for name in TYPES:
        assert f"`type: {name}`" in reference
    for _, places in FILES:
        for _, document in places:
            for name, field in document.model_fields.items():
                assert re.search(rf"\| `{field.alias or name}` \| (yes|no) \| \w", reference)
