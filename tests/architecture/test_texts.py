"""What may be written where: Chinese in catalogues, links that lead somewhere, no word of the making."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import GENERATED, ROOT, Module, modules, templates, write

pytestmark = pytest.mark.once

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Data that is Chinese by nature: everything a person reads beside it is looked up in the catalogue.
CHINESE_DATA = {
    "hourglass/base/models/people.py": "each language is named in itself",
    "hourglass/base/builtin.py": "the roles of a new installation have a name in both languages",
    "hourglass/base/money.py": "Chinese counts in wan and yi, which no word of English stands for",
    "hourglass/base/workspace.py": "the workspace is named in both languages",
    "hourglass/base/terms.py": "the dictionary of terms is the Chinese and English beside each other",
    "hourglass/customers/lookalikes.py": "characters that look alike are what its table is about",
    "hourglass/config/demo_contracts.py": "what the demo's vendor sells has Chinese names",
    "hourglass/config/demo.py": "the demo's people have Chinese names",
    "hourglass/gateway/imports/known.py": "files call their columns by Chinese names, whatever language is read",
    "hourglass/gateway/imports/finding.py": "files call their columns by Chinese names, whatever language is read",
    "hourglass/gateway/imports/use.py": "files call their columns by Chinese names in every language",
    "hourglass/gateway/imports/branches.py": "files call their columns by Chinese names in every language",
    "hourglass/gateway/imports/spending.py": "files call columns and blocks by Chinese names in every language",
    "hourglass/gateway/imports/touching.py": "files call columns and channels by Chinese names in every language",
    "hourglass/gateway/imports/subscriptions.py": "files call their columns by Chinese names in every language",
    "hourglass/gateway/sheets/values.py": "files write days and answers in Chinese, whatever language is read",
    "hourglass/config/demo_people.py": "the people of the demo's customers have Chinese names",
    "hourglass/config/demo_segments.py": "what the demo's customers say is Chinese",
    "hourglass/usage/metrics/opening.py": "times are written with Chinese punctuation too",
    "hourglass/config/demo_usage.py": "what the demo's vendor sells has Chinese names",
    "hourglass/customers/segment_defaults.py": "the proposed classes have a name in both languages",
    "hourglass/customers/archive/defaults.py": "the named documents have their fields in both languages",
    "hourglass/config/demo_tokens.py": "the programs of the demo have Chinese names",
    "hourglass/config/demo_imports.py": "the file that the demo brought is Chinese",
    "hourglass/config/demo_events.py": "the demo's product calls its events by Chinese names",
    "hourglass/config/demo_costs.py": "what the demo's vendor notes is Chinese",
    "hourglass/config/demo_archive.py": "what the demo's customers say is Chinese",
    "hourglass/config/demo_renewals.py": "what the demo's customers say is Chinese",
    "hourglass/config/demo_customers.py": "the demo's customers have Chinese names",
}
# Written so that the list itself is no finding.
UNWANTED = [
    r"(?<![\w.])/wor[k]/",
    r"(?<![\w.:])/(root|home)/[\w.]",
    r"py[p]i\.(org|python)",
    r"python[h]osted",
    r"npm[j]s\.",
    r"un[p]kg\.",
    r"js[d]elivr",
    r"(?i)clau[d]e",
    r"(?i)anthrop[i]c",
    r"(?i)open[a]i\b",
    r"(?i)co[p]ilot",
    r"(?i)chat[g]pt",
    r"(?i)co-fo[u]nder",
    r"(?i)language mo[d]el",
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def chinese_outside_the_catalogue(root: Path) -> list[str]:
    """This function will name every Chinese text of code and templates that no dictionary holds."""
    in_code = [
        f"{module.name}:{line}"
        for module in modules(root)
        if module.name not in CHINESE_DATA
        for line, text in texts(module)
        if CHINESE.search(text)
    ]
    in_templates = [
        f"{path.relative_to(root).as_posix()}:{number}"
        for path in templates(root)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if CHINESE.search(line)
    ]
    return in_code + in_templates


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """This function will give every text a module holds, docstrings apart."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def kept_files(root: Path) -> Iterator[Path]:
    """This function will give every text file that git keeps; of a tree made for a test, every file."""
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    paths = [root / name for name in listed if name] or sorted(root.rglob("*"))
    for path in paths:
        if path.is_file() and GENERATED.isdisjoint(path.parts) and ".min." not in path.name:
            yield path


def unwanted_words(root: Path) -> list[str]:
    """This function will name every file that speaks of a machine, a registry or a tool instead of the product."""
    unwanted = re.compile("|".join(f"(?:{word})" if "(?i)" not in word else f"(?i:{word[4:]})" for word in UNWANTED))
    return [
        f"{path.relative_to(root).as_posix()}: {match[0]}"
        for path in kept_files(root)
        if (match := unwanted.search(path.read_text(errors="ignore")))
    ]


def broken_links(root: Path) -> list[str]:
    """This function will name every link of a document that leads to no file or no heading."""
    broken = []
    for path in kept_files(root):
        for link in LINK.findall(path.read_text()) if path.suffix == ".md" else []:
            file, _, heading = link.partition("#")
            target = path if not file else path.parent / file
            if re.match(r"[a-z]+:", link):
                continue
            if not target.exists() or (heading and heading not in headings(target)):
                broken.append(f"{path.relative_to(root).as_posix()} -> {link}")
    return broken


def headings(path: Path) -> set[str]:
    """This function will give the anchors of a document's headings."""
    found = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in found}


def test_chinese_stands_in_the_catalogue_only() -> None:
    assert chinese_outside_the_catalogue(ROOT) == []


def test_nothing_speaks_of_the_tools_it_was_made_with() -> None:
    assert unwanted_words(ROOT) == []


def test_links_lead_somewhere() -> None:
    assert broken_links(ROOT) == []


def test_chinese_elsewhere_is_caught(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "hourglass/usage/a.py": '"""Usage 用量."""\n\n# 用量\nNAME = "用量"\n',
            "hourglass/usage/templates/usage/a.html": "<p>ok</p>\n<p>用量</p>\n",
            "hourglass/base/terms.py": 'USAGE = "用量"\n',
        },
    )
    assert chinese_outside_the_catalogue(tmp_path) == [
        "hourglass/usage/a.py:4",
        "hourglass/usage/templates/usage/a.html:2",
    ]


@pytest.mark.parametrize(
    "text", ["see /wor" + "k/x", "https://py" + "pi.org/simple", "Clau" + "de", "/ro" + "ot/.cache"]
)
def test_an_unwanted_word_is_caught(tmp_path: Path, text: str) -> None:
    assert len(unwanted_words(write(tmp_path, {"docs/a.md": text, "docs/b.md": "agents at work / homework"}))) == 1


def test_a_broken_link_is_caught(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "README.md": "[a](docs/a.md) [b](docs/b.md) [c](docs/a.md#two-words) [d](docs/a.md#three) [e](https://x.example)",
            "docs/a.md": "# Two words\n\n[up](../README.md) [here](#two-words)",
        },
    )
    assert broken_links(tmp_path) == ["README.md -> docs/b.md", "README.md -> docs/a.md#three"]
