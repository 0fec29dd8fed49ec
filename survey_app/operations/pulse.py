"""The pulse: three questions about a new matter, written from a template and opened outside the calendar."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

from survey_app import paths
from survey_app.errors import SurveyError
from survey_app.language import N_, Language
from survey_app.questionnaire.loader import load_questionnaire
from survey_app.questionnaire.model import Questionnaire

TEMPLATE = "pulse.yaml"
BLANKS = {Language.VI: "[việc]", Language.EN: "[matter]"}
"""What the template holds where the matter is to be named."""
NAME = "hoi-nhanh"
SCHEMA = "# yaml-language-server: $schema=schema/questionnaire.json\n"
"""Names a place beside the template; the pulse is written elsewhere."""
SHORTEST, LONGEST = 3, 120


class PulseExistsError(SurveyError):
    """A questionnaire is never written over another file."""

    code = "pulse-file-exists"
    found = N_("Tệp {path} đã có.")
    fix = N_("Chọn tên khác, hoặc ghi ra tệp khác bằng --out.")


class PulseTopicError(SurveyError):
    """A matter that cannot stand inside a question."""

    code = "pulse-topic"
    found = N_("Việc cần hỏi phải từ {shortest} đến {longest} ký tự (đang là {length}), không có dấu ngoặc nhọn.")
    fix = N_("Viết vài chữ như đứng giữa câu, ví dụ: việc đổi giờ làm mùa hè. Không nêu tên người.")


class UnfilledPulseError(SurveyError):
    """A template that nobody filled in."""

    code = "pulse-unfilled"
    found = N_("Phiếu còn chỗ trống {blank}.")
    fix = N_('Viết phiếu bằng lệnh survey new pulse TÊN --topic "…", hoặc tự điền vào chỗ trống.')


def write_pulse(
    path: Path, *, name: str, topic: str, topic_en: str | None = None, folder: Path | None = None
) -> Questionnaire:
    """Return the pulse written to a file: the template of the office, or the one shipped, with the matter filled in.

    Without the English words the form is Vietnamese only.

    Raises
    ------
    PulseExistsError, PulseTopicError
        Nothing is written.
    QuestionnaireRejectedError
        The name or the words make no valid questionnaire; nothing is written.
    """
    if path.exists():
        raise PulseExistsError(path=path)
    words = {Language.VI: _words(topic), Language.EN: None if topic_en is None else _words(topic_en)}
    own = None if folder is None else folder / TEMPLATE
    template = own if own is not None and own.is_file() else paths.questionnaires() / TEMPLATE
    text = template.read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("# P")) + "\n"
    text = text.replace(f"questionnaire: {NAME}", f"questionnaire: {NAME}-{name}").replace(SCHEMA, "")
    for language, blank in BLANKS.items():
        filled = words[language]
        if filled is not None:
            text = text.replace(blank, _inside_quotes(filled))
    if topic_en is None:
        text = _vietnamese_only(text)
    questionnaire = load_questionnaire(text, file=path.name)
    path.write_text(text, encoding="utf-8")
    return questionnaire


def require_filled(questionnaire: Questionnaire) -> None:
    """Return quietly when no blank of the template is left.

    Raises
    ------
    UnfilledPulseError
        Naming the blank.
    """
    for blank in BLANKS.values():
        if blank in questionnaire.canonical:
            raise UnfilledPulseError(blank=blank)


def _words(given: str) -> str:
    words = " ".join(unicodedata.normalize("NFC", given).split())
    if not SHORTEST <= len(words) <= LONGEST or set(words) & set("{}<>"):
        raise PulseTopicError(length=len(words), shortest=SHORTEST, longest=LONGEST)
    return words


def _inside_quotes(words: str) -> str:
    """Return words as they stand inside double quotes in YAML."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _vietnamese_only(text: str) -> str:
    """Return the template without its English: declared in Vietnamese, no other language in any text."""
    text = text.replace("languages: [vi, en]", "languages: [vi]")
    text = re.sub(r"^ *en: .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r', en: ("[^"]*"|[^}"]*)\}', "}", text)
