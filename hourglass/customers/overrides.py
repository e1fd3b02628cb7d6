"""Classes set by hand: a CSM proposes with a reason, a lead approves, and the review day asks again (SEG-05)."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.customers import placing
from hourglass.customers.accounts import require_reached, require_worked
from hourglass.customers.models import Account, CustomerClass, Override
from hourglass.customers.models.segments import OverrideState

Told = dict[str, Any]


class OverrideRefused(Refused):
    """A class cannot be set by hand like this."""


@transaction.atomic
def propose(
    account: Account, to: CustomerClass, *, reason: str, review_on: date, by: Actor, at: datetime
) -> Override:  # fmt: skip
    """This function will ask a lead to put an account into a class by hand.

    :raises OverrideRefused: there is no reason, the review day is not ahead, or another proposal is open.
    """
    require(by, Permission.ACCOUNTS_EDIT)
    require_worked(account, by)
    if not reason.strip():
        raise OverrideRefused(_("Give the reason, so that it can be approved."), field="reason")
    if review_on <= configuration.today(at):
        raise OverrideRefused(_("Give a day to come for the review."), field="review_on")
    made = Override(
        account=account, dimension=to.dimension, code=to.key, reason=reason.strip(), review_on=review_on,
        asked_by=by if isinstance(by, User) else None, asked_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise OverrideRefused(_("A class by hand is there already; end or decide that one first.")) from None
    new = {"class": to.key, "review_on": review_on.isoformat()}
    timeline.record("override.proposed", on=made, by=by, at=at, new=new, reason=reason, about=str(account.pk))
    return made


@transaction.atomic
def approve(override: Override, *, version: int, by: Actor, at: datetime) -> Override:
    """This function will let the class hold until its review day asks again.

    :raises OverrideRefused: it was decided already.
    """
    _check_decision(override, by=by)
    old, new = _move(override, OverrideState.ACTIVE, version=version, at=at)
    timeline.record("override.approved", on=override, by=by, at=at, old=old, new=new, about=str(override.account_id))
    placing.place([override.account_id], at=at, by=by)
    return override


@transaction.atomic
def refuse(override: Override, *, version: int, by: Actor, at: datetime) -> Override:
    """This function will leave the account in the class of its rules.

    :raises OverrideRefused: it was decided already.
    """
    _check_decision(override, by=by)
    old, new = _move(override, OverrideState.REFUSED, version=version, at=at)
    timeline.record("override.refused", on=override, by=by, at=at, old=old, new=new, about=str(override.account_id))
    return override


@transaction.atomic
def end(override: Override, *, version: int, by: Actor, at: datetime) -> Override:
    """This function will give the account back to the rules.

    :raises OverrideRefused: it does not hold.
    """
    require(by, Permission.SEGMENTS_APPROVE)
    require_reached(override.account, by)
    if override.state != OverrideState.ACTIVE:
        raise OverrideRefused(_("This class by hand does not hold; there is nothing to end."))
    old, new = _move(override, OverrideState.ENDED, version=version, at=at)
    timeline.record("override.ended", on=override, by=by, at=at, old=old, new=new, about=str(override.account_id))
    placing.place([override.account_id], at=at, by=by)
    return override


@transaction.atomic
def renew(override: Override, *, review_on: date, version: int, by: Actor, at: datetime) -> Override:
    """This function will answer the review: the class holds on until another day.

    :raises OverrideRefused: it does not hold, or the day is not ahead.
    """
    require(by, Permission.SEGMENTS_APPROVE)
    require_reached(override.account, by)
    if override.state != OverrideState.ACTIVE:
        raise OverrideRefused(_("This class by hand does not hold; propose it anew."))
    if review_on <= configuration.today(at):
        raise OverrideRefused(_("Give a day to come for the review."), field="review_on")
    old, new = revise(override, version=version, changes={"review_on": review_on})
    if new:
        told = {"old": {"review_on": str(old["review_on"])}, "new": {"review_on": str(new["review_on"])}}
        timeline.record("override.renewed", on=override, by=by, at=at, about=str(override.account_id), **told)  # type: ignore[arg-type]
    return override


def waiting(person: User, *, on: date) -> QuerySet[Override]:
    """This function will give what a lead has to answer: proposals, and classes whose review day has come."""
    rows = Override.objects.visible_to(person).select_related("account", "dimension", "asked_by")
    due = Q(state=OverrideState.ASKED) | Q(state=OverrideState.ACTIVE, review_on__lte=on)
    return rows.filter(due).order_by("asked_at", "pk")


def _check_decision(override: Override, *, by: Actor) -> None:
    require(by, Permission.SEGMENTS_APPROVE)
    require_reached(override.account, by)
    if override.state != OverrideState.ASKED:
        raise OverrideRefused(_("This was decided already. Look at it again."))
    if isinstance(by, User) and override.asked_by_id == by.pk and not by.can(Permission.SEGMENTS_MANAGE):
        # Who decides about the rules themselves needs nobody above.
        raise OverrideRefused(_("Somebody else has to approve what you proposed."))


def _move(override: Override, state: OverrideState, *, version: int, at: datetime) -> tuple[Told, Told]:
    old = {"state": str(override.state)}
    revise(override, version=version, changes={"state": state, "decided_at": at})
    return old, {"state": str(state)}


@transaction.atomic
def set_head(account: Account, *, to: bool | None, reason: str, version: int, by: Actor, at: datetime) -> Account:
    """This function will make an account a head customer by hand or not, or with None let the rule decide (SEG-07).

    :raises OverrideRefused: no reason is given.
    :raises ChangedMeanwhile: somebody saved the account in the meantime.
    """
    require(by, Permission.SEGMENTS_APPROVE)
    require_worked(account, by)
    if not reason.strip():
        raise OverrideRefused(_("Give the reason, so that others understand it."), field="reason")
    old, new = revise(account, version=version, changes={"head_override": to})
    if new:
        about = str(account.pk)
        timeline.record(
            "account.head_set", on=account, by=by, at=at, old=old, new=new, reason=reason.strip(), about=about
        )
        placing.name_heads(at=at, only=[account.pk])
    return account
