"""What customers tell a renewal: whether the decision chain changed since the term began, and how the business grew.

(REV-02, KEY-12, FILE-06)
"""

from datetime import date
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.periods import Period
from hourglass.customers.archive import baselines
from hourglass.customers.models import Account, Contact, PortraitField
from hourglass.customers.models.contacts import Influence, Level
from hourglass.revenue.models import Question
from hourglass.revenue.renewals import reporting
from hourglass.revenue.renewals.checking import Preset, provide
from hourglass.revenue.renewals.reporting import Figure, Item


def chain(account: Account, since: date, day: date) -> Preset | None:
    """This function will tell who of those who decide came or left since `since`; of nobody known it knows nothing."""
    everyone = Contact.objects.unscoped(reason="the renewal of the account was asked for").of(account)
    deciding = everyone.filter(Q(level=Level.FIRST) | Q(influence=Influence.DECIDES)).order_by("pk")
    people = list(deciding)
    if not people:
        return None
    joined = {person: configuration.today(person.created_at) for person in people}
    known_from = max(since, min(joined.values()))  # who was entered together with the first is no newcomer
    moves = [(on, person.name, _("new")) for person, on in joined.items() if known_from < on <= day]
    moves += [(on, one.name, _("left")) for one in people if (on := one.left_on) and since < on <= day]
    moves.sort(key=lambda move: (move[0], move[1]))
    if not moves:
        return Preset(yes=False, evidence=_("Nobody who decides came or left."))
    return Preset(yes=True, evidence=", ".join(f"{name} ({what}, {on})" for on, name, what in moves))


def growth(account: Account, window: Period) -> Figure | None:
    """This function will hold the first figure that the archive keeps from before use against what it is now.

    The figure of now stands in the portrait under the key of the baseline; 60 and 75 are +25 % (FILE-06, REV-03).
    """
    known = baselines.of(account, on=window.last)
    fields = {field.key: field for field in PortraitField.objects.in_use()} if known else {}
    for key, before in known.items():
        now = account.portrait.get(key)
        if key in fields and isinstance(now, int | float | str) and not isinstance(now, bool):
            return Figure.changed(Fraction(before), Fraction(str(now)), str(fields[key]))
    return None


provide(Question.CHAIN, chain)
reporting.provide(Item.GROWTH, growth)
