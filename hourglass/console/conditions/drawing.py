"""A draft prepared for the templates: what each question offers, holds, and lacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from hourglass.customers.conditions import drafts, tree
from hourglass.customers.conditions.drafts import Group, Mode, Question
from hourglass.customers.conditions.operators import ABOUT_KNOWING, OF_KIND, RELATIVE, SEVERAL, WORDS
from hourglass.customers.conditions.tree import DEEPEST, Fault
from hourglass.customers.conditions.wording import worded
from hourglass.customers.registry import Fact, Kind
from hourglass.ui.spelling import spellings

MODES = {
    Mode.ALL: gettext_lazy("all of these"),
    Mode.ANY: gettext_lazy("any of these"),
    Mode.NONE: gettext_lazy("none of these"),
    Mode.NOT_ALL: gettext_lazy("not all of these"),
}
INPUTS = {
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.TEXT: "text",
    Kind.CHOICE: "choice",
    Kind.CHOICES: "choice",
    Kind.YES_NO: "yes_no",
    Kind.DAY: "day",
}

Option = tuple[str, str, bool]  # a value, its words, and whether it is chosen


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """One row of the editor."""

    name: str
    place: str
    id: str
    label: str
    facts: list[tuple[str, list["Offer"]]]
    operators: list[Option]
    input: str  # which input stands behind the operator; empty where nothing is compared
    value: str = ""
    options: list[Option] = field(default_factory=list)
    unit: str = ""
    error: str = ""
    begun: bool = False

    @property
    def chosen(self) -> list[str]:
        """The words of the options that are chosen."""
        return [words for _value, words, chosen in self.options if chosen]


@dataclass(frozen=True, slots=True)
class DrawnGroup:
    """One group of the editor, with its rows and groups."""

    name: str
    place: str
    id: str
    modes: list[Option]
    parts: list[Any]
    facts: list[tuple[str, list["Offer"]]]
    deep: bool
    error: str = ""

    is_group = True


@dataclass(frozen=True, slots=True)
class Offer:
    """One fact to choose: its key, its words, and what else it is found by."""

    key: str
    words: str
    finds: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, and for whom: the field's name, the facts, the faults by place, a unit for money."""

    field: str
    facts: Mapping[str, Fact]
    faults: Mapping[str, list[Fault]]
    money: str = ""
    begun: str = ""

    def group(self, group: Group, place: str = "") -> DrawnGroup:
        """This function will draw a group and all below it."""
        parts = [self.part(part, f"{place}.{number}".strip(".")) for number, part in enumerate(group.parts)]
        modes = [(str(mode), str(words), mode is group.mode) for mode, words in MODES.items()]
        return DrawnGroup(
            name=f"{self.field}:{place}",
            place=place,
            id=self.id(place),
            modes=modes,
            parts=parts,
            facts=self.offers(""),
            deep=place.count(".") + 2 < DEEPEST,
            error=" ".join(fault.message for fault in self.faults.get(place, ())),
        )

    def part(self, part: Group | Question, place: str) -> DrawnGroup | DrawnQuestion:
        """This function will draw a part."""
        return self.group(part, place) if isinstance(part, Group) else self.question(part, place)

    def question(self, question: Question, place: str) -> DrawnQuestion:
        """This function will draw a question; of a fact that is gone only its name is left."""
        fact = self.facts.get(question.fact)
        return DrawnQuestion(
            name=f"{self.field}:{place}",
            place=place,
            id=self.id(place),
            label=worded(fact.label) if fact else question.fact,
            facts=self.offers(question.fact),
            operators=operators(fact, question.op),
            input=input_of(fact, question.op) if fact else "",
            value=written(question.value),
            options=options(fact, question) if fact else [],
            unit=self.unit(fact, question.op) if fact else "",
            error=" ".join(fault.message for fault in self.faults.get(place, ())),
            begun=place == self.begun,
        )

    def offers(self, chosen: str) -> list[tuple[str, list[Offer]]]:
        """This function will offer every fact under its group."""
        groups: dict[str, list[Offer]] = {}
        for fact in self.facts.values():
            words = worded(fact.label)
            groups.setdefault(worded(fact.group), []).append(
                Offer(fact.key, words, finds(fact, words), fact.key == chosen)
            )
        return list(groups.items())

    def unit(self, fact: Fact, op: str) -> str:
        """This function will name what a number counts."""
        if op in set(RELATIVE):
            return _("days")
        return self.money if fact.kind is Kind.MONEY else worded(fact.unit)

    def id(self, place: str) -> str:
        """This function will give the id of what stands at a place."""
        return f"{self.field}-{place.replace('.', '-')}"


def finds(fact: Fact, words: str) -> str:
    """This function will give by what else a fact is found: its words in English and in Chinese, and their pinyin."""
    said = [words]
    for language in ("en", "zh-hans"):
        with override(language):
            said.append(worded(fact.label))
    return " ".join(dict.fromkeys([*said, *spellings(said[-1])])).casefold()


def faults_of(draft: Group, facts: Mapping[str, Fact], *, open_too: bool) -> dict[str, list[Fault]]:
    """This function will find what is wrong with a draft; questions nobody has answered yet only with `open_too`."""
    try:
        tree.read(drafts.settled(draft), facts)
    except tree.ConditionRefused as refused:
        found = drafts.faults_by_place(refused.faults)
    else:
        return {}
    waiting = {place for place, part in drafts.walk(draft) if isinstance(part, Question) and drafts.is_open(part)}
    return found if open_too else {place: faults for place, faults in found.items() if place not in waiting}


def operators(fact: Fact | None, chosen: str) -> list[Option]:
    """This function will give the questions that can be asked about a fact."""
    return [(str(op), str(WORDS[op]), op == chosen) for op in OF_KIND[fact.kind]] if fact else []


def input_of(fact: Fact, op: str) -> str:
    """This function will name the input for what a question compares with."""
    if op in set(ABOUT_KNOWING):
        return ""
    if op in set(RELATIVE):
        return "number"
    if op in set(SEVERAL):
        return "choices" if fact.kind is Kind.CHOICE else "texts"
    return INPUTS[fact.kind]


def options(fact: Fact, question: Question) -> list[Option]:
    """This function will give the values of a list, those that are asked for marked."""
    if fact.kind is Kind.YES_NO:
        return [("yes", _("Yes"), question.value is True), ("no", _("No"), question.value is False)]
    asked = set(held(question.value))
    return [(key, worded(words), key in asked) for key, words in fact.choices().items()]


def held(value: Any) -> Iterable[str]:
    """This function will give the single values of what a question compares with."""
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]


def written(value: Any) -> str:
    """This function will write what a question compares with into its input."""
    return _(", ").join(held(value)) if isinstance(value, list) else "" if value is None else str(value)
