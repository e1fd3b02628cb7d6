"""How customers reach the people who serve them (FILE-12)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.models import User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import revise
from hourglass.customers.models import Reachability

FIELDS = ("phone", "messenger", "hours")


@transaction.atomic
def change(person: User, *, version: int, by: User | str, at: datetime, **wanted: str) -> Reachability:
    """This function will keep what a customer may know to reach a person; everybody says it of themselves."""
    if isinstance(by, User) and by != person:
        raise Forbidden(_("Everybody says for themselves how customers reach them."))
    if unfit := set(wanted) - set(FIELDS):
        raise ValueError(f"Not editable: {sorted(unfit)}")
    row, _new = Reachability.objects.get_or_create(person=person)
    old, new = revise(row, version=version, changes={name: value.strip() for name, value in wanted.items()})
    if new:
        timeline.record("person.reachability_changed", on=person, by=by, at=at, old=old, new=new)
    return row
