"""The language of a request, and how templates speak it.

Templates carry the Vietnamese source in ``_("…")``; English comes from ``survey_app.language``. No cookie keeps the
choice: it travels as ``?lang=en`` or inside the member's form field.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Flask, g, has_request_context, request

from survey_app.language import Language, Text, say, translate
from survey_app.web import texts


def current_language() -> Language:
    """Return the language of this request."""
    if has_request_context() and "language" in g:
        return Language(g.language)
    return Language.VI


def set_language(wanted: str | None, offered: Sequence[str] = tuple(Language)) -> Language:
    """Set the language of this request to the wanted one if it is offered, else to the first offered; return it."""
    known = [Language(code) for code in offered if code in tuple(Language)] or [Language.VI]
    language = next((code for code in known if code == wanted), known[0])
    g.language = language
    return language


def tell(message: str, **fields: object) -> str:
    """Return a Vietnamese source message in the language of this request, with its ``{fields}`` filled in."""
    said = translate(message, current_language())
    return said.format(**fields) if fields else said


def day(value: date | str | None) -> str:
    """Return a day as dd/mm/yyyy; an empty text for none."""
    if not value:
        return ""
    return (date.fromisoformat(value) if isinstance(value, str) else value).strftime("%d/%m/%Y")


def install(app: Flask, default: Language) -> None:
    """Teach the application's templates ``_``, ``say``, ``day`` and ``language``."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        gettext=lambda message: translate(message, current_language()),
        ngettext=lambda one, many, count: translate(one if count == 1 else many, current_language()),
        newstyle=True,
    )
    environment.trim_blocks = True
    environment.lstrip_blocks = True

    def say_it(text: Text) -> str:
        return say(text, current_language())

    environment.filters["say"] = say_it
    environment.filters["day"] = day
    environment.filters["inline"] = lambda text: texts.inline(say_it(text))
    environment.filters["block"] = lambda text: texts.block(say_it(text))
    environment.filters["plain"] = lambda text: texts.plain(say_it(text))

    @app.before_request
    def _choose() -> None:
        set_language(request.args.get("lang") or default)

    @app.context_processor
    def _names() -> dict[str, object]:
        return {"language": current_language().value}
