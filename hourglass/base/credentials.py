"""Everything a person can get in with, and what becomes of it when the person is deactivated.

A model that points to a person and keeps a secret must be in one of the two tables; a test finds one that is not.
"""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps

from hourglass.base.models import Invitation, ServiceToken, User
from hourglass.base.models.people import new_stamp


def _end_sessions(person: User, at: datetime) -> int:  # noqa: ARG001  every hook is called alike
    sessions = apps.get_model("usersessions", "UserSession").objects.filter(user=person)
    count = len(sessions)
    for session in sessions:
        session.end()
    return count


def _withdraw_invitations(person: User, at: datetime) -> int:
    sent = Invitation.objects.unscoped(reason="all that this one person sent").filter(invited_by=person)
    return int(sent.waiting().update(withdrawn_at=at))


def _revoke_tokens(person: User, at: datetime) -> int:
    own = ServiceToken.objects.unscoped(reason="all that act for this one person").filter(owner=person)
    return int(own.working().update(revoked_at=at))


# What ends with the person: model label -> the function that ends it and counts.
ENDS: dict[str, Callable[[User, datetime], int]] = {
    "usersessions.UserSession": _end_sessions,
    "base.Invitation": _withdraw_invitations,
    "base.ServiceToken": _revoke_tokens,
}

# What stays, and why that is safe.
STAYS: dict[str, str] = {
    "base.User": "the password opens nothing while the person is not active",
    "base.WriteKey": "it belongs to a source of events, which must not fall silent because a colleague left",
    "base.Entry": "its digests chain the record; they open nothing",
    "customers.Link": "it opens one page of a customer, who is served on when a colleague leaves",
    "gateway.KeptAnswer": "its digest tells requests apart, and it opens nothing; tokens end with the person",
    "mfa.Authenticator": "a second factor opens nothing alone, and a return must not begin with a weaker log-in",
    "socialaccount.SocialAccount": "it names the person at the identity provider; log-in asks whether they are active",
    "socialaccount.SocialToken": "tokens of the identity provider are not stored (SOCIALACCOUNT_STORE_TOKENS)",
    "account.EmailConfirmation": "not used: addresses are changed by administrators, confirmations are signed links",
}


def end_all(person: User, *, at: datetime) -> dict[str, int]:
    """This function will end everything a person can get in with, and count what it ended by model."""
    _renew_stamp(person)
    return {label: count for label, end in ENDS.items() if (count := end(person, at))}


def end_sessions(person: User, *, at: datetime) -> dict[str, int]:
    """This function will end every session of a person, and no more."""
    _renew_stamp(person)
    return {"usersessions.UserSession": _end_sessions(person, at)}


def forget_addresses(person: User) -> None:
    """This function will end every other address that log-in knows the person by, so that an old one opens nothing."""
    apps.get_model("account", "EmailAddress").objects.filter(user=person).delete()


def keep_password(person: User, password: str) -> None:
    """This function will give a person another password, and write nothing else of them.

    Hashing takes its time, and somebody may deactivate the person meanwhile.
    """
    person.set_password(password)
    person.save(update_fields=["password"])


def _renew_stamp(person: User) -> None:
    person.stamp = new_stamp()
    person.save(update_fields=["stamp"])
