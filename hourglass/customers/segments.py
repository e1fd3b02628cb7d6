"""Dimensions, their classes and the rules of a day, as the head of customer success sets them up (SEG-01, SEG-10)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.labels import Label
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise, take
from hourglass.customers import portraits, segment_defaults
from hourglass.customers.classing import Rule
from hourglass.customers.conditions import tree
from hourglass.customers.models import CustomerClass, Dimension, PortraitField, Ruling
from hourglass.customers.registry import Fact, facts

KEY = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(_[a-z0-9]+)*")
EDITABLE = frozenset(
    (
        *("name_zh", "name_en", "traits", "needs", "touch_model", "visit_days", "return_visit_days", "reply_hours"),
        *("weight", "owner_role"),
    )
)


class SegmentRefused(Refused):
    """Classes cannot be set up like this."""


@transaction.atomic
def add_dimension(*, key: str, label: Label, by: Actor, at: datetime) -> Dimension:
    """This function will add a way to class accounts.

    :raises SegmentRefused: the key is taken, or is none by which conditions can name it.
    """
    require(by, Permission.SEGMENTS_MANAGE)
    if not KEY.fullmatch(key):
        raise SegmentRefused(_("A key has small letters, digits and “_”, and begins with a letter."), field="key")
    dimension = Dimension(key=key, name_zh=label.zh, name_en=label.en, order=Dimension.objects.count())
    _save_once(dimension, SegmentRefused(_("Another dimension has this key; give another."), field="key"))
    new = {"key": key, "name_zh": label.zh, "name_en": label.en}
    timeline.record("dimension.added", on=dimension, by=by, at=at, new=new)
    return dimension


@transaction.atomic
def add_class(dimension: Dimension, *, key: str, label: Label, by: Actor, at: datetime, **policy: Any) -> CustomerClass:
    """This function will add a class to a dimension; accounts come into it once a rule names it.

    :raises SegmentRefused: the dimension has a class of this code.
    """
    require(by, Permission.SEGMENTS_MANAGE)
    if unfit := set(policy) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    made = CustomerClass(
        dimension=dimension, key=key, name_zh=label.zh, name_en=label.en, order=dimension.classes.count(), **policy
    )
    _save_once(made, SegmentRefused(_("Another class has this code; give another."), field="key"))
    new = {"key": key, "name_zh": label.zh, "name_en": label.en}
    timeline.record("class.added", on=made, by=by, at=at, new=new)
    return made


@transaction.atomic
def edit_class(of: CustomerClass, *, version: int, by: Actor, at: datetime, **changes: Any) -> CustomerClass:
    """This function will change the name of a class or the service its customers get; its code stays (SEG-10)."""
    require(by, Permission.SEGMENTS_MANAGE)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    old, new = revise(of, version=version, changes=changes)
    if new:
        before, after = ({name: plain(value) for name, value in each.items()} for each in (old, new))
        timeline.record("class.changed", on=of, by=by, at=at, old=before, new=after)
    return of


@transaction.atomic
def rule(
    dimension: Dimension,
    rules: Sequence[Mapping[str, Any]],
    *,
    effective_from: date,
    version: int,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Ruling:
    """This function will set the rules of a dimension from a day on; days before keep the rules they had (CONV-7).

    :raises SegmentRefused: the day is past, a person gives no reason, or a rule names no class of the dimension.
    :raises ConditionRefused: a condition does not fit the facts.
    :raises ChangedMeanwhile: somebody set rules meanwhile.
    """
    require(by, Permission.SEGMENTS_MANAGE)
    if effective_from < configuration.today(at):
        raise SegmentRefused(_("Rules hold from today or later; give such a day."), field="effective_from")
    if isinstance(by, User) and not reason.strip():
        raise SegmentRefused(_("Give the reason, so that others understand who moved."), field="reason")
    codes, known = set(dimension.classes.values_list("key", flat=True)), facts()
    if unknown := [each["class"] for each in rules if each["class"] not in codes]:
        raise SegmentRefused(_("There is no class “%(code)s” here; add it first.") % {"code": unknown[0]})
    kept = [
        {"class": each["class"], "condition": tree.write(tree.read(each["condition"], known))} for each in rules
    ]  # fmt: skip
    before = rules_on(dimension, effective_from)
    take(dimension, version=version)
    ruling, _new = Ruling.objects.update_or_create(
        dimension=dimension, effective_from=effective_from, defaults={"rules": kept, "made_at": at}
    )
    timeline.record(
        "dimension.ruled", on=dimension, by=by, at=at, reason=reason.strip(), old={"rules": before},
        new={"rules": kept, "effective_from": effective_from.isoformat()},
    )  # fmt: skip
    return ruling


def rules_on(dimension: Dimension, day: date) -> list[dict[str, Any]]:
    """This function will give the rules of a dimension on a day, as they are kept."""
    ruling = dimension.rulings.filter(effective_from__lte=day).order_by("effective_from").last()
    return ruling.rules if ruling else []


def readable(rules: Sequence[Mapping[str, Any]], known: Mapping[str, Fact]) -> list[Rule]:
    """This function will read rules; one that asks for a fact that is gone cannot be met and is left out."""
    read = []
    for each in rules:
        try:
            read.append(Rule(each["class"], tree.read(each["condition"], known)))
        except tree.ConditionRefused:
            continue
    return read


@transaction.atomic
def install(*, by: Actor, at: datetime) -> list[Dimension]:
    """This function will set up the proposed tables with the portrait fields they ask for; what is there stays."""
    require(by, Permission.SEGMENTS_MANAGE)
    for key, label, kind, group in segment_defaults.PORTRAIT:
        if not PortraitField.objects.filter(key=key).exists():
            portraits.add(key=key, label=label, kind=kind, group=group, mandatory=True, by=by, at=at)
    made = []
    for key, label, table in segment_defaults.TABLES:
        if Dimension.objects.filter(key=key).exists():
            continue
        dimension = add_dimension(key=key, label=label, by=by, at=at)
        for proposed in table:
            add_class(dimension, key=proposed.key, label=proposed.name, by=by, at=at, **proposed.policy)
        rules = [{"class": proposed.key, "condition": proposed.condition} for proposed in table]
        begins, why = configuration.today(at), str(_("The proposed tables"))
        rule(dimension, rules, effective_from=begins, version=dimension.version, by=by, at=at, reason=why)
        made.append(dimension)
    return made


def plain(value: Any) -> Any:
    """This function will give a value as the record keeps it."""
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _save_once(row: Dimension | CustomerClass, refusal: SegmentRefused) -> None:
    # The database says who came first: what a transaction beside this one wrote cannot be looked for.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise refusal from None
