"""A questionnaire on paper."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.cli.shared import FILE, WRITTEN, tell
from survey_app.compilers.paper import paper_form
from survey_app.errors import SurveyError
from survey_app.language import N_, Language
from survey_app.questionnaire.loader import read_questionnaire_file


class LanguageMissingError(SurveyError):
    """A paper form in a language that the questionnaire does not have."""

    code = "language-missing"
    found = N_("Bộ câu hỏi không có bản “{given}” (có: {known}).")
    fix = N_("Chọn một ngôn ngữ của bộ câu hỏi, hoặc thêm bản dịch.")


@click.command(name="paper")
@click.argument("questionnaire", type=FILE)
@click.option("--out", type=FILE, required=True, help="HTML file to write; print it from a browser on A4")
@click.option("--language", "spoken", type=click.Choice([one.value for one in Language]), help="default: its first")
def paper_command(questionnaire: Path, out: Path, spoken: str | None) -> None:
    """Write a questionnaire as a form for paper: one HTML file for A4, black on white."""
    asked = read_questionnaire_file(questionnaire)
    language = spoken or asked.languages[0]
    if language not in asked.languages:
        known = ", ".join(asked.languages)
        raise LanguageMissingError(where=str(questionnaire), given=language, known=known)
    out.write_text(paper_form(asked, language), encoding="utf-8")
    tell(WRITTEN, path=out)
