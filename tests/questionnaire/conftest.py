from pathlib import Path

import pytest

from survey_app.questionnaire.loader import load_questionnaire

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def language_text():
    """The example of the questionnaire language, word for word."""
    return (HERE / "language.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def example(language_text):
    return load_questionnaire(language_text, file="language.yaml")


@pytest.fixture(scope="session")
def quarterly(root):
    path = root / "questionnaires" / "tam-trang-quy.yaml"
    return load_questionnaire(path.read_text(encoding="utf-8"), file=path.name)
