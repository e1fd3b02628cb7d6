"""Reading a tree of source files, the product's own or one made for a test."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = {".venv", "var", "node_modules", ".git", "__pycache__", "vendor"}


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """Its path inside the tree, as a message names it."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def package(self) -> str:
        """The package of the layer picture it belongs to."""
        return self.path.relative_to(self.root).parts[1]

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def modules(root: Path = ROOT, *, below: str = "hourglass", migrations: bool = False) -> Iterator[Module]:
    """This function will give every Python file of the tree, migrations only when asked for."""
    for path in sorted((root / below).rglob("*.py")):
        if GENERATED.isdisjoint(path.parts) and (migrations or "migrations" not in path.parts):
            yield Module(root, path)


def templates(root: Path = ROOT) -> Iterator[Path]:
    """This function will give every template of the tree."""
    yield from sorted((root / "hourglass").rglob("templates/**/*.html"))


def write(root: Path, files: dict[str, str]) -> Path:
    """This function will write `files` below `root` and return it: a tree with a breach in it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def layers(root: Path = ROOT) -> list[list[str]]:
    """This function will read the layers of pyproject.toml, the highest first."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return [line.split(" | ") for line in contracts[0]["layers"]]
