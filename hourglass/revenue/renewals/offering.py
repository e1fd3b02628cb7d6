"""What is offered at a renewal: each expiring line kept, changed or dropped, and modules added (REV-09, REV-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.money import Money
from hourglass.base.periods import DAY, Period
from hourglass.base.revisions import revise
from hourglass.revenue import cohorts, reasons
from hourglass.revenue.cohorts import Offered, Split
from hourglass.revenue.contracts import Ordered, refuse_unfit
from hourglass.revenue.models import Line, Renewal, RenewalLine
from hourglass.revenue.renewals.authority import RenewalRefused, require_open, require_owner

REASON = "the renewal was asked for"


@dataclass(frozen=True, slots=True)
class Compared:
    """One line before and after, in whole amounts a year, and what the difference is made of."""

    item: RenewalLine
    was: Money
    now: Money
    split: Split

    @property
    def effects(self) -> list[tuple[str, Money]]:
        """The parts of the difference that are not zero, by their key."""
        names = ("lost", "reduced", "discount", "upsell", "price")
        parts = zip(names, self.split.parts(), strict=True)
        return [(name, Money.from_minor(coins, self.now.currency)) for name, coins in parts if coins]


def items_of(renewal: Renewal) -> list[RenewalLine]:
    """This function will give the lines of a renewal in their order: those that expire first, then what is added."""
    everyone = RenewalLine.objects.unscoped(reason=REASON).filter(renewal=renewal)
    found = everyone.select_related("expiring", "renewed", "edition", "module").order_by("pk")
    return sorted(found, key=lambda item: (item.expiring_id is None, item.pk))


def compared(items: Iterable[RenewalLine]) -> list[Compared]:
    """This function will hold each offered line against the one that expires (REV-11)."""
    return [compare(item) for item in items]


def compare(item: RenewalLine) -> Compared:
    """This function will type the difference of one line: 10 x 1,000 to 12 x 900 is +2,000 and -1,200."""
    old, now = item.expiring, item.annual
    was = old.annual if old else Money.zero(now.currency)
    before = as_offered(old) if old else None
    after = None if item.dropped else as_offered(item)
    return Compared(item, was, now, cohorts.split(before, after, lost=False))


@transaction.atomic
def change(
    item: RenewalLine, offered: Ordered, *, version: int, by: Actor, at: datetime, reason: str = ""
) -> RenewalLine:
    """This function will offer something else in the place of a line that expires, or change what is added.

    An offer of less than before says why, in the words of the catalogue (REV-20); a discount alone is no less.

    :raises RenewalRefused: it was signed, the line begins before the old one has ended, or it is less without a reason.
    :raises ContractRefused: quantity, amount or days cannot be.
    """
    renewal = item.renewal
    _require_offering(renewal, by)
    _refuse_unfit(renewal, item, offered)
    before = _told(item)
    changes = {
        "dropped": False,
        "reason": _why(item, offered, reason),
        "name": offered.name,
        "edition": offered.edition,
        "module": offered.module,
        "quantity": offered.quantity,
        "amount_minor": offered.amount.minor,
        "discount": offered.discount,
        "starts_on": offered.starts_on,
        "ends_on": offered.ends_on,
    }
    _old, new = revise(item, version=version, changes=changes)
    if new:
        about = str(renewal.account_id)
        timeline.record("renewal.offered", on=item, by=by, at=at, old=before, new=_told(item), about=about)
    return item


@transaction.atomic
def drop(item: RenewalLine, *, reason: str, version: int, by: Actor, at: datetime) -> RenewalLine:
    """This function will say that a line is not renewed, and why (REV-09, REV-20).

    :raises RenewalRefused: it was signed, or the reason is none of the catalogue.
    """
    renewal = item.renewal
    _require_offering(renewal, by)
    if item.expiring_id is None:
        raise RenewalRefused(_("What was added is taken out instead."))
    if not reasons.known(reason):
        raise RenewalRefused(_("Choose why it is not renewed."), field="reason")
    revise(item, version=version, changes={"dropped": True, "reason": reason})
    about = str(renewal.account_id)
    timeline.record("renewal.line_dropped", on=item, by=by, at=at, new={"reason": reason}, about=about)
    return item


@transaction.atomic
def add(renewal: Renewal, offered: Ordered, *, by: Actor, at: datetime) -> RenewalLine:
    """This function will offer something more with the renewal, such as a module."""
    _require_offering(renewal, by)
    _refuse_unfit(renewal, None, offered)
    item = RenewalLine(
        renewal=renewal,
        name=offered.name,
        edition=offered.edition,
        module=offered.module,
        quantity=offered.quantity,
        discount=offered.discount,
        starts_on=offered.starts_on,
        ends_on=offered.ends_on,
    )
    item.amount = offered.amount
    item.save(force_insert=True)
    timeline.record("renewal.line_added", on=item, by=by, at=at, new=_told(item), about=str(renewal.account_id))
    return item


@transaction.atomic
def take_out(item: RenewalLine, *, by: Actor, at: datetime) -> None:
    """This function will no longer offer something that was added."""
    renewal = item.renewal
    _require_offering(renewal, by)
    if item.expiring_id is not None:
        raise RenewalRefused(_("A line that expires is renewed, or dropped with a reason."))
    about = str(renewal.account_id)
    timeline.record("renewal.line_taken_out", on=item, by=by, at=at, old=_told(item), about=about)
    item.delete()


def _require_offering(renewal: Renewal, by: Actor) -> None:
    require_owner(renewal, by)
    require_open(renewal)
    if renewal.signed_on:
        raise RenewalRefused(_("It is signed. What changes now is changed in its contract."))


def _refuse_unfit(renewal: Renewal, item: RenewalLine | None, offered: Ordered) -> None:
    refuse_unfit([offered])
    if offered.amount.currency != renewal.due.currency:
        raise RenewalRefused(_("Give the amount in the currency of the amount due."), field="amount")
    earliest = earliest_start(renewal, item)
    if offered.starts_on < earliest:
        said = _("The new term begins on %(day)s at the earliest, the day after the old one ends.")
        raise RenewalRefused(said % {"day": earliest}, field="starts_on")


def earliest_start(renewal: Renewal, item: RenewalLine | None) -> date:
    """This function will give the day after the old term, however early the renewal is signed (REV-06)."""
    if item is not None and item.expiring is not None:
        return item.expiring.ends_on + DAY
    return renewal.due_on + DAY


def _why(item: RenewalLine, offered: Ordered, reason: str) -> str:
    months = Period.through(offered.starts_on, offered.ends_on).months
    thing = f"{offered.edition and offered.edition.pk}:{offered.module and offered.module.pk}"
    now = Offered((offered.amount * 12 / months).minor, offered.quantity, frozenset({thing}))
    if item.expiring is None or not reduces(item.expiring, now):
        return ""
    if not reasons.known(reason):
        raise RenewalRefused(_("This is less than before. Choose why."), field="reason")
    return reason


def reduces(old: Line, now: Offered) -> bool:
    """This function will tell whether less is offered than a line had; a lower price for as much is a discount."""
    return cohorts.split(as_offered(old), now, lost=False).reduced < 0


def as_offered(line: Line | RenewalLine) -> Offered:
    """This function will give a line as the pure functions of cohorts compare it."""
    return Offered(line.annual.minor, line.quantity, frozenset({_offer(line)}))


def _offer(line: object) -> str:
    return f"{getattr(line, 'edition_id', None)}:{getattr(line, 'module_id', None)}"


def _told(item: RenewalLine) -> dict[str, object]:
    return {
        "name": item.name,
        "quantity": item.quantity,
        "amount": item.amount.full(),
        "term": f"{item.starts_on}/{item.ends_on}",
    }
