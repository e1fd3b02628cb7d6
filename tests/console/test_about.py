"""About tells what the installation is, and gives everybody who uses it the source."""

import io
import tomllib
import zipfile
from pathlib import Path

from django.db import connection
from django.test import Client

from hourglass import __version__
from hourglass.base.models import User
from hourglass.console import about
from tests.architecture.tree import ROOT, write


def test_who_may_see_jobs_sees_the_installation(client: Client, admin: User) -> None:
    client.force_login(admin)
    html = client.get("/admin/about/").content.decode()
    facts = dict(about.installation())
    assert connection.display_name in html
    assert all(value in html for value in facts.values() if "MB" not in value)
    assert list(facts.values())[-1] == "1"


def test_everybody_sees_version_licence_and_the_work_of_others(client: Client, someone: User) -> None:
    client.force_login(someone)
    html = client.get("/admin/about/").content.decode()
    assert __version__ in html
    assert "AGPL-3.0-or-later" in html
    assert "Apache ECharts" in html
    assert connection.display_name not in html


def test_every_library_says_its_licence() -> None:
    found = about.libraries()
    assert len(found) > 40
    assert [library.name for library in found if library.licence == "—"] == []


def test_no_library_forbids_our_licence() -> None:
    assert [library.name for library in about.libraries() if "proprietary" in library.licence.lower()] == []


def test_the_source_is_whole_and_holds_nothing_of_the_installation(client: Client, someone: User) -> None:
    client.force_login(someone)
    answer = client.get("/admin/about/source/")
    assert answer["Content-Disposition"] == f'attachment; filename="hourglass-{__version__}.zip"'
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert {"hourglass/LICENSE", "hourglass/pyproject.toml", "hourglass/bin/run", "hourglass/README.md"} <= {*names}
    assert "hourglass/hourglass/config/settings.py" in names
    assert not [name for name in names if name.endswith((".pyc", ".sqlite3", ".env")) or "/var/" in name]


def test_keys_and_data_beside_the_code_stay_there(tmp_path: Path) -> None:
    kept = {
        "var/secret-key": "k",
        ".env": "k",
        "hourglass/__pycache__/a.pyc": "",
        "hourglass/a.py": "",
        "README.md": "",
    }
    write(tmp_path, kept)
    assert [path.relative_to(tmp_path).as_posix() for path in about.source_files(tmp_path)] == [
        "README.md",
        "hourglass/a.py",
    ]


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


def test_a_licence_is_found_whichever_way_it_is_declared() -> None:
    assert about.licence_of("MIT", []) == "MIT"
    assert about.licence_of("A text of many words " * 9, ["License :: OSI Approved :: MIT License"]) == "MIT License"
    assert about.licence_of("", []) == "—"
