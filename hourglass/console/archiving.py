"""What pages say of archives: the documents of one customer, one document, and what is missing for whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import Period, add_months
from hourglass.base.permissions import Permission
from hourglass.console.forms.archive import language
from hourglass.console.profile import distance
from hourglass.customers.archive import completeness, reading, records
from hourglass.customers.models import Account, Filling, FormRecord
from hourglass.customers.models.archive import Confirming, State

TONES = {State.DUE: "", State.DRAFT: "info", State.RETURNED: "watch", State.SUBMITTED: "info", State.CONFIRMED: "ok"}
PAGE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One document of a customer as pages tell of it."""

    record: FormRecord
    day: date

    @property
    def overdue(self) -> bool:
        """Whether its day has passed without a submission."""
        return self.record.is_overdue(self.day)

    @property
    def kept(self) -> bool:
        """Whether it counts as there."""
        return completeness.is_kept(self.record)

    @property
    def waits(self) -> bool:
        """Whether it is submitted and somebody has to confirm it."""
        return self.record.state is State.SUBMITTED and self.record.template.confirming != Confirming.NOBODY

    @property
    def label(self) -> str | Promise:
        """How far it has come, in words: a submission that waits for somebody says for whom."""
        if self.waits:
            customer = self.record.template.confirming == Confirming.CUSTOMER
            return _("Waits for the customer") if customer else _("Waits for confirmation")
        return self.record.state.label

    @property
    def tone(self) -> str:
        """The tone of it: what is complete is good, and what is late is not."""
        if self.overdue:
            return "bad"
        if self.waits:
            return "info"
        return "ok" if self.kept else TONES[self.record.state]

    @property
    def age(self) -> str:
        """How long until its day, in words."""
        return distance((self.record.due_on - self.day).days) if self.record.due_on else ""


def of(account: Account, person: User, *, at: datetime) -> dict[str, Any]:
    """This function will gather the archive of a customer."""
    day = configuration.today(at)
    rows = FormRecord.objects.visible_to(person).of(account)
    found = [Told(row, day) for row in rows.select_related("template").order_by("due_on", "template__order", "pk")]
    return {
        "missing": [one for one in found if not one.kept],
        "there": [one for one in reversed(found) if one.kept],
        "complete": completeness.of(rows, at=at, scope=str(account.pk)),
        "punctual": completeness.punctuality(rows, at=at, scope=str(account.pk)),
        "fills": person.can(Permission.FORMS_FILL) and not account.closed_at,
    }


def document(record: FormRecord, person: User, *, at: datetime) -> dict[str, Any]:
    """This function will gather what the page of one document shows beside its form."""
    told = Told(record, configuration.today(at))
    judges = person.can(Permission.FORMS_CONFIRM) and record.state is State.SUBMITTED
    sent = records.submissions(record)
    return {
        "told": told,
        "record": record,
        "judges": judges,
        "confirms": judges
        and record.template.confirming != Confirming.CUSTOMER
        and not (sent and sent[0].filled_by_id == person.pk),
        "by_customer": record.template.confirming == Confirming.CUSTOMER and record.state is State.SUBMITTED,
        "versions": [version(one, before, person) for one, before in zip(sent, [*sent[1:], None], strict=True)],
        "read": reading.parts(sent[0], person, language()) if sent else [],
    }


def version(filling: Filling, before: Filling | None, person: User) -> dict[str, Any]:
    """This function will tell of one submission what differs from the one before it."""
    known = records.seen_by(person, records.fields_of(filling))
    differs = [
        reading.named(field, language())
        for field in known
        if before is not None and filling.values.get(field.key) != before.values.get(field.key)
    ]
    return {"filling": filling, "differs": differs}


def missing(person: User, *, whose: str, page: int, at: datetime) -> dict[str, Any]:
    """This function will gather what is missing for whom, and how complete the archives are (FILE-09)."""
    day = configuration.today(at)
    rows = FormRecord.objects.visible_to(person).filter(account__closed_at=None)
    if whose == "mine":
        rows = rows.filter(account__owner=person)
    month = add_months(day.replace(day=1), -1)
    accounts = Account.objects.visible_to(person)
    waiting = rows.outstanding().select_related("account", "template", "account__owner").order_by("due_on", "pk")
    found = waiting[PAGE * (page - 1) : PAGE * page + 1]
    shown = [Told(row, day) for row in found]
    return {
        "rows": shown[:PAGE],
        "more": len(shown) > PAGE,
        "page": page,
        "whose": whose,
        "count": rows.outstanding().count(),
        "overdue": rows.overdue(day).count(),
        "complete": completeness.of(rows, at=at),
        "punctual": completeness.punctuality(rows, at=at),
        "monthly": completeness.monthly_coverage(rows, accounts, month, at=at),
        "month": Period.month(month),
        "owners": completeness.by_owner(rows, at=at),
    }
