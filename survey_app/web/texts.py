"""The little that a questionnaire's texts may do on a page; see ``survey_app.questionnaire.formatting``."""

from __future__ import annotations

from survey_app.questionnaire.formatting import block, inline, plain

__all__ = ["block", "inline", "plain"]
