"""The reference pages of docs/reference, written from the code they describe."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from hourglass.base.permissions import Permission
from hourglass.base.resolution import ScopeKind
from hourglass.base.settings import declared
from hourglass.base.terms import GROUPS
from hourglass.config import coverage

WRITTEN = "<!-- Written by `bin/hourglass reference`; change the code it describes instead. -->\n"


@dataclass(frozen=True)
class Setting:
    """One variable of the environment that settings.py reads."""

    name: str
    kind: str
    default: str
    meaning: str


def settings_read(source: str) -> list[Setting]:
    """This function will find every `env.<kind>("NAME", default)` of a settings file, with the `#:` lines above it."""
    lines = source.splitlines()
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            continue
        kind = {"str": "text", "bool": "yes or no", "list": "list", "int": "number"}.get(node.func.attr, "address")
        default = node.args[1] if len(node.args) > 1 else None
        found.append(Setting(str(node.args[0].value), kind, shown(default), meaning(lines, node.lineno)))
    return sorted({setting.name: setting for setting in reversed(found)}.values(), key=lambda setting: setting.name)


def shown(default: ast.expr | None) -> str:
    """This function will show a default, if it is a plain value; computed ones are told in the meaning."""
    match default:
        case ast.Constant(value=bool(value)):
            return "`yes`" if value else "`no`"
        case ast.Constant(value=str() | int() as value) if value:
            return f"`{value}`"
        case ast.List(elts=elements) if elements:
            return " ".join(f"`{ast.literal_eval(element)}`" for element in elements)
    return ""


def meaning(lines: list[str], number: int) -> str:
    """This function will join the `#:` lines right above line `number`; nothing when there are none."""
    above: list[str] = []
    at = number - 2
    while at >= 0 and lines[at].strip().startswith("#:"):
        above.insert(0, lines[at].strip().removeprefix("#:").strip())
        at -= 1
    return " ".join(above)


def settings_page() -> str:
    """This function will write docs/reference/settings.md."""
    rows = settings_read((settings.ROOT / "hourglass" / "config" / "settings.py").read_text())
    table = "\n".join(f"| `{row.name}` | {row.kind} | {row.default} | {row.meaning} |" for row in rows)
    return (
        "# Settings\n\nAn installation is set up by variables of its environment, or by the same lines in a file "
        "`.env` beside the code. An address carries its own parts, for example `postgres://user:password@host/name`.\n\n"
        f"| Variable | Kind | Default | Meaning |\n|---|---|---|---|\n{table}\n"
    )


def permissions_page() -> str:
    """This function will write docs/reference/permissions.md."""
    with translation.override("en"):
        english = {code: str(Permission(code).label) for code in Permission.values}
    with translation.override("zh-hans"):
        chinese = {code: str(Permission(code).label) for code in Permission.values}
    table = "\n".join(f"| `{code}` | {english[code]} | {chinese[code]} |" for code in Permission.values)
    return (
        "# Permissions\n\nA role allows a set of these; a person may do what one of their roles allows.\n\n"
        f"| Code | Allows | In Chinese |\n|---|---|---|\n{table}\n"
    )


def commands_page() -> str:
    """This function will write docs/reference/commands.md."""
    rows = []
    for name, app in sorted(get_commands().items()):
        if str(app).startswith("hourglass."):
            command = import_module(f"{app}.management.commands.{name}").Command
            rows.append(f"| `bin/hourglass {name}` | {command.help} |")
    table = "\n".join(rows)
    return (
        "# Commands\n\n`bin/hourglass <command> --help` tells the arguments. Django's own commands work too.\n\n"
        f"| Command | What it does |\n|---|---|\n{table}\n"
    )


def addresses(found: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """This function will give every address below a resolver with its view."""
    for pattern in found.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


def addresses_page() -> str:
    """This function will write docs/reference/addresses.md: our own pages, not those of the log-in library."""
    rows = []
    for address, pattern in addresses(get_resolver()):
        if not pattern.callback.__module__.startswith("hourglass."):
            continue
        codes = getattr(pattern.callback, "needs", None)
        who = "everybody" if codes is None else ", ".join(f"`{code}`" for code in codes) or "who is logged in"
        plain = re.sub(r"[\\^$]", "", address)
        rows.append(f"| `/{plain}` | {pattern.name or ''} | {who} |")
    table = "\n".join(sorted(rows))
    return (
        "# Addresses\n\nEvery page and endpoint, and what a person must be allowed to open it. "
        "Log-in and its neighbours live under `/accounts/`.\n\n"
        f"| Address | Name | Who |\n|---|---|---|\n{table}\n"
    )


def in_both(words: Any) -> tuple[str, str]:
    """This function will give a translated text in English and in Chinese."""
    with translation.override("en"):
        english = str(words)
    with translation.override("zh-hans"):
        return english, str(words)


def workspace_settings_page() -> str:
    """This function will write docs/reference/workspace-settings.md."""
    rows = []
    for setting in sorted(declared().values(), key=lambda setting: setting.key):
        english, chinese = in_both(setting.label)
        with translation.override("en"):
            default = " ".join(str(part) for part in (setting.shown(setting.default), setting.unit) if part)
            scopes = ", ".join(kind for kind in ScopeKind if kind in setting.scopes)
            rows.append(
                f"| `{setting.key}` | {english} | {chinese} | {setting.kind} | {default} | {scopes} | {setting.help} |"
            )
    table = "\n".join(rows)
    return (
        "# Workspace settings\n\nWhat an administrator changes under Administration, Workspace settings. Every value "
        "has a first day, an author and a reason; see [the words everything stands on](../concepts/base-words.md). "
        "What an installation is given by its environment stands in [Settings](settings.md).\n\n"
        f"| Key | Setting | In Chinese | Kind | Default | Scopes | Meaning |\n|---|---|---|---|---|---|---|\n{table}\n"
    )


def terms_page() -> str:
    """This function will write docs/reference/terms.md."""
    groups = "\n".join(
        f"\n## {name.capitalize()}\n\n| Key | Chinese | English |\n|---|---|---|\n"
        + "\n".join(f"| `{key}` | {label.zh} | {label.en} |" for key, label in group.items())
        for name, group in GROUPS.items()
    )
    return (
        "# Terms\n\nThe dictionary of the product. The Chinese term is the reference; the English one says the same. "
        f"A company may word any of them its own way, from a day on and for one product line.\n{groups}\n"
    )


PAGES = {
    "coverage": lambda: coverage.page(settings.ROOT),
    "settings": settings_page,
    "permissions": permissions_page,
    "commands": commands_page,
    "addresses": addresses_page,
    "workspace-settings": workspace_settings_page,
    "terms": terms_page,
}


def written(folder: Path) -> dict[Path, str]:
    """This function will write every reference page, by the path it belongs to."""
    return {folder / f"{name}.md": WRITTEN + page() for name, page in PAGES.items()}
