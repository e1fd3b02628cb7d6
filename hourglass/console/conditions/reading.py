"""What a form sends about a condition: the document in a hidden field, and what was typed over it.

The names are `<field>` for the document, `<field>:<place>:<what>` for what was typed, and `<field>:do` for a button
that changes the shape: `add 0`, `group 0`, `remove 0.1`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from hourglass.customers.conditions import drafts
from hourglass.customers.conditions.drafts import Group, Mode, Question
from hourglass.customers.registry import Fact

LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft as it came in; `shaped` where the person pressed a button that changes its shape, and saves nothing."""

    draft: Group
    shaped: bool = False
    begun: str = ""  # the place of a question that was just added


def read(data: QueryDict, field: str, facts: Mapping[str, Fact]) -> Sent:
    """This function will read the draft of a form, with what was typed and the shape that was asked for."""
    draft = drafts.read(document(data.get(field, "")))
    for place, part in list(drafts.walk(draft)):
        name = f"{field}:{place}"
        if isinstance(part, Question):
            _fill(part, data, name, facts)
        elif (mode := data.get(f"{name}:mode", "")) in set(Mode):
            part.mode = Mode(mode)
    what, _blank, place = data.get(f"{field}:do", "").partition(" ")
    begun = _shape(draft, what, place, facts.get(data.get(f"{field}:{place}:new", "")))
    return Sent(draft, shaped=bool(what), begun=begun)


def document(text: str) -> Any:
    """This function will read JSON; what is none says nothing."""
    try:
        return json.loads(text) if text and len(text) <= LONGEST else {}
    except (ValueError, RecursionError):
        return {}


def _fill(question: Question, data: QueryDict, name: str, facts: Mapping[str, Fact]) -> None:
    # Where the operator was sent, the other parts stood beside it, also those that send nothing when they are empty.
    if f"{name}:op" in data:
        fact = facts.get(data.get(f"{name}:fact", question.fact))
        typed = [str(text) for text in data.getlist(f"{name}:value")]
        drafts.ask(question, fact=fact, op=str(data[f"{name}:op"]), typed=typed)


def _shape(draft: Group, what: str, place: str, fact: Fact | None) -> str:
    match what:
        case "add" if fact is not None:
            return drafts.add(draft, place, fact)
        case "group":
            drafts.nest(draft, place)
        case "remove":
            drafts.remove(draft, place)
    return ""
