"""What a person may hand on: nobody gives more than they have, and nobody raises themselves."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hourglass.base.models import Role, Team, User
from hourglass.base.permissions import Reach
from hourglass.base.refusals import Forbidden, Refused

# Who acts: a person, or a text such as "command:setup" for the system itself, which may do everything.
Actor = User | str


class BeyondGrant(Refused):
    """Somebody tried to give, or to take power over, more than they have."""


def require(by: Actor, *codes: str) -> None:
    """This function will refuse a person who does not hold every one of `codes`."""
    if isinstance(by, User) and not by.can(*codes):
        raise Forbidden(_("You do not have the permission for this; ask an administrator."))


def covers(by: Actor, codes: Iterable[str], reach: Reach) -> bool:
    """This function will tell whether `by` has at least these permissions and this reach."""
    return not isinstance(by, User) or (by.can(*codes) and by.reach.covers(reach))


def require_role(by: Actor, role: Role) -> None:
    """This function will refuse to hand on, take away or change a role that allows more than `by` has."""
    if not covers(by, role.codes, role.covers):
        raise BeyondGrant(_("This role allows more than you may do yourself; ask an administrator."), field="roles")


def require_person(by: Actor, person: User) -> None:
    """This function will refuse to act on a person out of `by`'s sight, or on one who may do more than `by`."""
    if not isinstance(by, User):
        return
    if not User.objects.visible_to(by).filter(pk=person.pk).exists():
        raise Forbidden(_("This person is not in your team; ask their lead or an administrator."))
    if not covers(by, person.permissions, person.reach):
        raise BeyondGrant(_("This person may do more than you; ask an administrator."))


def require_team(by: Actor, team: Team | None) -> None:
    """This function will refuse a team that is out of `by`'s reach."""
    if isinstance(by, User) and by.reach is not Reach.ALL and (team is None or team.pk not in by.team_ids):
        raise BeyondGrant(_("This team is not yours; ask an administrator."), field="team")


def refuse_self(by: Actor, person: User) -> None:
    """This function will refuse people who change their own power, for which somebody else has to vouch."""
    if by == person:
        raise BeyondGrant(_("Nobody changes their own roles or state; ask another administrator."))
