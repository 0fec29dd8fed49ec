"""Every public function of ``analysis`` says what it takes, what it refuses, where it comes from, and the R call."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
from types import FunctionType, ModuleType

import pytest

import analysis

MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(analysis.__path__, "analysis.")
    if not found.name.startswith("analysis.disclosure")
)


def functions(module: ModuleType) -> list[FunctionType]:
    return [
        member
        for member in vars(module).values()
        if isinstance(inspect.unwrap(member) if callable(member) else member, FunctionType)
        and not member.__name__.startswith("_")
        and member.__module__ == module.__name__
    ]


def lacks(function: FunctionType) -> list[str]:
    told = inspect.getdoc(function) or ""
    source = inspect.getsource(inspect.unwrap(function))
    sections = dict(re.findall(r"^(\w+)\n-{3,}\n(.*?)(?=^\w+\n-{3,}|\Z)", told, re.DOTALL | re.MULTILINE))
    named = set(re.findall(r"\w+", " ".join(re.findall(r"^([\w, ]+) :", sections.get("Parameters", ""), re.MULTILINE))))
    wanted = set(inspect.signature(function).parameters) - {"cells", "design", "target", "confidence"}
    raised = {
        node.exc.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }
    found = [] if re.match(r"Return|Yield", told) else ["what comes back"]
    found += [f"parameter {name}" for name in sorted(wanted - named)]
    found += [f"error {name}" for name in sorted(raised) if name not in sections.get("Raises", "")]
    found += [] if "References" in sections else ["source"]
    found += [] if re.search(r"\bR: ", told) else ["R call"]
    return found


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_is_documented_in_full(name):
    missing = {one.__name__: lacks(one) for one in functions(importlib.import_module(name))}

    assert {function: what for function, what in missing.items() if what} == {}


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_show(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
