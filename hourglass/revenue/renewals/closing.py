"""How renewals end: paid, lost with a reason, or lost by time; and payments that reach them (REV-07, REV-09, REV-20).

Contracts call `paid` when money arrives, so nothing here knows how contracts are made.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.money import Money
from hourglass.base.revisions import revise
from hourglass.revenue import publishing, reasons, rules
from hourglass.revenue.models import Contract, Outcome, Renewal, RenewalLine
from hourglass.revenue.renewals.authority import RenewalRefused, require_open, require_owner
from hourglass.revenue.windows import Standing, standing

REASON = "what becomes of a renewal does not depend on who looks"
BY = "job:renewals.lapse"
LAPSED = "process"


def paid(contract: Contract, *, on: date, by: Actor, at: datetime) -> list[Renewal]:
    """This function will close the signed renewals that a contract renews: money for it has arrived."""
    waiting = Renewal.objects.unscoped(reason=REASON).open().filter(contract=contract, signed_on__isnull=False)
    closed = list(waiting.select_related("account", "owner"))
    for renewal in closed:
        settle(renewal, on=on, by=by, at=at)
    return closed


def settle(renewal: Renewal, *, on: date, by: Actor, at: datetime) -> None:
    """This function will close one renewal as paid, in whole or in part; what was added counts as well."""
    items = list(RenewalLine.objects.unscoped(reason=REASON).filter(renewal=renewal).select_related("renewed"))
    outcome = Outcome.PARTIAL if any(item.dropped for item in items) else Outcome.RENEWED
    renewed = Money.total((item.renewed.annual for item in items if item.renewed), renewal.due.currency)
    changes = {
        "paid_on": on,
        "outcome": outcome,
        "closed_at": at,
        "renewed_minor": renewed.minor,
        "renewed_currency": renewed.currency,
        "reason": next((item.reason for item in sorted(items, key=lambda item: not item.dropped) if item.reason), ""),
    }
    revise(renewal, version=renewal.version, changes=changes)
    new = {"outcome": outcome, "paid_on": on, "renewed": renewed.full()}
    timeline.record("renewal.renewed", on=renewal, by=by, at=at, new=new, about=str(renewal.account_id))


def unpaid(contract: Contract, *, by: Actor, at: datetime) -> None:
    """This function will open again what was renewed by a payment that was voided, and by no other."""
    if publishing.first_payments([contract]):
        return
    everyone = Renewal.objects.unscoped(reason=REASON).filter(contract=contract, paid_on__isnull=False)
    for renewal in everyone.select_related("account"):
        old = {"outcome": renewal.outcome, "paid_on": renewal.paid_on}
        changes = {"paid_on": None, "outcome": "", "closed_at": None, "renewed_minor": None, "reason": ""}
        revise(renewal, version=renewal.version, changes=changes)
        about = str(renewal.account_id)
        timeline.record("renewal.reopened", on=renewal, by=by, at=at, old=old, about=about)


@transaction.atomic
def lose(
    renewal: Renewal, *, reason: str, version: int, by: Actor, at: datetime, note: str = "", competitor: str = ""
) -> Renewal:
    """This function will close a renewal as lost, with the reason (REV-20).

    :raises RenewalRefused: no reason of the catalogue is given, "other" without words, or it was signed.
    """
    require_owner(renewal, by)
    require_open(renewal)
    if renewal.signed_on:
        raise RenewalRefused(_("It is signed. Take the signature back first, with a reason."))
    _refuse_vague(reason, note)
    changes = {
        "outcome": Outcome.LOST,
        "closed_at": at,
        "reason": reason,
        "reason_note": note.strip(),
        "competitor": competitor.strip(),
    }
    revise(renewal, version=version, changes=changes)
    about = str(renewal.account_id)
    timeline.record("renewal.lost", on=renewal, by=by, at=at, new={"reason": reason}, reason=note.strip(), about=about)
    publishing.publish([renewal.account_id], at=at)
    return renewal


@transaction.atomic
def explain(
    renewal: Renewal, *, reason: str, version: int, by: Actor, at: datetime, note: str = "", competitor: str = ""
) -> Renewal:
    """This function will set right why a renewal was lost, partly lost or made smaller, once it is better known."""
    require_owner(renewal, by)
    if not renewal.came_short:
        raise RenewalRefused(_("Only what was not renewed has a reason."))
    _refuse_vague(reason, note)
    changes = {"reason": reason, "reason_note": note.strip(), "competitor": competitor.strip()}
    old, new = revise(renewal, version=version, changes=changes)
    if new:
        about = str(renewal.account_id)
        timeline.record("renewal.explained", on=renewal, by=by, at=at, old=old, new=new, about=about)
    return renewal


def lapse_due(*, at: datetime) -> int:
    """This function will close what nobody decided about by the end of grace, each in a transaction of its own."""
    day = configuration.today(at)
    limits = rules.limits(day)
    over = Renewal.objects.unscoped(reason=REASON).open().filter(due_on__lt=day - timedelta(days=limits.grace))
    lapsed = 0
    for renewal in over.select_related("account", "owner").order_by("pk"):
        stands = standing(renewal.due_on, day, bridged_to=renewal.bridged_to, limits=limits)
        # Who has signed is waited for as long as the payment would still be in time.
        if stands is Standing.TOO_LATE or (stands is Standing.OVER and renewal.signed_on is None):
            _lapse(renewal, at=at)
            lapsed += 1
    return lapsed


@transaction.atomic
def _lapse(renewal: Renewal, *, at: datetime) -> None:
    changes = {"outcome": Outcome.LOST, "closed_at": at, "reason": LAPSED}
    revise(renewal, version=renewal.version, changes=changes)
    about = str(renewal.account_id)
    timeline.record("renewal.lapsed", on=renewal, by=BY, at=at, new={"reason": LAPSED}, about=about)
    publishing.publish([renewal.account_id], at=at)


def _refuse_vague(reason: str, note: str) -> None:
    if not reasons.known(reason):
        raise RenewalRefused(_("Choose why it is not renewed."), field="reason")
    if reason == reasons.OTHER and not note.strip():
        raise RenewalRefused(_("Say in words what the other reason is."), field="note")
