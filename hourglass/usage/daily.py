"""Use that comes as sums of days: taken in once for each account, store, person, feature and day (USE-14)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.customers.models import Account, Contact, Store
from hourglass.usage.models import Feature, HandedIn, ProductUser, Source

REASON = "a row is taken in for the customer it is about"
DAY_MS = 86_400_000
OLDEST = date(2000, 1, 1)


class DailyRefused(Refused):
    """A row of daily use cannot be taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One row: what was used how often on a day, by whom and where, as far as the source knows."""

    day: date
    feature: str
    uses: int
    store: str = ""
    user: str = ""
    active_ms: int = 0


@transaction.atomic
def hand_in(account: Account, row: Handed, *, source: str, by: Actor, at: datetime) -> bool:
    """This function will take a row in, and tell whether it says something that does not wait already.

    A row that comes again, today or next year, counts once: it takes the place of the one before.

    :raises DailyRefused: the feature or the store is not known, the day lies ahead, or a day has no such time.
    """
    require(by, Permission.ACCOUNTS_EDIT)
    _refuse(row, configuration.today(at))
    feature = Feature.objects.filter(key=row.feature).first()
    if feature is None:
        raise DailyRefused(_("There is no feature “%(key)s” in the catalogue.") % {"key": row.feature}, field="feature")
    origin = source_of(source, by=by, at=at)
    about = {
        "source": origin,
        "account": account,
        "store": store_of(account, row.store),
        "user": user_of(origin, account, row.user, at),
        "feature": feature,
        "day": row.day,
    }
    said = {"uses": row.uses, "active_ms": row.active_ms}
    before = HandedIn.objects.unscoped(reason=REASON).filter(**about).order_by("pk").last()
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return False
    HandedIn.objects.create(**about, **said, handed_at=at)
    return True


def _refuse(row: Handed, today: date) -> None:
    if not OLDEST <= row.day <= today:
        raise DailyRefused(_("Give a day that has come."), field="day")
    if row.uses < 0 or not 0 <= row.active_ms <= DAY_MS:
        raise DailyRefused(_("A day has 24 hours, and uses are counted from 0."), field="uses")


def source_of(name: str, *, by: Actor, at: datetime) -> Source:
    """This function will give the source of a name; one that hands days in for the first time is added."""
    found = Source.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        found = Source.objects.create(name=name.strip()[:80], created_at=at, heard_at=at, hands_in=True)
        timeline.record("source.added", on=found, by=by, at=at, new={"name": found.name})
    Source.objects.filter(pk=found.pk).update(heard_at=at, hands_in=True)
    return found


def store_of(account: Account, name: str) -> Store | None:
    """This function will find a store of the account by its number or name; without a name there is none."""
    if not name:
        return None
    stores = Store.objects.unscoped(reason=REASON).of(account)
    found = stores.filter(number=name).first() or stores.filter(name=name).first()
    if found is None:
        raise DailyRefused(_("The customer has no store “%(name)s”.") % {"name": name}, field="store")
    return found


def user_of(source: Source, account: Account, key: str, at: datetime) -> ProductUser | None:
    """This function will give the user that a source calls so, adding one that is new to the account."""
    if not key:
        return None
    people = Contact.objects.unscoped(reason=REASON).of(account)
    found, new = ProductUser.objects.get_or_create(
        source=source, key=key, anonymous=False,
        defaults={
            "account": account, "first_seen_at": at, "last_seen_at": at,
            "contact": people.filter(product_user=key).first(),
        },
    )  # fmt: skip
    if not new and found.account_id not in {None, account.pk}:
        raise DailyRefused(_("The user “%(key)s” belongs to another customer.") % {"key": key}, field="user")
    return found
