"""Views of the member's path."""
from __future__ import annotations


def start(wave: str) -> str:
    """Show the start page."""
    raise NotImplementedError(wave)


def answer(wave: str) -> str:
    """Take one posted page."""
    raise NotImplementedError(wave)
