"""The self-check before the talk: three answers with evidence, of which the system knows a part (REV-02).

A package that knows something registers it in its own `for_renewals.py`. What it calls binding cannot be denied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.revisions import ChangedMeanwhile, revise
from hourglass.base.uniqueness import unless_taken
from hourglass.customers.models import Account
from hourglass.revenue.models import Answer, Question, Renewal
from hourglass.revenue.renewals.authority import RenewalRefused, require_open, require_work

REASON = "the renewal was asked for"


@dataclass(frozen=True, slots=True)
class Preset:
    """What the system knows about a question: the answer, what it rests on, and whether it can be denied."""

    yes: bool
    evidence: Any  # a text that is translated when it is shown
    binding: bool = False


# The account, the first day of the ending term, and today.
Provider = Callable[[Account, date, date], Preset | None]
_providers: dict[Question, list[Provider]] = {question: [] for question in Question}


def provide(question: Question, provider: Provider) -> None:
    """This function will add somebody who knows about a question."""
    _providers[question].append(provider)


def presets(renewal: Renewal, *, at: datetime) -> dict[Question, list[Preset]]:
    """This function will ask everybody who knows, for each question; a yes stands before a no."""
    discover()
    since, day = began(renewal), configuration.today(at)
    found = {}
    for question, providers in _providers.items():
        known = [preset for provider in providers if (preset := provider(renewal.account, since, day)) is not None]
        found[question] = sorted(known, key=lambda preset: not preset.yes)
    return found


def began(renewal: Renewal) -> date:
    """This function will give the first day of the term that ends."""
    lines = renewal.items.unscoped(reason=REASON).exclude(expiring=None).values_list("expiring__starts_on", flat=True)
    return min(lines, default=renewal.starts_on)


@transaction.atomic
def answer(
    renewal: Renewal, question: Question, *, yes: bool, evidence: str, version: int = 0, by: Actor, at: datetime
) -> Answer:
    """This function will answer one question of the self-check; `version` is that of the answer it replaces, else 0.

    :raises RenewalRefused: there is no evidence, or the answer denies what the system knows for certain.
    :raises ChangedMeanwhile: somebody else answered it meanwhile.
    """
    require_work(renewal, by)
    require_open(renewal)
    evidence = evidence.strip()
    if not evidence:
        raise RenewalRefused(_("Say what the answer rests on."), field="evidence")
    _refuse_denial(renewal, question, yes, at)
    given = {"yes": yes, "evidence": evidence, "answered_by": by if isinstance(by, User) else None, "answered_at": at}
    row = Answer.objects.unscoped(reason=REASON).filter(renewal=renewal, question=question).first()
    if row is not None:
        revise(row, version=version, changes=given)
    elif version:
        raise ChangedMeanwhile
    else:
        with unless_taken(Answer, question_answered_once=ChangedMeanwhile()):
            row = Answer.objects.create(renewal=renewal, question=question, **given)
    new = {"yes": yes, "evidence": evidence}
    timeline.record("renewal.checked", on=row, by=by, at=at, new=new, about=str(renewal.account_id))
    return row


def answers_of(renewal: Renewal) -> dict[Question, Answer]:
    """This function will give the answers that were given, by question."""
    rows = Answer.objects.unscoped(reason=REASON).filter(renewal=renewal).select_related("answered_by")
    return {Question(row.question): row for row in rows}


def _refuse_denial(renewal: Renewal, question: Question, yes: bool, at: datetime) -> None:
    for preset in presets(renewal, at=at)[question]:
        if preset.binding and preset.yes != yes:
            said = _("This cannot be answered so while it holds: %(evidence)s")
            raise RenewalRefused(said % {"evidence": preset.evidence}, field="yes")


def missing(renewal: Renewal) -> set[Question]:
    """This function will name the questions without an answer."""
    return set(Question) - set(answers_of(renewal))


@cache
def discover() -> None:
    """This function will let every package register what it knows."""
    autodiscover_modules("for_renewals")
