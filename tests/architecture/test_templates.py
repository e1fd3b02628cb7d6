"""Templates escape everything and carry no style, script or handler: the content policy would stop them."""

import ast
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, templates, write

pytestmark = pytest.mark.once

UNESCAPED = {"mark_safe", "format_html", "format_html_join", "SafeString", "SafeText"}
UNESCAPED_IN_TEMPLATE = re.compile(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off")


class Inline(HTMLParser):
    """Collects what the content policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name in {"style", ":style"} or (re.match(r"hx-on|on[a-z]+$", name) and value is not None):
                self.found.append(name)
            if re.match(r"\s*(javascript|js):", value or "", re.IGNORECASE):
                self.found.append(f"{name}={value}")

    handle_startendtag = handle_starttag


def inline_parts(root: Path) -> list[str]:
    """This function will name every inline style, script and handler of the templates."""
    found = []
    for path in templates(root):
        parser = Inline()
        parser.feed(path.read_text())
        found += [f"{path.relative_to(root).as_posix()} {what}" for what in parser.found]
    return found


def unescaped(root: Path) -> list[str]:
    """This function will name every place outside the ui package that switches escaping off."""
    in_code = [
        f"{module.name}:{node.lineno}"
        for module in modules(root)
        if module.package != "ui"
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in UNESCAPED)
        or (isinstance(node, ast.Attribute) and node.attr in UNESCAPED)
    ]
    in_templates = [
        f"{path.relative_to(root).as_posix()}:{number}"
        for path in templates(root)
        if "hourglass/ui/" not in path.as_posix()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if UNESCAPED_IN_TEMPLATE.search(line)
    ]
    return in_code + in_templates


def test_templates_are_free_of_inline_parts() -> None:
    assert inline_parts(ROOT) == []


def test_nothing_outside_the_ui_package_switches_escaping_off() -> None:
    assert unescaped(ROOT) == []


INLINE = [
    '<p style="color: red">',
    '<p style="width: {{ n }}%">',
    '<c-card :style="{}" />',
    "<style>p {}</style>",
    "<script>alert(1)</script>",
    '<button {% if a %}disabled{% endif %} onclick="go()">',
    '<button hx-on:click="go()">',
    '<a href="javascript:go()">',
    "<a hx-vals='js:{a: 1}'>",
]


@pytest.mark.parametrize("part", INLINE)
def test_an_inline_part_is_caught(tmp_path: Path, part: str) -> None:
    assert inline_parts(write(tmp_path, {"hourglass/console/templates/console/a/index.html": part})) != []


def test_what_the_policy_allows_is_allowed(tmp_path: Path) -> None:
    fine = (
        '<script src="/a.js"></script><script type="application/json">{}</script><p class="{% if on %}one{% endif %}">'
    )
    assert inline_parts(write(tmp_path, {"hourglass/console/templates/console/a/index.html": fine})) == []


def test_the_template_lint_catches_a_slip(tmp_path: Path) -> None:
    slips = "{% block title %}x{% endblock %}\n<div>{{name}}</div>\n<img src='/a.png'>\n"
    write(tmp_path, {"hourglass/console/templates/console/a.html": slips})
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    lint = subprocess.run(
        [Path(sys.executable).with_name("djlint"), "--lint", "hourglass"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 1
    assert "T001" in lint.stdout


@pytest.mark.parametrize(
    "files",
    [
        {"hourglass/usage/a.py": "from django.utils.safestring import mark_safe\nmark_safe('x')\n"},
        {"hourglass/console/a.py": "from django.utils import html\nhtml.format_html('x')\n"},
        {"hourglass/console/templates/console/a.html": "{{ note|safe }}"},
        {"hourglass/console/templates/console/a.html": "{{ note|default:'' | safe }}"},
        {"hourglass/console/templates/console/a.html": "{% autoescape off %}{{ note }}{% endautoescape %}"},
    ],
)
def test_unescaped_text_is_caught(tmp_path: Path, files: dict[str, str]) -> None:
    assert unescaped(write(tmp_path, files)) != []
