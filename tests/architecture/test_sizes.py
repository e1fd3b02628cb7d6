"""Sizes good code converges on: a mirror; the stops are held."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.tree import ROOT, Module, modules, templates, write

pytestmark = pytest.mark.once

MODULE, FUNCTION, VIEW, TEMPLATE = 400, 50, 40, 120
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: Module) -> Iterator[tuple[Function, int]]:
    """This function will give every function of a module with its length, decorators apart."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def is_view(module: Module, function: Function) -> bool:
    """This function will tell whether a function answers requests."""
    return "views" in module.path.parts and bool(function.args.args) and function.args.args[0].arg == "request"


def too_long(root: Path) -> list[str]:
    """This function will name everything longer than its stop."""
    found = []
    for module in modules(root):
        lines = len(module.text.splitlines())
        found += [f"{module.name}: {lines} lines"] if lines > MODULE else []
        found += [
            f"{module.name} {function.name}: {lines} lines"
            for function, lines in functions(module)
            if lines > (VIEW if is_view(module, function) else FUNCTION)
        ]
    for path in templates(root):
        lines = len(path.read_text().splitlines())
        found += [f"{path.relative_to(root).as_posix()}: {lines} lines"] if lines > TEMPLATE else []
    return found


def test_nothing_is_longer_than_its_stop() -> None:
    assert too_long(ROOT) == []


def test_the_medians_are_small() -> None:
    of_modules = [len(module.text.splitlines()) for module in modules() if module.text.strip()]
    of_functions = [lines for module in modules() for _function, lines in functions(module)]
    of_templates = [len(path.read_text().splitlines()) for path in templates()]
    print(f"medians: module {median(of_modules)}, function {median(of_functions)}, template {median(of_templates)}")  # noqa: T201
    assert median(of_modules) <= 90
    assert median(of_functions) <= 8


def test_what_is_too_long_is_caught(tmp_path: Path) -> None:
    body = "    pass\n"
    write(
        tmp_path,
        {
            "hourglass/usage/long.py": "x = 1\n" * (MODULE + 1),
            "hourglass/usage/longest.py": "x = 1\n" * MODULE + "",
            "hourglass/usage/functions.py": f"def short():\n{body * 49}\n\ndef long():\n{body * 50}",
            "hourglass/console/views/a.py": f"def show(request):\n{body * 40}\n\ndef fine(request):\n{body * 39}",
            "hourglass/console/templates/console/a/index.html": "<p>\n" * (TEMPLATE + 1),
        },
    )
    assert too_long(tmp_path) == [
        "hourglass/console/views/a.py show: 41 lines",
        "hourglass/usage/functions.py long: 51 lines",
        "hourglass/usage/long.py: 401 lines",
        "hourglass/console/templates/console/a/index.html: 121 lines",
    ]
