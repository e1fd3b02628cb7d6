"""Who may move a renewal (Appendix G): the CSM, its owner, finance, the head; leads stand in for their people."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.grants import Actor, require
from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Forbidden, Refused
from hourglass.customers.accounts import require_reached
from hourglass.revenue.models import Renewal


class RenewalRefused(Refused):
    """A renewal cannot be moved or changed like this."""


def require_work(renewal: Renewal, by: Actor) -> None:
    """This function will refuse who does not work on renewals, or does not see the customer."""
    require(by, Permission.RENEWALS_WORK)
    require_reached(renewal.account, by)


def require_owner(renewal: Renewal, by: Actor) -> None:
    """This function will refuse who neither owns the renewal nor leads those who do."""
    require_work(renewal, by)
    if isinstance(by, User) and renewal.owner_id != by.pk and not leads(renewal, by):
        raise Forbidden(_("Only the owner of the renewal or their lead does this."))


def require_lead(renewal: Renewal, by: Actor) -> None:
    """This function will refuse who neither leads the owner nor is the head."""
    require_work(renewal, by)
    if isinstance(by, User) and not leads(renewal, by):
        raise Forbidden(_("Only a team lead or the head does this."))


def require_head(renewal: Renewal, by: Actor) -> None:
    """This function will refuse who may not approve extensions, discounts and service starts."""
    require(by, Permission.RENEWALS_APPROVE)
    require_reached(renewal.account, by)


def leads(renewal: Renewal, person: User) -> bool:
    """This function will tell whether `person` is the head, or leads the team of the renewal's owner or customer."""
    if person.can(Permission.RENEWALS_APPROVE):
        return True
    both = (renewal.account.team_id, renewal.owner.team_id if renewal.owner else None)
    teams = {team for team in both if team is not None}
    return Team.objects.filter(pk__in=teams, lead=person).exists()


def require_open(renewal: Renewal) -> None:
    """This function will refuse work on a renewal that was closed."""
    if renewal.outcome:
        raise RenewalRefused(_("This renewal is closed. Its result stands in its history."))
