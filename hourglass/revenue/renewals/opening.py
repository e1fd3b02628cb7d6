"""Opening renewals: by a job when their time comes, or earlier by a person; and keeping them in step with contracts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.permissions import Permission
from hourglass.base.revisions import revise, told
from hourglass.customers.accounts import require_reached
from hourglass.customers.models import Account
from hourglass.revenue import publishing, rules
from hourglass.revenue.models import Line, Outcome, Renewal, RenewalLine, RenewalStep, StepKind
from hourglass.revenue.renewals import notices
from hourglass.revenue.renewals.authority import RenewalRefused
from hourglass.revenue.renewals.owners import owner_of
from hourglass.revenue.windows import Limits, begins

REASON = "a renewal is opened whoever looks"
COMMERCIAL = (StepKind.OFFER, StepKind.APPROVAL, StepKind.CONTRACT, StepKind.INVOICE, StepKind.PAYMENT)
SIDE = (StepKind.SELF_CHECK, StepKind.REPORT)
AHEAD_MONTHS = 12


def open_due(*, at: datetime) -> int:
    """This function will open every renewal whose time has come, and add what was bought since to those that are open.

    Each account is a transaction of its own. It returns how many renewals were opened.
    """
    day = configuration.today(at)
    limits = rules.limits(day)
    latest = add_months(day, max(limits.months_before, limits.short_term)) + DAY
    waiting: dict[int, list[Line]] = defaultdict(list)
    there = _windows()
    for line in expiring(day - timedelta(days=limits.grace), latest):
        if begins(line.term, limits) <= day or _window(line) in there:
            waiting[line.contract.account_id].append(line)
    accounts = Account.objects.unscoped(reason=REASON).open().select_related("owner", "team")
    opened = 0
    for account in accounts.filter(pk__in=waiting).order_by("pk").iterator(chunk_size=500):
        opened += _open(account, waiting[account.pk], limits, by="job:renewals.open", at=at)
    return opened


def keep_in_step(*, at: datetime) -> int:
    """This function will take out of open renewals what was ended before its time, and measure anew what was corrected.

    A renewal without anything left that expires is closed as such. It returns how many changed.
    """
    waiting = Renewal.objects.unscoped(reason=REASON).open().filter(signed_on=None).select_related("account")
    expiring = RenewalLine.objects.unscoped(reason=REASON).exclude(expiring=None).select_related("expiring")
    changed = 0
    for renewal in waiting.prefetch_related(Prefetch("items", expiring)).order_by("pk").iterator(chunk_size=500):
        lines = [item.expiring for item in renewal.items.all() if item.expiring]
        gone = [item for item in renewal.items.all() if item.expiring and item.expiring.ended_on]
        due = sum(line.annual.minor for line in lines if not line.ended_on)
        if gone or due != renewal.due.minor:
            _step_after(renewal, gone, left=len(lines) - len(gone), at=at)
            changed += 1
    return changed


@transaction.atomic
def _step_after(renewal: Renewal, gone: Sequence[RenewalLine], *, left: int, at: datetime) -> None:
    by, about = "job:renewals.open", str(renewal.account_id)
    old = {"due": renewal.due.full()}
    RenewalLine.objects.unscoped(reason=REASON).filter(pk__in=[item.pk for item in gone]).delete()
    if left:
        measure(renewal)
        new = {"due": renewal.due.full()}
        timeline.record("renewal.measured", on=renewal, by=by, at=at, old=old, new=new, about=about)
    else:
        revise(renewal, version=renewal.version, changes={"outcome": Outcome.MOOT, "closed_at": at})
        timeline.record("renewal.withdrawn", on=renewal, by=by, at=at, old=old, about=about)
    publishing.publish([renewal.account_id], at=at)


def open_early(account: Account, *, by: Actor, at: datetime) -> Renewal:
    """This function will open an account's next renewal before its time, for a customer who wants to renew (REV-06).

    :raises RenewalRefused: nothing expires within a year that is not being renewed.
    """
    require(by, Permission.RENEWALS_WORK)
    require_reached(account, by)
    day = configuration.today(at)
    limits = rules.limits(day)
    lines = list(expiring(day, add_months(day, AHEAD_MONTHS), account=account))
    if not lines:
        raise RenewalRefused(_("Nothing expires within a year that is not being renewed already."))
    month = Period.month(min(line.ends_on for line in lines))
    _open(account, [line for line in lines if line.ends_on in month], limits, by=by, at=at)
    everyone = Renewal.objects.unscoped(reason=REASON).open().due_in(month).filter(account=account)
    return everyone.order_by("-pk")[0]


def expiring(first: date, last: date, *, account: Account | None = None) -> list[Line]:
    """This function will give the recurring lines that end between two days and that nobody renews yet.

    A line is no renewal's business that was cut short, or whose thing goes on: in its contract or in a later one.
    """
    lines = Line.objects.unscoped(reason=REASON).recurring()
    found = lines.filter(ends_on__gte=first, ends_on__lte=last, ended_on=None, annual_minor__gt=0, renewing=None)
    if account is not None:
        found = found.filter(contract__account=account)
    ending = list(found.select_related("contract", "edition__product", "module__product").order_by("ends_on", "pk"))
    later: dict[tuple[Any, ...], list[date]] = defaultdict(list)
    for line in lines.filter(starts_on__gt=first).select_related("contract"):
        later[_thing(line)].append(line.starts_on)
    reach = timedelta(days=configuration.current().value(rules.LATE, on=first))
    return [line for line in ending if not any(line.ends_on < on <= line.ends_on + reach for on in later[_thing(line)])]


def _windows() -> set[tuple[int, date, str]]:
    """Which account's renewal of which month and currency is open; what ends with it is renewed with it."""
    waiting = Renewal.objects.unscoped(reason=REASON).open().filter(signed_on=None)
    rows = waiting.values_list("account", "due_on", "due_currency")
    return {(account, due_on.replace(day=1), currency) for account, due_on, currency in rows}


def _window(line: Line) -> tuple[int, date, str]:
    return line.contract.account_id, line.ends_on.replace(day=1), line.annual.currency


def _thing(line: Line) -> tuple[Any, ...]:
    """What goes on where another line of an account is about it."""
    named = "" if line.edition_id or line.module_id else line.name
    return line.contract.account_id, line.edition_id, line.module_id, named


@transaction.atomic
def _open(account: Account, lines: Sequence[Line], limits: Limits, *, by: Actor, at: datetime) -> int:
    grouped: dict[tuple[date, str], list[Line]] = defaultdict(list)
    for line in lines:
        grouped[_window(line)[1:]].append(line)
    return sum(_open_window(account, found, limits, by=by, at=at) for _key, found in sorted(grouped.items()))


def _open_window(account: Account, lines: Sequence[Line], limits: Limits, *, by: Actor, at: datetime) -> bool:
    """This function will open one renewal, or add the lines to the one that is open; it tells whether it opened one."""
    window, day = Period.month(lines[0].ends_on), configuration.today(at)
    everyone = Renewal.objects.unscoped(reason=REASON).open().due_in(window)
    renewal = everyone.filter(account=account, due_currency=lines[0].annual.currency).first()
    opened = renewal is None
    if renewal is None:
        renewal = Renewal(
            account=account,
            due_on=min(line.ends_on for line in lines),
            starts_on=min(begins(line.term, limits) for line in lines),
            owner=owner_of(account, lines, on=day),
            opened_at=at,
        )
        renewal.due = Money.zero(lines[0].annual.currency)
        renewal.save(force_insert=True)
        _plan(renewal, day)
    months = min(Fraction(12), max((line.term.months for line in lines), default=Fraction(12)))
    for line in lines:
        _offer(renewal, line, months)
    measure(renewal)
    about = str(account.pk)
    if opened:
        new = {"due_on": renewal.due_on, "due": renewal.due.full(), "owner": told(renewal.owner)}
        timeline.record("renewal.opened", on=renewal, by=by, at=at, new=new, about=about)
        notices.opened(renewal, at=at)
    else:
        new = {"lines": [line.name for line in lines], "due": renewal.due.full()}
        timeline.record("renewal.widened", on=renewal, by=by, at=at, new=new, about=about)
    publishing.publish([account.pk], at=at)
    return opened


def _plan(renewal: Renewal, day: date) -> None:
    """This function will add the commercial steps, and the CSM's own where somebody else owns the renewal."""
    now = configuration.current()
    steps = [
        RenewalStep(renewal=renewal, kind=kind, order=order, lead_days=now.value(rules.TAKES[kind], on=day))
        for order, kind in enumerate(COMMERCIAL)
    ]
    csm = renewal.account.owner
    if csm is not None and csm != renewal.owner:
        due = day + timedelta(days=now.value(rules.SIDE_DAYS, on=day))
        steps += [
            RenewalStep(renewal=renewal, kind=kind, order=order, owner=csm, due_on=due)
            for order, kind in enumerate(SIDE, start=len(COMMERCIAL))
        ]
    RenewalStep.objects.bulk_create(steps)


def _offer(renewal: Renewal, line: Line, months: Fraction) -> None:
    """This function will offer a line again as it is, for a year or the short term it had."""
    days = Period(line.ends_on + DAY, add_months(line.ends_on + DAY, months))
    item = RenewalLine(
        renewal=renewal,
        expiring=line,
        name=line.name,
        edition=line.edition,
        module=line.module,
        quantity=line.quantity,
        discount=line.discount,
        starts_on=days.start,
        ends_on=days.last,
    )
    item.amount = line.annual * days.months / 12
    item.save(force_insert=True)


def measure(renewal: Renewal) -> None:
    """This function will set the amount due, and the expiry, to those of the lines that expire."""
    items = RenewalLine.objects.unscoped(reason=REASON).filter(renewal=renewal).exclude(expiring=None)
    lines = [item.expiring for item in items.select_related("expiring") if item.expiring]
    renewal.due = Money.total((line.annual for line in lines), renewal.due.currency)
    renewal.due_on = min((line.ends_on for line in lines), default=renewal.due_on)
    Renewal.objects.unscoped(reason=REASON).filter(pk=renewal.pk).update(
        due_minor=renewal.due.minor, due_on=renewal.due_on
    )
