"""Questions that a customer's people raise: due, answered, confirmed (KEY-07)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import calendars, configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import rules
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Contact, Inquiry


class InquiryRefused(Refused):
    """A question cannot be kept or answered like this."""


def due_of(asked_on: date) -> date:
    """This function will give the last day on which a question is answered in time: two working days by default."""
    days = configuration.current().value(rules.ANSWER, on=asked_on)
    return calendars.working_calendar(on=asked_on).add_working_days(asked_on, days)


@transaction.atomic
def ask(contact: Contact, question: str, *, on: date, by: Actor, at: datetime, topic: str = "") -> Inquiry:
    """This function will keep a question that a person raised; it stays open until it is answered.

    :raises InquiryRefused: there are no words, or the day lies ahead.
    """
    require_worked(contact.account, by)
    if not question.strip():
        raise InquiryRefused(_("Write the question down."), field="question")
    if on > configuration.today(at):
        raise InquiryRefused(_("Choose a day that has come."), field="on")
    row = Inquiry.objects.create(
        contact=contact, topic=topic.strip(), question=question.strip(), asked_on=on, due_on=due_of(on)
    )
    new = {"question": row.question, "due_on": row.due_on}
    timeline.record("inquiry.asked", on=row, by=by, at=at, new=new, about=str(contact.account_id))
    return row


@transaction.atomic
def answer(row: Inquiry, text: str, *, version: int, by: Actor, at: datetime) -> Inquiry:
    """This function will answer a question, or answer it anew until the person confirmed it."""
    require_worked(row.contact.account, by)
    if not text.strip():
        raise InquiryRefused(_("Write the answer down."), field="text")
    if row.confirmed_at:
        raise InquiryRefused(_("The answer was confirmed already. Keep a new question instead."))
    old, new = revise(row, version=version, changes={"answer": text.strip(), "answered_at": at})
    timeline.record("inquiry.answered", on=row, by=by, at=at, old=old, new=new, about=str(row.contact.account_id))
    return row


@transaction.atomic
def confirm(row: Inquiry, *, version: int, by: Actor, at: datetime) -> Inquiry:
    """This function will note that the person is content with the answer."""
    require_worked(row.contact.account, by)
    if row.answered_at is None:
        raise InquiryRefused(_("Answer the question first."))
    if row.confirmed_at is None:
        revise(row, version=version, changes={"confirmed_at": at})
        timeline.record("inquiry.confirmed", on=row, by=by, at=at, about=str(row.contact.account_id))
    return row
