"""People of the vendor: how they come in, change, leave and return, and the teams they work in."""

import unicodedata
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import credentials, roles, secrecy, timeline
from hourglass.base.grants import Actor, BeyondGrant, refuse_self, require, require_person, require_role, require_team
from hourglass.base.models import Invitation, Role, Team, User
from hourglass.base.permissions import Reach
from hourglass.base.refusals import Refused
from hourglass.base.revisions import revise
from hourglass.base.uniqueness import unless_taken

INVITATION_LASTS = timedelta(days=7)


class PersonRefused(Refused):
    """A person, an invitation or a team cannot be changed like this."""


def address(text: str) -> str:
    """This function will give an e-mail address the one form in which we keep and compare it.

    :raises PersonRefused: it is not an e-mail address.
    """
    form = unicodedata.normalize("NFKC", text).strip().casefold()
    try:
        validate_email(form)
    except ValidationError:
        raise PersonRefused(
            _("This is not an e-mail address; write it like name@example.com."), field="email"
        ) from None
    return form


@transaction.atomic
def add(
    email: str,
    *,
    name: str,
    by: Actor,
    at: datetime,
    roles: Iterable[Role] = (),
    team: Team | None = None,
    password: str | None = None,
    language: str = "zh-hans",
) -> User:
    """This function will add a person who can work at once; without a password they log in through single sign-on.

    :raises PersonRefused: somebody has this address.
    :raises BeyondGrant: a role allows more than `by` may do, or the team is not in reach.
    """
    granted = _grantable(roles, team, by)
    email = address(email)
    with _one_of_an_address():
        person = User.objects.create_user(email, password, name=name, team=team, language=language)
    person.roles.set(granted)
    new = {"email": email, "roles": sorted(role.key for role in granted), "team": str(team) if team else None}
    timeline.record("person.added", on=person, by=by, at=at, new=new)
    return person


@transaction.atomic
def invite(
    email: str, *, by: Actor, at: datetime, roles: Iterable[Role] = (), team: Team | None = None
) -> tuple[Invitation, str]:
    """This function will invite one address, and return the invitation with its secret, which is shown once.

    An earlier open invitation of the same address ends.

    :raises PersonRefused: somebody has this address, or invites it at the same moment.
    :raises BeyondGrant: a role allows more than `by` may do, or the team is not in reach.
    """
    granted = _grantable(roles, team, by)
    email = address(email)
    if User.objects.unscoped(reason="an address is unique among everyone").filter(email__iexact=email).exists():
        raise _address_taken()
    earlier = Invitation.objects.unscoped(reason="an address has one open invitation, whoever sent it")
    earlier.waiting().filter(email=email).update(withdrawn_at=at)
    secret, digest = secrecy.make()
    invited = PersonRefused(_("Somebody invited this address just now; look among the invitations."), field="email")
    with unless_taken(Invitation, one_open_invitation_per_address=invited):
        invitation = Invitation.objects.create(
            email=email,
            team=team,
            digest=digest,
            invited_by=by if isinstance(by, User) else None,
            invited_at=at,
            expires_at=at + INVITATION_LASTS,
        )
    invitation.roles.set(granted)
    new = {"email": email, "roles": sorted(role.key for role in granted), "team": str(team) if team else None}
    timeline.record("person.invited", on=invitation, by=by, at=at, new=new)
    return invitation, secret


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """This function will end an open invitation; its link opens nothing any more."""
    require(by, "people.manage")
    if invitation.invited_by:
        require_person(by, invitation.invited_by)
    everyone = Invitation.objects.unscoped(reason="the one row, by its key")
    if everyone.waiting().filter(pk=invitation.pk).update(withdrawn_at=at):
        timeline.record("invitation.withdrawn", on=invitation, by=by, at=at)


def find_invitation(secret: str, *, at: datetime) -> Invitation | None:
    """This function will find the open invitation of a secret; wrong, used, withdrawn and late all look alike."""
    everyone = Invitation.objects.unscoped(reason="the secret itself is the right to find it")
    return everyone.open(at).filter(digest=secrecy.digest(secret)).first()


def open_invitation(email: str, *, at: datetime) -> Invitation | None:
    """This function will find the open invitation of an address that somebody else has verified."""
    everyone = Invitation.objects.unscoped(reason="the identity provider vouches for the address")
    return everyone.open(at).filter(email=email).first()


def opened_invitation(pk: object, *, at: datetime) -> Invitation | None:
    """This function will find an invitation that a person has opened with its secret, if it is still open."""
    everyone = Invitation.objects.unscoped(reason="its secret was shown to us; the browser's session remembers")
    return everyone.open(at).filter(pk=pk).first() if isinstance(pk, int) else None


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str | None, at: datetime, language: str = "zh-hans") -> User:
    """This function will make the invited person, once, with what the inviter may still give.

    :raises PersonRefused: the invitation is used, withdrawn or late, its inviter may no longer give this, or the
        password is weak.
    """
    if password is not None:
        _refuse_weak(password, User(email=invitation.email, name=name))
    closed = PersonRefused(_("This invitation is no longer valid; ask for a new one."))
    everyone = Invitation.objects.unscoped(reason="the one row, by its key")
    if not everyone.open(at).filter(pk=invitation.pk).update(accepted_at=at):
        raise closed
    inviter: Actor = invitation.invited_by or "system"
    try:
        granted = _grantable(invitation.roles.all(), invitation.team, inviter)
    except Refused:
        raise closed from None
    with _one_of_an_address():
        person = User.objects.create_user(
            invitation.email, password, name=name, team=invitation.team, language=language
        )
    person.roles.set(granted)
    timeline.record("invitation.accepted", on=person, by=person, at=at, new={"roles": sorted(r.key for r in granted)})
    return person


@transaction.atomic
def edit(person: User, *, version: int, by: Actor, at: datetime, **changes: Any) -> User:
    """This function will change the name, address or language of a person who is still at `version`.

    :raises PersonRefused: somebody else has the address.
    :raises ChangedMeanwhile: somebody else changed the person meanwhile.
    """
    require(by, "people.manage")
    require_person(by, person)
    if "email" in changes:
        changes["email"] = address(changes["email"])
    with _one_of_an_address():
        old, new = revise(person, version=version, changes=changes)
    if not new:
        return person
    if "email" in new:
        credentials.forget_addresses(person)
    timeline.record("person.changed", on=person, by=by, at=at, old=old, new=new)
    return person


@transaction.atomic
def deactivate(person: User, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will shut a person out: sessions, tokens and links end now; their work stays.

    :raises RoleRefused: the person is the last administrator.
    """
    require(by, "people.manage")
    refuse_self(by, person)
    require_person(by, person)
    roles.keep_an_administrator(without=person)
    everyone = User.objects.unscoped(reason="the one row, by its key")
    if not everyone.filter(pk=person.pk, is_active=True).update(is_active=False):
        return
    person.is_active = False
    ended = credentials.end_all(person, at=at)
    new = {"active": False, "ended": ended}
    timeline.record("person.deactivated", on=person, by=by, at=at, old={"active": True}, new=new, reason=reason)


@transaction.atomic
def reactivate(person: User, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will let a deactivated person log in again; nothing that ended comes back."""
    require(by, "people.manage")
    refuse_self(by, person)
    require_person(by, person)
    everyone = User.objects.unscoped(reason="the one row, by its key")
    if everyone.filter(pk=person.pk, is_active=False).update(is_active=True):
        person.is_active = True
        old, new = {"active": False}, {"active": True}
        timeline.record("person.reactivated", on=person, by=by, at=at, old=old, new=new, reason=reason)


@transaction.atomic
def end_sessions(person: User, *, by: Actor, at: datetime) -> None:
    """This function will log a person out everywhere; people may do it to themselves."""
    if by != person:
        require(by, "people.manage")
        require_person(by, person)
    timeline.record("person.logged_out", on=person, by=by, at=at, new=credentials.end_sessions(person, at=at))


@transaction.atomic
def move(person: User, *, to: Team | None, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will put a person in another team, or in none.

    :raises BeyondGrant: the person or the team is not in `by`'s reach, or `by` would widen their own sight.
    :raises ChangedMeanwhile: somebody else changed the person since `person` was read.
    """
    require(by, "people.manage")
    require_person(by, person)
    require_team(by, to)
    if by == person and isinstance(by, User) and by.reach is not Reach.ALL:
        raise BeyondGrant(_("Nobody moves themselves to another team; ask an administrator."))
    old, new = revise(person, version=person.version, changes={"team": to})
    if not new:
        return
    person.forget_grants()
    timeline.record("person.moved", on=person, by=by, at=at, old=old, new=new, reason=reason)


@transaction.atomic
def add_team(name: str, *, by: Actor, at: datetime, lead: User | None = None) -> Team:
    """This function will add a team.

    :raises PersonRefused: another team has the name.
    """
    require(by, "people.manage")
    _require_everyone(by)
    with _one_of_a_name():
        team = Team.objects.create(name=name)
    timeline.record("team.added", on=team, by=by, at=at, new={"name": name})
    if lead:
        change_lead(team, to=lead, by=by, at=at)
    return team


@transaction.atomic
def rename_team(team: Team, *, version: int, name: str, by: Actor, at: datetime) -> None:
    """This function will give another name to a team that is still at `version`.

    :raises PersonRefused: another team has the name.
    :raises ChangedMeanwhile: somebody else changed the team meanwhile.
    """
    require(by, "people.manage")
    require_team(by, team)
    with _one_of_a_name():
        old, new = revise(team, version=version, changes={"name": name})
    if new:
        timeline.record("team.renamed", on=team, by=by, at=at, old=old, new=new)


@transaction.atomic
def change_lead(team: Team, *, to: User | None, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will give a team another lead, or none; a lead with the reach of a team sees its people.

    :raises BeyondGrant: the team or the person is not in `by`'s reach, or `by` would widen their own sight.
    :raises ChangedMeanwhile: somebody else changed the team since `team` was read.
    """
    require(by, "people.manage")
    require_team(by, team)
    if to is not None:
        require_person(by, to)
        if not to.is_active:
            raise PersonRefused(_("A person who left cannot lead a team; choose somebody active."), field="lead")
    old, new = ({"lead": person.email if person else None} for person in (team.lead, to))
    if not any(revise(team, version=team.version, changes={"lead": to})):
        return
    for person in (to, by):
        if isinstance(person, User):
            person.forget_grants()
    timeline.record("team.lead_changed", on=team, by=by, at=at, old=old, new=new, reason=reason)


def _grantable(roles: Iterable[Role], team: Team | None, by: Actor) -> list[Role]:
    require(by, "people.manage")
    require_team(by, team)
    granted = list(roles)
    for role in granted:
        require_role(by, role)
    return granted


def _refuse_weak(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise PersonRefused(" ".join(weak.messages), field="password") from None


def _require_everyone(by: Actor) -> None:
    if isinstance(by, User) and by.reach is not Reach.ALL:
        raise BeyondGrant(_("Only a person who reaches everyone adds a team; ask an administrator."))


def _address_taken() -> PersonRefused:
    return PersonRefused(_("Somebody has this e-mail address already; look among the people."), field="email")


def _one_of_an_address() -> AbstractContextManager[None]:
    return unless_taken(User, base_user_one_address=_address_taken())


def _one_of_a_name() -> AbstractContextManager[None]:
    taken = PersonRefused(_("Another team has this name; choose a name that tells them apart."), field="name")
    return unless_taken(Team, base_team_one_name=taken)
