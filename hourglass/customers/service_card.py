"""Who serves an account, as the customer sees it: names, duties, how to reach them, and who stands in (FILE-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.customers import absences
from hourglass.customers.models import Absence, Account, Duty, Member, Reachability
from hourglass.customers.reachability import FIELDS

# Whom a customer sees; renewal and sales are the vendor's own division of work.
SHOWN = (Duty.SUPPORT, Duty.DEPUTY)
REASON = "the card shows the people who serve the customer"


@dataclass(frozen=True, slots=True)
class Place:
    """One person of the card: what they do, how to reach them, until when they are away, and for whom they stand in."""

    person: User
    duty: str | Promise
    phone: str = ""
    messenger: str = ""
    hours: str = ""
    away_until: date | None = None
    stands_in_for: str = ""


def of(account: Account, *, on: date) -> list[Place]:
    """This function will give the card of an account on a day; who is reachable stands first.

    Where the owner is away, the deputy of the absence stands in, or else the account's own deputy.
    """
    members = Member.objects.unscoped(reason=REASON).of(account).filter(duty__in=SHOWN, person__is_active=True)
    served = {duty: [row.person for row in members.select_related("person") if row.duty == duty] for duty in SHOWN}
    owner = account.owner if account.owner and account.owner.is_active else None
    people = [*([owner] if owner else []), *served[Duty.SUPPORT], *served[Duty.DEPUTY]]
    away = absences.away([person.pk for person in people], on=on)
    stand_in = _stand_in(owner, served[Duty.DEPUTY], away, on) if owner else None
    rows: list[tuple[User, str | Promise]] = [(owner, _("Customer success manager"))] if owner else []
    rows += [(person, duty.label) for duty in SHOWN for person in served[duty] if person not in {owner, stand_in}]
    if stand_in and owner:
        rows.insert(0, (stand_in, _("Deputy")))
    places = _placed(rows, away, stand_in, owner)
    return sorted(places, key=lambda place: place.away_until is not None)


def _stand_in(owner: User, deputies: list[User], away: dict[int, Absence], on: date) -> User | None:
    absence = away.get(owner.pk)
    if absence is None:
        return None
    wanted = [absence.deputy] if absence.deputy else []
    candidates = [person for person in [*wanted, *deputies] if person.is_active and person != owner]
    missing = absences.away([person.pk for person in candidates], on=on)
    return next((person for person in candidates if person.pk not in missing), None)


def _placed(
    rows: Iterable[tuple[User, str | Promise]],
    away: dict[int, Absence],
    stand_in: User | None,
    owner: User | None,
) -> list[Place]:
    rows = list(rows)
    known = {
        row.person_id: row for row in Reachability.objects.filter(person__in=[person.pk for person, _duty in rows])
    }
    return [
        Place(
            person,
            duty,
            **{name: getattr(known[person.pk], name) if person.pk in known else "" for name in FIELDS},
            away_until=away[person.pk].last_day if person.pk in away else None,
            stands_in_for=owner.name if owner and person == stand_in else "",
        )
        for person, duty in rows
    ]
