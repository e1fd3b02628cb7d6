"""What customer success is credited with in a window, read from renewals and movements (REV-23)."""

from collections.abc import Iterable, Iterator

from hourglass.base.periods import Period
from hourglass.customers.models import Account
from hourglass.insight.attribution import Attributed, Earning, Source, attributed
from hourglass.insight.own import referred_of
from hourglass.revenue import movements, reading
from hourglass.revenue.models import Outcome, Renewal
from hourglass.revenue.movements import Kind, Movement
from hourglass.revenue.reading import Frame
from hourglass.revenue.recurring import days_of

SOURCES = {Kind.UPGRADE: Source.UPSELL, Kind.REACTIVATION: Source.WIN_BACK}


def of(frame: Frame, window: Period) -> Attributed:
    """This function will credit renewals that were paid in a window, and what grew, came back or came by referral.

    A renewal counts up to what was due; what is more is upsell, which the movements tell. Whose account it is, is
    credited: the owner of the renewal before the owner of the account.
    """
    renewals = list(paid(frame, window))
    measured = reading.measured(frame, days_of(window))
    moved = [one for one in movements.between(measured, 0, 1) if one.kind in {*SOURCES, Kind.NEW}]
    referred = referred_of([one.account for one in moved if one.kind is Kind.NEW])
    owners = owners_of({one.account for one in moved})
    return attributed([*map(_renewal, renewals), *_moved(moved, referred, owners)])


def paid(frame: Frame, window: Period) -> Iterable[Renewal]:
    """This function will give the renewals of the scope that were paid in a window."""
    rows = Renewal.objects.filter(frame.scope.of_accounts("account"), outcome__in=(Outcome.RENEWED, Outcome.PARTIAL))
    within = rows.filter(paid_on__gte=window.start, paid_on__lt=window.end, due_currency=frame.currency)
    seen = (
        within.visible_to(frame.person)
        if frame.person is not None
        else within.unscoped(reason="a job computes the figures of the whole workspace")
    )
    return seen.select_related("account").order_by("pk")


def owners_of(accounts: set[int]) -> dict[int, int]:
    """This function will tell whose each account is."""
    everyone = Account.objects.unscoped(reason="whose accounts these are was asked with their lines")
    rows = everyone.filter(pk__in=accounts).exclude(owner=None).order_by().values_list("pk", "owner")
    return {account: owner for account, owner in rows if owner is not None}


def _renewal(renewal: Renewal) -> Earning:
    people = (renewal.owner_id, renewal.account.owner_id)
    amount = min(renewal.due.minor, renewal.renewed.minor if renewal.renewed else 0)
    found = tuple(dict.fromkeys(person for person in people if person is not None))
    return Earning(Source.RENEWAL, renewal.account_id, amount, f"renewal:{renewal.pk}", found)


def _moved(moved: Iterable[Movement], referred: frozenset[int], owners: dict[int, int]) -> Iterator[Earning]:
    for one in moved:
        source = SOURCES.get(one.kind) or (Source.REFERRAL if one.account in referred else None)
        if source is not None:
            people = (owners[one.account],) if one.account in owners else ()
            yield Earning(source, one.account, one.amount, f"{one.kind}:{one.account}", people)
