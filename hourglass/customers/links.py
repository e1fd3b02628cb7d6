"""Links that a customer opens without logging in: made for one purpose, revoked, and recognised by their hash (T5, T6).

A link that is wrong, expired, revoked or of another purpose gets the same answer, so nobody learns which it was.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import secrecy, timeline
from hourglass.base.grants import Actor
from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.customers import succession
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Link, Purpose

PREFIX = "hgc_"  # what a customer holds, told from every other secret
LONGEST = timedelta(days=731)


class LinkRefused(Refused):
    """A link cannot be made like this."""


@transaction.atomic
def make(
    account: Account,
    *,
    purpose: Purpose,
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
    subject: str = "",
) -> tuple[Link, str]:
    """This function will make a link of one purpose, and return it with its secret, which is shown once.

    :raises LinkRefused: it is over already, or would last longer than two years.
    """
    require_worked(account, by)
    if expires_at is not None and not at < expires_at <= at + LONGEST:
        raise LinkRefused(_("Choose a day within the next two years."), field="expires_on")
    secret, digest = secrecy.make(PREFIX)
    link = Link.objects.create(
        account=account,
        purpose=purpose,
        subject=subject,
        digest=digest,
        made_by=by if isinstance(by, User) else None,
        made_at=at,
        expires_at=expires_at,
    )
    new = {"purpose": purpose, "expires_at": expires_at.isoformat() if expires_at else None}
    timeline.record("link.made", on=link, by=by, at=at, new=new, about=str(account.pk))
    return link, secret


@transaction.atomic
def revoke(link: Link, *, by: Actor, at: datetime) -> None:
    """This function will end a link now; revoking it twice changes nothing."""
    require_worked(link.account, by)
    everyone = Link.objects.unscoped(reason="the one row, by its key")
    if everyone.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        timeline.record("link.revoked", on=link, by=by, at=at, about=str(link.account_id))


def find(secret: str, *, purpose: Purpose, at: datetime) -> tuple[Link, Account] | None:
    """This function will give the open link behind a secret and the account it opens, or None, whatever is wrong.

    It is looked up by its hash, so the time it takes says nothing about a secret that is nearly right.
    """
    links = Link.objects.unscoped(reason="the secret is what opens it").open(at)
    link: Link | None = links.filter(digest=secrecy.digest(secret), purpose=purpose).first()
    if link is None:
        return None
    everyone = Account.objects.unscoped(reason="the secret opens this one account")
    account: Account | None = (
        everyone.open().select_related("owner").filter(pk=succession.standing_for(link.account_id)).first()
    )
    return (link, account) if account else None
