"""A condition while somebody writes it: as the tree, but parts of it may be missing or wrong.

A draft is groups of questions. Its places are the numbers on the way down: `1.0` is the first part of the second part.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hourglass.customers.conditions.operators import ABOUT_KNOWING, OF_KIND, RELATIVE, SEVERAL
from hourglass.customers.conditions.tree import DEEPEST, MOST_LEAVES, Fault
from hourglass.customers.registry import Fact, Kind

MOST_PARTS = 60
SEPARATORS = re.compile(r"[,;，；、\n]+")


class Mode(StrEnum):
    """How the parts of a group are taken together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"
    NOT_ALL = "not_all"


@dataclass
class Question:
    """One question as it was typed: any of it may be missing, and the value may not fit."""

    fact: str = ""
    op: str = ""
    value: Any = None


@dataclass
class Group:
    """Parts that are taken together."""

    mode: Mode = Mode.ALL
    parts: "list[Part]" = field(default_factory=list)


Part = Group | Question


def read(document: Any) -> Group:
    """This function will read any document as a draft; what is no condition at all is left out."""
    part = _part(document, 0)
    if isinstance(part, Group):
        return part
    return Group(parts=[part] if part else [])


def write(part: Part) -> dict[str, Any]:
    """This function will give a draft as the document of a condition, faults and all."""
    if isinstance(part, Question):
        document = {"fact": part.fact, "op": part.op}
        return document if part.op in set(ABOUT_KNOWING) else document | {"value": part.value}
    parts = [write(each) for each in part.parts]
    match part.mode:
        case Mode.NONE:
            return {"not": {"any": parts}}
        case Mode.NOT_ALL:
            return {"not": {"all": parts}}
    return {str(part.mode): parts}


def settled(group: Group) -> dict[str, Any]:
    """This function will give the document of a draft without the groups in which nobody has asked anything."""
    kept = _without_empty(group)
    return write(kept) if kept.parts else {"all": []}


def walk(group: Group, place: str = "") -> Iterator[tuple[str, Part]]:
    """This function will give every part with its place; the draft itself stands at nothing."""
    yield place, group
    for number, part in enumerate(group.parts):
        here = f"{place}.{number}".strip(".")
        if isinstance(part, Group):
            yield from walk(part, here)
        else:
            yield here, part


def find(group: Group, place: str) -> Part | None:
    """This function will find the part at a place."""
    return next((part for here, part in walk(group) if here == place), None)


def add(group: Group, place: str, fact: Fact) -> str:
    """This function will add a question about a fact to the group at a place, and give the place of the question."""
    found = find(group, place)
    if not isinstance(found, Group) or len(found.parts) >= MOST_PARTS:
        return ""
    found.parts.append(Question(fact.key, OF_KIND[fact.kind][0]))
    return f"{place}.{len(found.parts) - 1}".strip(".")


def nest(group: Group, place: str) -> None:
    """This function will add a group to the group at a place, taken together the other way round."""
    found = find(group, place)
    if isinstance(found, Group) and len(found.parts) < MOST_PARTS and place.count(".") + 2 < DEEPEST:
        found.parts.append(Group(Mode.ALL if found.mode is Mode.ANY else Mode.ANY))


def remove(group: Group, place: str) -> None:
    """This function will take away the part at a place; the draft itself is emptied."""
    above, _dot, number = place.rpartition(".")
    found = find(group, above)
    if not place:
        group.parts.clear()
    elif isinstance(found, Group) and number.isdecimal() and int(number) < len(found.parts):
        del found.parts[int(number)]


def ask(question: Question, *, fact: Fact | None, op: str, typed: Iterable[str]) -> None:
    """This function will fill a question with what was typed; a fact of another kind gets its first operator."""
    if fact is None:
        return
    op = op if op in OF_KIND[fact.kind] else OF_KIND[fact.kind][0]
    # A number of days is no date: what was typed for another fact or another sort of question is forgotten.
    kept = fact.key == question.fact and (op in set(RELATIVE)) == (question.op in set(RELATIVE))
    question.value = value_of(fact, op, list(typed)) if kept else None
    question.fact, question.op = fact.key, op


def value_of(fact: Fact, op: str, typed: list[str]) -> Any:
    """This function will give what was typed as a document holds it."""
    first = typed[0].strip() if typed else ""
    if op in set(RELATIVE):
        return first
    if op in set(SEVERAL):
        texts = typed if fact.kind is Kind.CHOICE else SEPARATORS.split(first)
        return [text.strip() for text in texts if text.strip()]
    match fact.kind:
        case Kind.YES_NO:
            return {"yes": True, "no": False}.get(first)
        case Kind.NUMBER | Kind.MONEY:
            return re.sub(r"[,，\s¥￥]", "", first)
    return first


def faults_by_place(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    """This function will sort faults by the place of the draft that they belong to."""
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        numbers = [name for name in fault.place.split(".") if name.isdecimal()]
        found.setdefault(".".join(numbers), []).append(fault)
    return found


def is_open(question: Question) -> bool:
    """This function will tell whether the value of a question was not given yet."""
    return question.op not in set(ABOUT_KNOWING) and question.value in (None, "", [])


def opened(group: Group) -> bool:
    """This function will tell whether a question of the draft waits for its value."""
    return any(isinstance(part, Question) and is_open(part) for _place, part in walk(group))


def _without_empty(group: Group) -> Group:
    inner = (_without_empty(part) if isinstance(part, Group) else part for part in group.parts)
    return Group(group.mode, [part for part in inner if isinstance(part, Question) or part.parts])


def _part(document: Any, depth: int) -> Part | None:
    if not isinstance(document, Mapping) or depth > DEEPEST:
        return None
    match document:
        case {"all": list(parts)} | {"not": {"all": list(parts)}} as found:
            return _group(Mode.NOT_ALL if "not" in found else Mode.ALL, parts, depth)
        case {"any": list(parts)} | {"not": {"any": list(parts)}} as found:
            return _group(Mode.NONE if "not" in found else Mode.ANY, parts, depth)
        case {"not": part}:
            return _group(Mode.NONE, [part], depth)
        case {"fact": str(fact), "op": str(op), **rest}:
            return Question(fact, op, rest.get("value"))
    return None


def _group(mode: Mode, documents: list[Any], depth: int) -> Group:
    read = (_part(document, depth + 1) for document in documents[:MOST_LEAVES])
    return Group(mode, [part for part in read if part])
