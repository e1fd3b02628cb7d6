"""How complete archives are, how punctual, and who has how much open (FILE-09)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio
from hourglass.customers.models import Account, FormRecord
from hourglass.customers.models.archive import Confirming, Due

Rows = QuerySet[FormRecord]
# What has to be accepted by us counts once it is; everything else once it is submitted (FILE-03).
KEPT = Q(submitted_at__isnull=False) & (~Q(template__confirming=Confirming.STAFF) | Q(confirmed_at__isnull=False))


@dataclass(frozen=True, slots=True)
class Standing:
    """The documents of one person's customers: how many are due, there and late; without a person of nobody's."""

    owner: User | None
    due: int
    kept: int
    overdue: int
    ratio: Ratio


def due(rows: Rows, *, on: date) -> Rows:
    """This function will keep the records that count and whose day has come."""
    return rows.counted().filter(due_on__lte=on)  # type: ignore[attr-defined, no-any-return]


def of(rows: Rows, *, at: datetime, scope: str = "workspace") -> Ratio:
    """This function will give the share of due documents that are there: 4 of 5 are 80 % (FILE-09)."""
    found = due(rows, on=configuration.today(at))
    return Ratio.of("archive_completeness", found.filter(KEPT).count(), found.count(), scope=scope, computed_at=at)


def punctuality(rows: Rows, *, at: datetime, scope: str = "workspace") -> Ratio:
    """This function will give the share of due documents that were submitted by their day."""
    found = due(rows, on=configuration.today(at))
    zone = configuration.business_zone(at)
    days = found.annotate(day=TruncDate("submitted_at", tzinfo=zone))
    punctual = days.filter(day__lte=F("due_on")).count()
    return Ratio.of("form_punctuality", punctual, found.count(), scope=scope, computed_at=at)


def monthly_coverage(rows: Rows, accounts: QuerySet[Account], month: date, *, at: datetime) -> Ratio:
    """This function will give the share of accounts in service with a submitted form of the month."""
    window = Period.month(month)
    served = in_service(accounts, window.last)
    there = rows.filter(template__due=Due.MONTH, occasion=f"{month:%Y-%m}", account__in=served.values("pk"))
    done = there.exclude(submitted_at=None).values("account").distinct().count()
    return Ratio.of("monthly_form_coverage", done, served.count(), window=window, computed_at=at)


def in_service(accounts: QuerySet[Account], day: date) -> QuerySet[Account]:
    """This function will keep the accounts that are served on a day."""
    begun = accounts.filter(closed_at=None, served_from__lte=day)
    return begun.filter(Q(served_until=None) | Q(served_until__gte=day))


def by_owner(rows: Rows, *, at: datetime) -> list[Standing]:
    """This function will give each owner's share of due documents that are there, the lowest first."""
    day = configuration.today(at)
    late = Q(submitted_at=None, due_on__lt=day)
    counted = {"due": Count("pk"), "kept": Count("pk", filter=KEPT), "late": Count("pk", filter=late)}
    found = list(due(rows, on=day).order_by().values_list("account__owner").annotate(**counted))
    people = User.objects.unscoped(reason="figures name the people they are about by their names alone")
    owners = people.in_bulk([key for key, *_counts in found if key is not None])
    told = [
        Standing(
            owners.get(key), of_them, kept, overdue,
            Ratio.of("archive_completeness", kept, of_them, scope=f"csm:{key}", computed_at=at),
        )
        for key, of_them, kept, overdue in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one.kept / one.due, -one.overdue, str(one.owner or "")))


def is_kept(record: FormRecord) -> bool:
    """This function will tell of a record with its template whether it counts as there."""
    waits = record.template.confirming == Confirming.STAFF and record.confirmed_at is None
    return record.submitted_at is not None and not waits
