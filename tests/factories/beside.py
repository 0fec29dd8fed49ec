"""Modules that lie beside tests and are used by a script of their folder too."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType


def beside(conftest: str, name: str) -> ModuleType:
    """Return the module of that name in a conftest's folder; the script beside imports it by the same name."""
    folder = str(Path(conftest).parent)
    sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(folder)
