"""The rows everything stands on."""

from hourglass.base.models.invitations import Invitation
from hourglass.base.models.people import Role, Team, User
from hourglass.base.models.timeline import Entry

__all__ = ["Entry", "Invitation", "Role", "Team", "User"]
