"""What this package lets others ask about an account."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from hourglass.base.labels import Label
from hourglass.base.models import Team, User
from hourglass.customers.models import CustomerClass, PortraitField
from hourglass.customers.models.portraits import FieldKind
from hourglass.customers.models.segments import TIER, USAGE_LEVEL
from hourglass.customers.registry import Fact, Kind, Words, register, register_maker

IDENTITY = _("Who they are")
SERVICE = _("Who serves them")
PEOPLE = _("Key persons")
CLASSES = _("How they are classed")
PORTRAIT = _("Portrait")


def owners() -> Mapping[str, Words]:
    """This function will name the people who can own accounts."""
    people = User.objects.unscoped(reason="a filter names owners by their names alone").order_by("name")
    return {str(person.pk): person.name for person in people}


def teams() -> Mapping[str, Words]:
    """This function will name the teams."""
    return {str(team.pk): team.name for team in Team.objects.order_by("name")}


register(
    Fact(key="name", kind=Kind.TEXT, label=_("Name"), group=IDENTITY, path="name"),
    Fact(key="number", kind=Kind.TEXT, label=_("Customer number"), group=IDENTITY, path="number"),
    Fact(key="city", kind=Kind.TEXT, label=_("City"), group=IDENTITY, path="city"),
    Fact(key="region", kind=Kind.TEXT, label=_("Region"), group=IDENTITY, path="region"),
    Fact(key="industry", kind=Kind.TEXT, label=_("Industry"), group=IDENTITY, path="industry"),
    Fact(key="created", kind=Kind.DAY, label=_("Created"), group=IDENTITY, path="created_at", instant=True),
    Fact(key="closed", kind=Kind.DAY, label=_("Closed"), group=IDENTITY, path="closed_at", instant=True),
    Fact(key="stores", kind=Kind.NUMBER, label=_("Stores"), group=IDENTITY, path="store_count"),
    Fact(key="contacts", kind=Kind.NUMBER, label=_("Contacts"), group=IDENTITY, path="contact_count"),
    Fact(
        key="first_level", kind=Kind.NUMBER, label=_("First-level key persons"), group=PEOPLE, path="first_level_count"
    ),
    Fact(key="attitude", kind=Kind.NUMBER, label=_("Lowest attitude"), group=PEOPLE, path="attitude"),
    Fact(
        key="unwilling",
        kind=Kind.NUMBER,
        label=_("First-level key persons against the renewal"),
        group=PEOPLE,
        path="unwilling_count",
    ),
    Fact(key="owner", kind=Kind.CHOICE, label=_("Owner"), group=SERVICE, path="owner", choices=owners),
    Fact(key="team", kind=Kind.CHOICE, label=_("Team"), group=SERVICE, path="team", choices=teams),
    Fact(key="touched", kind=Kind.DAY, label=_("Last touch"), group=SERVICE, path="touched_at", instant=True),
)

KINDS = {
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.CHOICES: Kind.CHOICES,
    FieldKind.YES_NO: Kind.YES_NO,
    FieldKind.DAY: Kind.TEXT,
}


def portrait_facts() -> Collection[Fact]:
    """This function will make a fact of every portrait field in use: `portrait.branches`."""
    return [portrait_fact(field) for field in PortraitField.objects.in_use()]


def portrait_fact(field: PortraitField) -> Fact:
    """This function will make the fact of one portrait field."""
    words = {choice["key"]: Label(choice["zh"], choice["en"]) for choice in field.choices}
    return Fact(
        key=f"portrait.{field.key}",
        kind=KINDS[FieldKind(field.kind)],
        label=Label(field.label_zh, field.label_en),
        group=PORTRAIT,
        path=f"portrait__{field.key}",
        unit=field.unit,
        choices=lambda: words,
        sortable=False,
    )


register_maker(portrait_facts)


BUILT_IN = {TIER: _("Tier"), USAGE_LEVEL: _("Usage level")}


def class_facts() -> Collection[Fact]:
    """This function will make a fact of the tier, of the usage level, and of every other dimension (SEG-01)."""
    words: dict[str, dict[str, Words]] = {key: {} for key in BUILT_IN}
    labels: dict[str, Words] = dict(BUILT_IN)
    for row in CustomerClass.objects.select_related("dimension").order_by("dimension__order", "order", "pk"):
        of = row.dimension
        words.setdefault(of.key, {})[row.key] = Label(f"{row.key} {row.name_zh}", f"{row.key} {row.name_en}")
        labels.setdefault(of.key, Label(of.name_zh, of.name_en))
    return [class_fact(key, labels[key], choices) for key, choices in words.items()]


def class_fact(dimension: str, label: Words, choices: Mapping[str, Words]) -> Fact:
    """This function will make the fact of one dimension."""
    built_in = dimension in BUILT_IN
    return Fact(
        key=fact_key(dimension),
        kind=Kind.CHOICE,
        label=label,
        group=CLASSES,
        path=dimension if built_in else f"classes__{dimension}",
        choices=lambda: choices,
        sortable=built_in,
    )


def fact_key(dimension: str) -> str:
    """This function will name the fact that tells the class of an account in a dimension."""
    return dimension if dimension in BUILT_IN else f"class.{dimension}"


register(Fact(key="head", kind=Kind.YES_NO, label=_("Head customer"), group=CLASSES, path="head"))
register_maker(class_facts)
