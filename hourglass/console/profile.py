"""What the customer page says of the account itself: where it is, what it pays, who serves it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.console.forms.portraits import shown
from hourglass.customers import absences, filling
from hourglass.customers.models import Account, PortraitField
from hourglass.customers.models.portraits import FieldGroup

SOON = 90  # days before the end from which on it stands out
MOST_TOLD = 6  # values of the portrait that the overview shows


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that stands below the name."""

    label: str | Promise
    text: str
    tone: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing that stands beside the name."""

    text: str | Promise
    tone: str = ""
    icon: str = ""


def place(account: Account, _person: User, _at: datetime) -> Fact | None:
    """This function will say where the customer is and how many branches it has."""
    stores = ngettext("%(n)d store", "%(n)d stores", account.store_count) % {"n": account.store_count}
    parts = [account.city or account.region, stores if account.store_count else ""]
    return Fact(_("City"), " · ".join(part for part in parts if part)) if any(parts) else None


def recurring(account: Account, _person: User, _at: datetime) -> Fact | None:
    """This function will say what the customer pays a year."""
    return Fact(_("A year"), account.recurring.full(), strong=True) if account.recurring else None


def due(account: Account, _person: User, at: datetime) -> Fact | None:
    """This function will say when the next renewal is due, and how far away that is."""
    if account.due_on is None:
        return None
    days = (account.due_on - configuration.today(at)).days
    return Fact(_("Due"), f"{account.due_on} · {distance(days)}", tone="watch" if days <= SOON else "", strong=True)


def distance(days: int) -> str:
    """This function will say how far a day is away."""
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else _("today")


def touched(account: Account, _person: User, at: datetime) -> Fact | None:
    """This function will say when the customer was last heard of."""
    if account.touched_at is None:
        return None
    return Fact(_("Last touch"), ago(configuration.today(account.touched_at), configuration.today(at)))


def ago(day: date, today: date) -> str:
    """This function will say how long ago a day was."""
    days = (today - day).days
    if days <= 0:
        return _("today")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def served_by(account: Account, _person: User, _at: datetime) -> Fact:
    """This function will say who answers for the customer."""
    parts = [str(part) for part in (account.owner, account.team) if part]
    return Fact(_("Owner"), " · ".join(parts) or _("nobody yet"), tone="" if account.owner else "watch")


def closed(account: Account, _person: User, _at: datetime) -> Tag | None:
    """This function will say that the customer is closed."""
    return Tag(_("Closed"), icon="lock") if account.closed_at else None


def service_team(account: Account, _person: User, at: datetime) -> dict[str, Any]:
    """This function will list the people who serve the customer, the owner first, and who of them is away."""
    members = account.members.unscoped(reason="who sees a customer sees who serves it").select_related("person")
    rows = list(members.order_by("duty", "person__name"))
    served = [(account.owner, _("Owner"))] if account.owner else []
    served += [(row.person, row.get_duty_display()) for row in rows]
    away = absences.away([person.pk for person, _duty in served], on=configuration.today(at))
    return {"people": [{"person": person, "duty": duty, "away": away.get(person.pk)} for person, duty in served]}


def details(account: Account, _person: User, _at: datetime) -> dict[str, Any]:
    """This function will list what is known of the customer beside its name."""
    known = [
        (_("Customer number"), account.number),
        (_("Registration number"), account.registration),
        (_("Region"), account.region),
        (_("Industry"), account.industry),
        (_("Customer since"), account.served_from),
        (_("Created"), configuration.today(account.created_at)),
    ]
    return {"rows": [(name, value) for name, value in known if value]}


def portrait(account: Account, *, at: datetime) -> dict[str, Any]:
    """This function will give the portrait part by part, and how complete it is."""
    fields = list(PortraitField.objects.in_use())
    groups = [(group.label, [told(account, field) for field in fields if field.group == group]) for group in FieldGroup]
    missing = [field for field in fields if field.mandatory and account.portrait.get(field.key) in filling.EMPTY]
    return {
        "groups": [(label, rows) for label, rows in groups if rows],
        "completeness": filling.completeness(account, fields, at=at),
        "mandatory": sum(field.mandatory for field in fields),
        "missing": missing,
    }


def told(account: Account, field: PortraitField) -> dict[str, Any]:
    """This function will give one field with its value as people read it, or None where it is not known."""
    value = account.portrait.get(field.key)
    said = None if value in filling.EMPTY else shown(field, value)
    return {"field": field, "value": said, "missing": field.mandatory and said is None}


def portrait_card(account: Account, _person: User, at: datetime) -> dict[str, Any] | None:
    """This function will give the first known values of the portrait and how complete it is."""
    said = portrait(account, at=at)
    if not said["groups"]:
        return None
    known = [row for _group, rows in said["groups"] for row in rows if row["value"] is not None]
    return said | {"known": known[:MOST_TOLD], "more": max(0, len(known) - MOST_TOLD)}
