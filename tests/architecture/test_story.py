"""Every verb that code records is told in a story, in both languages; and nothing is told that is never recorded."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import hourglass
from hourglass.base import verbs

pytestmark = pytest.mark.once
CODE = Path(hourglass.__file__).parent
RECORDERS = {"record", "Told", "known"}  # timeline.record("..."), timeline.Told("..."), verbs.known("...")


def recorded(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """This function will find the verb of each call that records one; one that is not written out is named "?"."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RECORDERS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id in {"timeline", "verbs"} and node.args):
            continue
        verb = node.args[0]
        yield (str(verb.value) if isinstance(verb, ast.Constant) else "?"), node.lineno


def everywhere() -> list[tuple[str, str]]:
    """This function will list (verb, place) of every recording in the product."""
    return [
        (verb, f"{path.relative_to(CODE.parent)}:{line}")
        for path in sorted(CODE.rglob("*.py"))
        for verb, line in recorded(ast.parse(path.read_text()))
    ]


def test_conv_08_every_recorded_verb_is_told() -> None:
    told = verbs.every()
    untold = [
        (verb, place) for verb, place in everywhere() if verb not in told and place.split(":")[0] not in PASSED_ON
    ]
    assert untold == [], "Add the verb and its sentence to the package's story.py (see hourglass/base/story.py)."


# Here the verb is an argument; the callers' own calls are what the rule is about.
PASSED_ON = {"hourglass/base/timeline.py"}


def test_every_told_verb_is_recorded() -> None:
    assert set(verbs.every()) - {verb for verb, _ in everywhere()} == set(), "Take the sentence out of story.py."


def test_a_verb_that_is_not_told_or_not_written_out_is_found() -> None:
    tree = ast.parse("timeline.record('a.b', on=x)\ntimeline.record(f'{y}.c', on=x)\nother.record('d')")
    assert list(recorded(tree)) == [("a.b", 1), ("?", 2)]


def test_every_sentence_is_told_in_both_languages() -> None:
    for verb in verbs.every().values():
        with override("en"):
            english = str(verb.sentence)
        with override("zh-hans"):
            chinese = str(verb.sentence)
        assert english != chinese, f"{verb.name} has no Chinese sentence"
        for sentence in (english, chinese):
            names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            assert {"actor"} <= names <= {"actor", "object"}, verb.name
