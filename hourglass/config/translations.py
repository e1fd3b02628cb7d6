"""The message catalogue: every English text of code and templates, its Chinese, and the compiled file Django reads."""

import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LOCALE = "zh_Hans"
HEADER = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
DYNAMIC_ATTRIBUTE = re.compile(r"""\s:[\w.-]+=("[^"]*"|'[^']*')""")
CONSTANT = re.compile(r"""_\(("[^"]*"|'[^']*')\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def catalogue_path(tree: Path) -> Path:
    """This function will name the Chinese catalogue of the package at `tree`."""
    return tree / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def messages_in(tree: Path) -> Catalog:
    """This function will collect every message that the Python files and templates below `tree` can look up."""
    found = Catalog(locale=LOCALE)
    for path in sorted(tree.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            source = path.read_text()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            source = python_of(path.read_text(), origin=str(path))
        else:
            continue
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            found.add(message, context=context)
    return found


def python_of(template: str, *, origin: str = "") -> str:
    """This function will rewrite a template as Python calls with exactly the message ids Django looks up.

    Django blanks the words between the calls; what is left needs no indentation. The dynamic attributes of
    components (`:label="_('Name')"`) are no template tags, so their texts are added.
    """
    lines = [line.strip() for line in templatize(template, origin).splitlines()]
    lines += [
        f"_({text})" for attribute in DYNAMIC_ATTRIBUTE.findall(template) for text in CONSTANT.findall(attribute[1:-1])
    ]
    return "\n".join(lines)


def read(path: Path) -> Catalog:
    """This function will read a catalogue, also one that git has merged line by line."""
    if not path.exists():
        return Catalog(locale=LOCALE)
    return read_po(io.StringIO(mended(path.read_text())), locale=LOCALE)


def mended(text: str) -> str:
    """This function will give a message that lost its translation to a line-by-line merge the one that follows it.

    Two branches that add messages with the same Chinese side by side merge to two `msgid` lines over one `msgstr`.
    """
    return re.sub(r'^(msgid "[^"\n]+"\n)(?=msgid "[^"\n]+"\n(msgstr .*\n))', r"\1\2", text, flags=re.MULTILINE)


def renewed(old: Catalog, found: Catalog) -> Catalog:
    """This function will give every found message its old translation, and forget what is no longer found."""
    new = Catalog(locale=LOCALE)
    for message in entries(found):
        before = old.get(message.id, message.context)
        entry = new.add(message.id, before.string if before else None, context=message.context)
        entry.flags.clear()
    return new


def entries(catalogue: Catalog) -> Iterator[Message]:
    """This function will give the messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def written(catalogue: Catalog) -> str:
    """This function will write a catalogue sorted by message, with nothing in it that differs between two runs."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER + out.getvalue().decode().strip() + "\n"


def faults(catalogue: Catalog) -> list[str]:
    """This function will name every message without Chinese, or whose Chinese has other placeholders."""
    found = []
    for message in entries(catalogue):
        english = message.id if isinstance(message.id, str) else message.id[-1]
        chinese = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
        if not chinese:
            found.append(f"no Chinese: {english}")
        elif set(PLACEHOLDER.findall(chinese)) != set(PLACEHOLDER.findall(english)):
            found.append(f"other placeholders in Chinese: {english}")
    return found


def compile_stale(tree: Path) -> None:
    """This function will compile the catalogue when it is newer than its compiled file; at no cost otherwise."""
    source = catalogue_path(tree)
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns):
        return
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".mo", delete=False) as file:
        write_mo(file, read(source))
    os.utime(file.name, ns=(source.stat().st_mtime_ns, source.stat().st_mtime_ns))
    os.chmod(file.name, 0o644)
    os.replace(file.name, target)  # whole or not at all, whoever else compiles at the same time
