"""Opening the documents that have become due, for all accounts at once (FILE-01, FILE-07)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from hourglass.base import configuration
from hourglass.base.periods import Period
from hourglass.customers import rules
from hourglass.customers.archive.completeness import in_service
from hourglass.customers.models import Account, FormRecord, FormTemplate
from hourglass.customers.models.archive import Due

REASON = "a document is due whoever looks"
BATCH = 500


def open_due(*, at: datetime, accounts: Iterable[int] | None = None) -> int:
    """This function will open what has become due, of all accounts or of these; it returns how many were opened.

    Running it again opens nothing twice: a record is unique for its account, document and occasion.
    """
    day = configuration.today(at)
    everyone = Account.objects.unscoped(reason=REASON).filter(closed_at=None)
    if accounts is not None:
        everyone = everyone.filter(pk__in=list(accounts))
    opened = 0
    for template in FormTemplate.objects.filter(retired_at=None):
        if template.due == Due.START:
            opened += _open(template, "", _started(everyone, template, day), at)
        elif template.due == Due.MONTH:
            month = Period.month(day.replace(day=1) - timedelta(days=1))
            due_on = month.end + timedelta(days=max(0, template.days - 1))
            served = in_service(everyone, month.last).values_list("pk", flat=True)
            opened += _open(template, f"{month.start:%Y-%m}", [(key, due_on) for key in served], at)
    return opened


def _started(everyone: object, template: FormTemplate, day: date) -> list[tuple[int, date]]:
    """Accounts whose service began lately: a customer of many years is not asked how it was handed over."""
    oldest = day - timedelta(days=configuration.value(rules.ARCHIVE_BACK, on=day))
    rows = everyone.filter(served_from__gte=oldest).values_list("pk", "served_from")  # type: ignore[attr-defined]
    return [(key, start + timedelta(days=template.days)) for key, start in rows]


def _open(template: FormTemplate, occasion: str, due: list[tuple[int, date]], at: datetime) -> int:
    rows = FormRecord.objects.unscoped(reason=REASON).filter(template=template, occasion=occasion)
    there = set(rows.values_list("account", flat=True))
    wanted = [
        FormRecord(account_id=key, template=template, occasion=occasion, opened_at=at, due_on=due_on)
        for key, due_on in due
        if key not in there
    ]
    for start in range(0, len(wanted), BATCH):
        with transaction.atomic():
            FormRecord.objects.bulk_create(wanted[start : start + BATCH], ignore_conflicts=True)
    return len(wanted)
