"""Features of the catalogue: added, described, marked as core from a day on, and told by events (USE-01, USE-11)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise, take
from hourglass.customers.models import Module, PersonRole
from hourglass.usage.models import CoreMark, EventRule, Feature

WORDS = frozenset({"can", "cannot", "pits", "method"})
EDITABLE = WORDS | {"name_zh", "name_en", "released_on", "retires_on"}
# A feature that was not in the catalogue has no history that a first mark could rewrite.
BEGINNING = date(2000, 1, 1)


class FeatureRefused(Refused):
    """A feature cannot be added or changed like this."""


@transaction.atomic
def add(
    module: Module,
    *,
    name_zh: str,
    name_en: str,
    by: Actor,
    at: datetime,
    key: str = "",
    core: bool = False,
    roles: Iterable[PersonRole] = (),
    **fields: Any,
) -> Feature:
    """This function will add a feature of a module; a core one is core since its release.

    :raises FeatureRefused: the key is missing or taken, or the last day lies before the release.
    """
    require(by, Permission.PRODUCTS_MANAGE)
    if unfit := set(fields) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    feature = Feature(
        module=module, name_zh=name_zh, name_en=name_en, key=key or slugify(f"{module.key} {name_en}")[:60], **fields
    )
    if not feature.key:
        raise FeatureRefused(_("Give a key of letters, digits and hyphens."), field="key")
    _refuse_backward(feature.released_on, feature.retires_on)
    try:
        with transaction.atomic():
            feature.save(force_insert=True)
    except IntegrityError:
        raise FeatureRefused(_("Another feature has this key; give another."), field="key") from None
    feature.roles.set(roles)
    if core:
        CoreMark.objects.create(
            feature=feature, effective_from=feature.released_on or BEGINNING, core=True, made_at=at
        )  # fmt: skip
    new = {"key": feature.key, "name_zh": name_zh, "name_en": name_en, "module": str(module), "core": core}
    timeline.record("feature.added", on=feature, by=by, at=at, new=new)
    return feature


@transaction.atomic
def edit(
    feature: Feature,
    *,
    version: int,
    by: Actor,
    at: datetime,
    roles: Iterable[PersonRole] | None = None,
    **changes: Any,
) -> Feature:
    """This function will change what a feature is called, when it is offered, and what is said of it; its key stays.

    :raises FeatureRefused: the last day lies before the release.
    """
    require(by, Permission.PRODUCTS_MANAGE)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    released, retires = (changes.get(name, getattr(feature, name)) for name in ("released_on", "retires_on"))
    _refuse_backward(released, retires)
    old, new = revise(feature, version=version, changes=changes)
    if roles is not None:
        before, after = list(feature.roles.all()), list(roles)
        if set(before) != set(after):
            feature.roles.set(after)
            old, new = old | {"roles": _named(before)}, new | {"roles": _named(after)}
    if new:
        timeline.record("feature.changed", on=feature, by=by, at=at, old=_plain(old), new=_plain(new))
    return feature


@transaction.atomic
def mark(
    feature: Feature,
    *,
    core: bool,
    effective_from: date,
    version: int,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> CoreMark:
    """This function will make a feature a core one from a day on, or no longer; days before keep what held (USE-01).

    :raises FeatureRefused: the day is past, or a person gives no reason.
    :raises ChangedMeanwhile: somebody changed the feature meanwhile.
    """
    require(by, Permission.PRODUCTS_MANAGE)
    if effective_from < configuration.today(at):
        raise FeatureRefused(
            _("It holds from today or later, so that no figure of the past changes. Give such a day."),
            field="effective_from",
        )
    if isinstance(by, User) and not reason.strip():
        raise FeatureRefused(_("Give the reason, so that others understand what moved."), field="reason")
    take(feature, version=version)
    made, _new = CoreMark.objects.update_or_create(
        feature=feature, effective_from=effective_from, defaults={"core": core, "made_at": at}
    )
    new = {"core": core, "effective_from": effective_from.isoformat()}
    timeline.record("feature.marked", on=feature, by=by, at=at, new=new, reason=reason.strip())
    return made


@transaction.atomic
def listen(feature: Feature, event: str, *, by: Actor, at: datetime) -> EventRule:
    """This function will let an event mean the use of a feature; it counts for events that come in from now on.

    :raises FeatureRefused: there is no name, or the event means another feature.
    """
    require(by, Permission.PRODUCTS_MANAGE)
    event = event.strip()
    if not event or len(event) > 200 or not event.isprintable():
        raise FeatureRefused(_("Give the name of an event, of at most 200 characters."), field="event")
    try:
        with transaction.atomic():
            rule = EventRule.objects.create(feature=feature, event=event, made_at=at)
    except IntegrityError:
        raise FeatureRefused(_("This event means a feature already. Take it off there first."), field="event") from None
    timeline.record("feature.heard", on=feature, by=by, at=at, new={"event": event})
    return rule


@transaction.atomic
def ignore(rule: EventRule, *, by: Actor, at: datetime) -> None:
    """This function will let an event no longer mean a feature; what was counted stays."""
    require(by, Permission.PRODUCTS_MANAGE)
    timeline.record("feature.unheard", on=rule.feature, by=by, at=at, old={"event": rule.event})
    rule.delete()


def _refuse_backward(released: date | None, retires: date | None) -> None:
    if released and retires and retires < released:
        raise FeatureRefused(_("Its last day cannot lie before its release."), field="retires_on")


def _named(roles: Iterable[PersonRole]) -> str:
    return " · ".join(sorted(role.key for role in roles))


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
