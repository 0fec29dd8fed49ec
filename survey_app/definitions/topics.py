"""The topics of branch briefs: what a branch secretary chooses from, so that briefs can be laid beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from survey_app.definitions.organisation import once, text_of
from survey_app.language import Text
from survey_app.questionnaire.documents import Document, Slug, TextDoc, Translations
from survey_app.questionnaire.door import Findings, QuestionnaireRejectedError, admit
from survey_app.questionnaire.marks import Marked, Step, read, read_path
from survey_app.questionnaire.problems import Problem, has_errors, in_order
from survey_app.questionnaire.wording import sound

LANGUAGES = ("vi", "en")


class TopicDoc(Document):
    """One topic."""

    topic: Slug = Field(description="name of the topic; briefs keep it, so it is never given to another matter")
    title: TextDoc = Field(description="what the secretary reads, in both languages")
    help: TextDoc | None = Field(default=None, description="what belongs under it, in a line")


class TopicsDoc(Document):
    """A file of topics."""

    topics: Slug = Field(description="name of the list")
    title: TextDoc = Field(description="its title")
    entries: list[TopicDoc] = Field(min_length=1, description="the topics, in the order of the form")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic of a brief."""

    topic: str
    title: Text
    help: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics, in the order of the form."""

    topics: str
    title: Text
    entries: tuple[Topic, ...]

    def topic(self, name: str) -> Topic:
        """Return the topic of that name; KeyError when there is none."""
        for entry in self.entries:
            if entry.topic == name:
                return entry
        raise KeyError(name)


def load_topics(text: str, *, file: str) -> Topics:
    """Return the topics written in a YAML text; ``QuestionnaireRejectedError`` with all problems at once."""
    return _accepted(examine_topics(read(text, file=file), file=file))


def read_topics_file(path: Path) -> Topics:
    """Return the topics of a file."""
    return _accepted(examine_topics(read_path(path), file=str(path)))


def _accepted(examined: tuple[Topics | None, tuple[Problem, ...]]) -> Topics:
    topics, problems = examined
    if topics is None:
        raise QuestionnaireRejectedError(problems)
    return topics


def examine_topics(marked: Marked, *, file: str) -> tuple[Topics | None, tuple[Problem, ...]]:
    """Return the topics of a file that was read, and every problem."""
    if not marked.documents:
        return None, in_order(marked.problems)
    admitted = admit(marked.documents[0], TopicsDoc, file=file)
    document, findings = admitted.document, admitted.findings
    if document is not None:
        _check(document, findings)
    problems = in_order([*marked.problems, *findings.problems])
    return (None if document is None or has_errors(problems) else _built(document)), problems


def _check(document: TopicsDoc, findings: Findings) -> None:
    once(findings, "entries", "topic", [entry.topic for entry in document.entries])
    _in_both(findings, ("title",), document.topics, document.title)
    for number, entry in enumerate(document.entries):
        _in_both(findings, ("entries", number, "title"), entry.topic, entry.title)
        _in_both(findings, ("entries", number, "help"), entry.topic, entry.help)
    seen: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(document.entries):
        path = ("entries", number, "title")
        for language, words in text_of(entry.title).items():
            key = (language, sound(words))
            if key in seen:
                where = (*path, language) if isinstance(entry.title, Translations) else path
                findings.add("topic-same-title", where, given=words, other=seen[key])
                break
            seen[key] = entry.topic


def _in_both(findings: Findings, path: tuple[Step, ...], given: str, text: TextDoc | None) -> None:
    spoken = text_of(text)
    for language in LANGUAGES:
        if text is not None and language not in spoken:
            findings.add("topic-one-language", path, given=given, missing=language, key_=str(path[-1]))


def _built(document: TopicsDoc) -> Topics:
    return Topics(
        topics=document.topics,
        title=text_of(document.title),
        entries=tuple(
            Topic(topic=entry.topic, title=text_of(entry.title), help=text_of(entry.help)) for entry in document.entries
        ),
    )
