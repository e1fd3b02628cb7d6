"""What this installation is: version, licence, libraries, and the source that its users may take."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from hourglass.base.models import User

# What the source consists of. An allow-list, so that no key, database or log can slip into it.
SOURCE_FOLDERS = ("hourglass", "tests", "benchmarks", "bin", "docs", "requirements", ".ci")
SOURCE_FILES = (".gitattributes", ".gitignore", "LICENSE", "pyproject.toml")
LEFT_OUT = {".pyc", ".mo", ".sqlite3"}


@dataclass(frozen=True, slots=True)
class Library:
    """A piece of somebody else's work that we ship or need."""

    name: str
    version: str
    licence: str


SHIPPED = (
    Library("Apache ECharts", "6", "Apache-2.0"),
    Library("Geist", "1", "OFL-1.1"),
    Library("htmx", "2.0.11", "0BSD"),
    Library("Tabler Icons", "3", "MIT"),
)
NOT_DECLARED = {"pysqlite3": "Zlib"}  # says so in its licence file only


@cache
def libraries() -> tuple[Library, ...]:
    """This function will list what the product runs on, with version and licence, by name.

    What is installed does not change under a running process, so the files are read once.
    """
    locked = re.findall(r"^([\w.-]+)==", (settings.ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    found = [*SHIPPED]
    for name in locked:
        try:
            about = metadata(name)
        except PackageNotFoundError:  # needed on another system only
            continue
        declared = NOT_DECLARED.get(name) or licence_of(
            (about.get_all("License-Expression") or about.get_all("License") or [""])[0],
            about.get_all("Classifier") or [],
        )
        found.append(Library(about["Name"], about["Version"], declared))
    return tuple(sorted(found, key=lambda library: library.name.lower()))


def licence_of(declared: str, classifiers: list[str]) -> str:
    """This function will find the licence a package declares: in a word of its own, or by a classifier."""
    if declared and len(declared) <= 60 and "\n" not in declared:
        return declared.strip()
    named = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    return ", ".join(named) or "—"


def installation() -> Iterator[tuple[str, str]]:
    """This function will name each fact of the installation that helps when something is to be mended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    yield _("Database"), f"{connection.display_name} {version}"
    yield _("Data folder"), megabytes(sum(path.stat().st_size for path in settings.DATA.rglob("*") if path.is_file()))
    yield _("Time zone"), settings.TIME_ZONE
    yield _("Default language"), str(dict(settings.LANGUAGES)[settings.LANGUAGE_CODE])
    people = User.objects.unscoped(reason="how many people there are is a fact of the installation")
    yield _("Active people"), str(people.filter(is_active=True).count())


def megabytes(size: int) -> str:
    """This function will write a number of bytes for a person."""
    return f"{size / 1024 / 1024:,.1f} MB"


def source() -> bytes:
    """This function will pack the source of the running version, as its licence promises to everybody who uses it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in source_files(settings.ROOT):
            archive.write(path, Path("hourglass") / path.relative_to(settings.ROOT))
    return packed.getvalue()


def source_files(root: Path) -> Iterator[Path]:
    """This function will give every file of the source below `root`, and nothing that an installation keeps."""
    yield from sorted(path for path in root.glob("*.md") if path.is_file())
    yield from (root / name for name in SOURCE_FILES if (root / name).is_file())
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix not in LEFT_OUT and "__pycache__" not in path.parts:
                yield path
