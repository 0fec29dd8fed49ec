"""The little that a questionnaire's texts may do: ``**strong**``, line breaks and bullet lists. Never HTML."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_BULLET = re.compile(r"\s*[-*•]\s+(.+)")


def inline(text: str) -> Markup:
    """Return a text as one run of HTML: strong words, line breaks; everything else is shown as it was written."""
    return Markup("<br>").join(_strong(line) for line in text.strip().splitlines())


def block(text: str) -> Markup:
    """Return a text as paragraphs and bullet lists."""
    made: list[Markup] = []
    bullets: list[Markup] = []
    for line in [*text.strip().splitlines(), ""]:
        bullet = _BULLET.fullmatch(line)
        if bullet:
            bullets.append(Markup("<li>{}</li>").format(_strong(bullet[1])))
            continue
        if bullets:
            made.append(Markup("<ul>{}</ul>").format(Markup().join(bullets)))
            bullets = []
        if line.strip():
            made.append(Markup("<p>{}</p>").format(_strong(line)))
    return Markup().join(made)


def plain(text: str) -> str:
    """Return a text on one line, without its marks."""
    return " ".join(_STRONG.sub(r"\1", text).split())


def _strong(line: str) -> Markup:
    return Markup(_STRONG.sub(r"<strong>\1</strong>", str(escape(line.strip()))))  # noqa: S704 -- escaped just before
