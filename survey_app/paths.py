"""Where the shipped folders are: in the wheel under ``_data``, in a checkout beside the package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the folder ``name`` as shipped with this installation."""
    packaged = PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def templates() -> Path:
    """Return the folder of the page templates."""
    return shipped("templates")


def questionnaires() -> Path:
    """Return the folder of the YAML files."""
    return shipped("questionnaires")


def static() -> Path:
    """Return the folder of the files that pages load."""
    return PACKAGE / "web" / "static"
