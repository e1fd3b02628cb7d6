"""Reminders before expiry, and the word to the lead where the customer has not committed (REV-01, Appendix G)."""

from datetime import date, datetime

from django.db import transaction

from hourglass.base import configuration, timeline
from hourglass.base.periods import add_months
from hourglass.revenue import rules
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import notices
from hourglass.revenue.windows import reminders

REASON = "a reminder goes out whoever looks"
BY = "job:renewals.remind"


def remind_due(*, at: datetime) -> int:
    """This function will send the reminders that came due, each once, and return how many renewals they are about."""
    day = configuration.today(at)
    now = configuration.current()
    days = [now.value(setting, on=day) for setting in (rules.REMIND_FIRST, rules.REMIND_SECOND, rules.REMIND_LAST)]
    escalation = now.value(rules.REMIND_SECOND, on=day)
    waiting = Renewal.objects.unscoped(reason=REASON).open().filter(signed_on=None, due_on__lte=add_months(day, 13))
    sent = 0
    for renewal in waiting.select_related("account", "owner").order_by("pk"):
        before = reminders(renewal.due_on, day, [*days, 0], last=renewal.reminded)
        if before is not None:
            _remind(renewal, before, day=day, escalates=before <= escalation, at=at)
            sent += 1
    return sent


@transaction.atomic
def _remind(renewal: Renewal, before: int, *, day: date, escalates: bool, at: datetime) -> None:
    Renewal.objects.unscoped(reason=REASON).filter(pk=renewal.pk).update(reminded=before)
    notices.reminded(renewal, before, day=day, at=at)
    about = str(renewal.account_id)
    timeline.record("renewal.reminded", on=renewal, by=BY, at=at, new={"days": before}, about=about)
    if escalates and renewal.committed_at is None:
        notices.escalated(renewal, before, at=at)
        leads = [person.name for person in notices.leads_of(renewal)]
        if leads:
            timeline.record("renewal.escalated", on=renewal, by=BY, at=at, new={"leads": leads}, about=about)
