"""What can be done to many customers at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission
from hourglass.console.forms.lists import BulkAssignForm, BulkCloseForm
from hourglass.console.lists.bulk import Action, BulkRefused
from hourglass.customers import accounts
from hourglass.customers.models import Account


def assign(account: Account, data: Mapping[str, Any], by: User, at: datetime) -> object:
    """This function will hand one customer on; what was left open in the form stays."""
    owner, team = data["owner"] or account.owner, data["team"] or account.team
    if (owner, team) == (account.owner, account.team):
        raise BulkRefused(gettext_lazy("It is with this owner and team already."))
    return accounts.assign(
        account, owner=owner, team=team, version=account.version, by=by, at=at, reason=data["reason"]
    )


def held(account: Account) -> dict[str, Any]:
    """This function will remember whom a customer was with."""
    return {"owner": account.owner_id, "team": account.team_id, "version": account.version + 1}


def give_back(account: Account, before: Mapping[str, Any], by: User, at: datetime) -> object:
    """This function will hand a customer back to whom it was with."""
    everyone = User.objects.unscoped(reason="the customer goes back to whom it came from")
    owner = everyone.filter(pk=before["owner"]).first()
    team = Team.objects.filter(pk=before["team"]).first()
    return accounts.assign(account, owner=owner, team=team, version=before["version"], by=by, at=at)


def close(account: Account, data: Mapping[str, Any], by: User, at: datetime) -> object:
    """This function will close one customer."""
    return accounts.close(account, version=account.version, by=by, at=at, reason=data["reason"])


def reopen(account: Account, before: Mapping[str, Any], by: User, at: datetime) -> object:
    """This function will open a customer again."""
    return accounts.reopen(account, version=before["version"], by=by, at=at)


ACTIONS = (
    Action(
        key="assign",
        label=gettext_lazy("Hand on"),
        icon="user",
        needs=Permission.ACCOUNTS_ASSIGN,
        form=BulkAssignForm,
        do=assign,
        before=held,
        undo=give_back,
        done=lambda n: ngettext("%(n)s customer handed on.", "%(n)s customers handed on.", n) % {"n": f"{n:,}"},
    ),
    Action(
        key="close",
        label=gettext_lazy("Close"),
        icon="archive",
        needs=Permission.ACCOUNTS_CLOSE,
        form=BulkCloseForm,
        do=close,
        before=lambda account: {"version": account.version + 1},
        undo=reopen,
        done=lambda n: ngettext("%(n)s customer closed.", "%(n)s customers closed.", n) % {"n": f"{n:,}"},
        danger=True,
    ),
)
