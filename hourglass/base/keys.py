"""Write keys and service tokens: made, shown once, rotated, revoked and recognised."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base import secrecy, timeline
from hourglass.base.grants import Actor, BeyondGrant, covers, require
from hourglass.base.models import ServiceToken, User, WriteKey
from hourglass.base.permissions import Permission, Reach
from hourglass.base.refusals import Refused
from hourglass.base.uniqueness import unless_taken

# The type of a secret stands at its beginning: a write key never works where a service token is asked for.
TOKEN, KEY = "hgs_", "hgw_"
TOKEN_LASTS = timedelta(days=365)
OVERLAP = timedelta(days=7)
SHOWN = 10
# Last use is exact to a minute, so that a busy machine does not write with every call.
GRAIN = timedelta(minutes=1)


class KeyRefused(Refused):
    """A key or token cannot be made or changed like this."""


@transaction.atomic
def create_token(
    name: str, *, permissions: Iterable[str], by: User, at: datetime, expires_at: datetime | None = None
) -> tuple[ServiceToken, str]:
    """This function will make a token that acts for `by`, and return it with its secret, which is shown once.

    :raises KeyRefused: it would last longer than a year, or is over already.
    :raises BeyondGrant: it would allow more than `by` may do.
    """
    require(by, "keys.manage")
    codes = [code for code in Permission.values if code in set(permissions)]
    if not covers(by, codes, Reach.OWN):
        raise BeyondGrant(_("A token cannot allow more than you may do yourself."), field="permissions")
    ends = expires_at or at + TOKEN_LASTS
    if not at < ends <= at + TOKEN_LASTS:
        raise KeyRefused(_("A token lasts a year at most; choose a day within the next year."), field="expires_on")
    secret, digest = secrecy.make(TOKEN)
    token = ServiceToken.objects.create(
        name=name, owner=by, permissions=codes, prefix=secret[:SHOWN], digest=digest, created_at=at, expires_at=ends
    )
    new = {"permissions": codes, "expires_at": ends.isoformat()}
    timeline.record("token.created", on=token, by=by, at=at, new=new)
    return token, secret


@transaction.atomic
def revoke_token(token: ServiceToken, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will end a token now; revoking it twice changes nothing."""
    if by != token.owner:
        require(by, "keys.manage")
    tokens = ServiceToken.objects.unscoped(reason="the one row, by its key")
    if tokens.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        timeline.record("token.revoked", on=token, by=by, at=at, reason=reason)


def find_token(secret: str, *, at: datetime) -> ServiceToken | None:
    """This function will find the working token of a secret, and note its use; everything else looks alike."""
    if not secret.startswith(TOKEN):
        return None
    tokens = ServiceToken.objects.unscoped(reason="the secret itself is the right to find it")
    token = tokens.select_related("owner").filter(_works(secret, at)).first()
    if token is None or not token.owner.is_active:
        return None
    _note_use(tokens, token, at)
    return token


def acting(token: ServiceToken) -> User:
    """This function will give the person for whom a token acts, who may do no more than the token names meanwhile.

    What the person does this way stands in the record with the name of the token.
    """
    person = copy(token.owner)  # whoever holds the owner already keeps what they may do
    person.ceiling, person.machine = frozenset(token.permissions), f"token:{token.name}"
    person.forget_grants()
    return person


@transaction.atomic
def create_write_key(source: str, *, by: Actor, at: datetime) -> tuple[WriteKey, str]:
    """This function will make a key for one source of events, and return it with its secret, which is shown once.

    :raises KeyRefused: the source has a key already.
    """
    require(by, "keys.manage")
    present = KeyRefused(_("This source has a key already; rotate it instead."), field="source")
    with unless_taken(WriteKey, base_write_key_one_of_a_source=present):
        key, secret = _new_write_key(source, by=by, at=at)
    timeline.record("key.created", on=key, by=by, at=at, new={"source": source})
    return key, secret


@transaction.atomic
def rotate_write_key(key: WriteKey, *, by: Actor, at: datetime, overlap: timedelta = OVERLAP) -> tuple[WriteKey, str]:
    """This function will make a new key for the source of `key`, which goes on working for `overlap`.

    :raises KeyRefused: `key` was rotated or revoked already.
    """
    require(by, "keys.manage")
    current = WriteKey.objects.filter(pk=key.pk, revoked_at=None, expires_at=None)
    if not current.update(expires_at=at + overlap):
        raise KeyRefused(_("This key was replaced or revoked already; look for the source's newest key."))
    new_key, secret = _new_write_key(key.source, by=by, at=at)
    old, new = {"key": key.prefix}, {"key": new_key.prefix, "old_key_until": (at + overlap).isoformat()}
    timeline.record("key.rotated", on=new_key, by=by, at=at, old=old, new=new)
    return new_key, secret


@transaction.atomic
def revoke_write_key(key: WriteKey, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will end a write key now; what the source sends with it is refused."""
    require(by, "keys.manage")
    if WriteKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at):
        timeline.record("key.revoked", on=key, by=by, at=at, reason=reason)


def find_write_key(secret: str, *, at: datetime) -> WriteKey | None:
    """This function will find the working write key of a secret, and note its use; everything else looks alike."""
    if not secret.startswith(KEY):
        return None
    key = WriteKey.objects.filter(_works(secret, at)).first()
    if key:
        _note_use(WriteKey.objects.all(), key, at)
    return key


def _new_write_key(source: str, *, by: Actor, at: datetime) -> tuple[WriteKey, str]:
    secret, digest = secrecy.make(KEY)
    person = by if isinstance(by, User) else None
    key = WriteKey.objects.create(source=source, prefix=secret[:SHOWN], digest=digest, created_by=person, created_at=at)
    return key, secret


def _works(secret: str, at: datetime) -> Q:
    return Q(digest=secrecy.digest(secret), revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=at))


def _note_use(rows: models.QuerySet[ServiceToken] | models.QuerySet[WriteKey], row: models.Model, at: datetime) -> None:
    rows.filter(Q(last_used_at=None) | Q(last_used_at__lt=at - GRAIN), pk=row.pk).update(last_used_at=at)
