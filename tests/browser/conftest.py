"""The office of the web tests, served."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def _web_fixtures() -> Any:
    name = "survey_web_fixtures"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "web" / "conftest.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


office = _web_fixtures().office
tally_key = _web_fixtures().tally_key
wave_questionnaire = _web_fixtures().wave_questionnaire


@pytest.fixture
def address(office: Any, serving: Any) -> Iterator[str]:
    """Where the office's application is served."""
    with serving(office.app) as served:
        yield served
