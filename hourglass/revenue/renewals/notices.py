"""What colleagues hear about renewals: each message is queued once, in the transaction of its cause."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hourglass.base import channels, outbox
from hourglass.base.models import Team, User
from hourglass.base.models.channels import Purpose
from hourglass.base.outbox import Message
from hourglass.revenue.models import Renewal

DUE = _("Renewal of %(customer)s, due %(day)s")


def opened(renewal: Renewal, *, at: datetime) -> None:
    """This function will tell the owner that a renewal begins (REV-01)."""
    text = _("Work on the renewal begins. Check what was promised, prepare the results, and plan the steps.")
    _tell(renewal.owner, renewal, "opened", DUE, text, {}, at=at)


def reminded(renewal: Renewal, before: int, *, day: date, at: datetime) -> None:
    """This function will remind the owner, so many days before expiry."""
    left = (renewal.due_on - day).days
    text = _("The term ends in %(n)s days, and the renewal is not signed.")
    if left <= 0:
        text = _("The term ends today or has ended, and the renewal is not signed.")
    _tell(renewal.owner, renewal, f"reminder:{before}", DUE, text, {"n": left}, at=at)


def escalated(renewal: Renewal, before: int, *, at: datetime) -> None:
    """This function will tell the lead of a renewal to which the customer has not committed."""
    title = _("Not committed: renewal of %(customer)s, due %(day)s")
    text = _("The customer has not committed yet. Owner: %(owner)s.")
    for lead in leads_of(renewal):
        _tell(lead, renewal, f"escalation:{before}", title, text, {"owner": renewal.owner or "—"}, at=at)


def leads_of(renewal: Renewal) -> list[User]:
    """This function will give the leads of the owner's and of the customer's team, each once and not the owner."""
    both = (renewal.account.team_id, renewal.owner.team_id if renewal.owner else None)
    teams = {team for team in both if team is not None}
    found = Team.objects.filter(pk__in=teams, lead__is_active=True).select_related("lead").order_by("pk")
    people = {team.lead.pk: team.lead for team in found if team.lead}
    return [person for person in people.values() if person.pk != renewal.owner_id]


def _tell(
    person: User | None,
    renewal: Renewal,
    occasion: str,
    title: Any,
    text: Any,
    words: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    if person is None or not person.is_active:
        return
    known = {"customer": renewal.account.name, "day": renewal.due_on, **words}
    with translation.override(person.language):
        message = Message("renewal.notice", str(title) % known, str(text) % known)
    outbox.enqueue(
        message,
        through=channels.system_mail(at=at),
        purpose=Purpose.STAFF,
        key=f"renewal:{renewal.pk}:{occasion}:{person.pk}",
        to=person.email,
        language=person.language,
        about=f"customers.account:{renewal.account_id}",
        at=at,
    )
