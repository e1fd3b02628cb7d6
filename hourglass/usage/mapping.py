"""Whose a user or group of a product is, as people say it, and what they decide about claims; all of it can be undone.

What was in the lake before is written anew by a job, so a mapping holds for the past as well.
"""

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.revisions import Values, revise
from hourglass.customers.models import Account, Contact, Store
from hourglass.usage.models import Claim, ProductGroup, ProductUser

One = ProductUser | ProductGroup


class MappingRefused(Refused):
    """It cannot be said like this whose somebody is."""


@transaction.atomic
def map_group(
    group: ProductGroup, account: Account, *, store: Store | None = None, version: int, by: Actor, at: datetime
) -> None:
    """This function will say which customer a group is, and which of its stores.

    :raises MappingRefused: the store is another customer's.
    :raises ChangedMeanwhile: somebody else said something about the group.
    """
    require(by, Permission.SOURCES_MANAGE)
    if store and store.account_id != account.pk:
        raise MappingRefused(_("This store is another customer's. Choose one of this customer."), field="store")
    old, new = _revised(group, {"account": account, "store": store, "set_aside_at": None}, version)
    if new:
        timeline.record("identity.mapped", on=group, by=by, at=at, about=str(account.pk), old=old, new=new)


@transaction.atomic
def map_user(
    user: ProductUser, account: Account, *, contact: Contact | None = None, version: int, by: Actor, at: datetime
) -> None:
    """This function will say whose a user is: a customer's, and which of its people. The contact stays as it is.

    :raises MappingRefused: the contact, or the group that the user is in, is another customer's.
    :raises ChangedMeanwhile: somebody else said something about the user.
    """
    require(by, Permission.SOURCES_MANAGE)
    if contact and contact.account_id != account.pk:
        raise MappingRefused(_("This person is another customer's. Choose one of this customer."), field="contact")
    if user.group and user.group.account_id not in {None, account.pk}:
        raise MappingRefused(
            _("The group of this user is another customer. Say first which customer the group is."), field="account"
        )
    old, new = _revised(user, {"account": account, "contact": contact, "set_aside_at": None}, version)
    if new:
        timeline.record("identity.mapped", on=user, by=by, at=at, about=str(account.pk), old=old, new=new)


@transaction.atomic
def unmap(one: One, *, version: int, by: Actor, at: datetime) -> None:
    """This function will take back whose a user or group is; their events go back to those of nobody known."""
    require(by, Permission.SOURCES_MANAGE)
    about = str(one.account_id) if one.account_id else None
    old, new = _revised(one, {"account": None, "contact" if isinstance(one, ProductUser) else "store": None}, version)
    if new:
        timeline.record("identity.unmapped", on=one, by=by, at=at, about=about, old=old, new=new)


@transaction.atomic
def set_aside(one: One, *, version: int, by: Actor, at: datetime) -> None:
    """This function will take a user or group off the list: nobody's, such as a tester of ours."""
    require(by, Permission.SOURCES_MANAGE)
    revise(one, version=version, changes={"set_aside_at": at})
    timeline.record("identity.set_aside", on=one, by=by, at=at)


@transaction.atomic
def bring_back(one: One, *, version: int, by: Actor, at: datetime) -> None:
    """This function will put a user or group that was set aside on the list again."""
    require(by, Permission.SOURCES_MANAGE)
    revise(one, version=version, changes={"set_aside_at": None})
    timeline.record("identity.brought_back", on=one, by=by, at=at)


def _revised(one: One, changes: Mapping[str, Any], version: int) -> tuple[Values, Values]:
    """This function will change whose somebody is, and give what the record is told of it."""
    stale = {"stale": True} if one.account != changes["account"] else {}
    old, new = revise(one, version=version, changes={**changes, **stale})
    hidden = {"stale", "set_aside_at"}
    return without(old, hidden), without(new, hidden)


def without(values: Values, names: Container[str]) -> Values:
    """This function will give values without some of them."""
    return {name: value for name, value in values.items() if name not in names}


@transaction.atomic
def accept(claim: Claim, *, by: Actor, at: datetime) -> None:
    """This function will let hold what events claim: two users are one, or a user has moved to another group.

    :raises MappingRefused: it was decided already, or would make one person of two who are each other.
    """
    require(by, Permission.SOURCES_MANAGE)
    user, root = claim.user, None
    if claim.other:
        root = root_of(claim.other)
        if root.pk == user.pk or root_of(user).pk == root.pk:
            raise MappingRefused(_("These two are one person already."))
    _decide(claim, at, accepted=True, before=user.group)
    if root:
        ProductUser.objects.filter(pk=user.pk).update(merged_into=root, stale=True)
        ProductUser.objects.filter(merged_into=user).update(merged_into=root, stale=True)
    else:
        ProductUser.objects.filter(pk=user.pk).update(group=claim.group)
    timeline.record("claim.accepted", on=claim, by=by, at=at, new={"claim": claim.kind})


@transaction.atomic
def decline(claim: Claim, *, by: Actor, at: datetime) -> None:
    """This function will let a claim be wrong; events that repeat it do not bring it back."""
    require(by, Permission.SOURCES_MANAGE)
    _decide(claim, at, accepted=False)
    timeline.record("claim.declined", on=claim, by=by, at=at, new={"claim": claim.kind})


@transaction.atomic
def take_back(claim: Claim, *, by: Actor, at: datetime) -> None:
    """This function will undo an accepted claim: what stood before stands again, and the claim is declined.

    :raises MappingRefused: it was not accepted.
    """
    require(by, Permission.SOURCES_MANAGE)
    if not Claim.objects.filter(pk=claim.pk, accepted=True).update(accepted=False, decided_at=at):
        raise MappingRefused(_("Only what was accepted can be taken back."))
    if claim.other_id:
        ProductUser.objects.filter(pk=claim.user_id).update(merged_into=None, stale=True)
    else:
        ProductUser.objects.filter(pk=claim.user_id, group=claim.group_id).update(group=claim.before_id)
    timeline.record("claim.taken_back", on=claim, by=by, at=at, new={"claim": claim.kind})


def root_of(user: ProductUser) -> ProductUser:
    """This function will give who a user turned out to be."""
    return user.merged_into or user


def _decide(claim: Claim, at: datetime, *, accepted: bool, before: ProductGroup | None = None) -> None:
    open_ = Claim.objects.filter(pk=claim.pk, decided_at=None)
    if not open_.update(decided_at=at, accepted=accepted, before=before):
        raise MappingRefused(_("Somebody decided this already."))
