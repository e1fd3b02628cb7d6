"""The board: open renewals by how far they have come, with what is due and what is expected of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.console.profile import distance
from hourglass.customers.models import Account
from hourglass.revenue import rules
from hourglass.revenue.forecasting import Expected, expected
from hourglass.revenue.models import Category, Outcome, Renewal, RenewalStep, State
from hourglass.revenue.renewals import forecasts, stepping
from hourglass.revenue.windows import Standing, standing

COLUMNS = (State.PREPARING, State.PRESENTED, State.AGREED, State.COMMITTED, State.SIGNED)
SHOWN = 30  # cards in one column; the rest is in the list
PAGE = 100
LATELY = 90  # days back in which the foot counts what was closed
TONES: dict[str, str] = {Category.COMMIT: "ok", Category.LIKELY: "info", Category.RISK: "watch", Category.LOST: "bad"}
CLOSED_TONES: dict[str, str] = {Outcome.RENEWED: "ok", Outcome.PARTIAL: "watch", Outcome.LOST: "bad", Outcome.MOOT: ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which renewals are asked for: whose, how sure, of which month of expiry, and open or closed ones."""

    person: User
    whose: str = "all"
    category: str = ""
    month: date | None = None
    state: str = "open"

    def rows(self) -> Any:
        """This function will give the renewals that the person sees and asks for."""
        rows = Renewal.objects.visible_to(self.person)
        if self.whose == "mine":
            rows = rows.filter(owner=self.person)
        elif self.whose == "team":
            rows = rows.filter(Q(owner__team=self.person.team_id) | Q(account__team=self.person.team_id))
        if self.category:
            rows = rows.counting_as(self.category)
        return rows.due_in(Period.month(self.month)) if self.month else rows


@dataclass(frozen=True, slots=True)
class Card:
    """One renewal on the board."""

    renewal: Renewal
    day: date

    @property
    def left(self) -> int:
        """How many days are left until expiry; below zero where it has passed."""
        return (self.renewal.due_on - self.day).days

    @property
    def age(self) -> str:
        """The same in words."""
        return distance(self.left)

    @property
    def tone(self) -> str:
        """The tone of how sure it is."""
        return TONES[self.renewal.counts_as]

    @property
    def closed_tone(self) -> str:
        """The tone of what became of it."""
        return CLOSED_TONES.get(self.renewal.outcome, "info")

    @property
    def warning(self) -> str:
        """What endangers the service: time that has passed, or paperwork that ends after it."""
        return warning(self.renewal, self.renewal.steps.all(), self.day)


@dataclass(slots=True)
class Column:
    """One state: how many renewals, what is due, and the first cards."""

    state: State
    count: int = 0
    due: list[Money] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)

    @property
    def label(self) -> str | Promise:
        """What people call it."""
        return self.state.label

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board."""

    columns: list[Column]
    currencies: list[Expected]
    overdue: int
    closed: dict[str, int]

    @property
    def count(self) -> int:
        """How many renewals are open."""
        return sum(column.count for column in self.columns)


def default_of(person: User) -> str:
    """This function will say whose renewals a person looks at first: their own where they have some."""
    return "mine" if Renewal.objects.visible_to(person).open().filter(owner=person).exists() else "all"


def of(asked: Asked, *, day: date) -> Board:
    """This function will lay the board out."""
    rows = asked.rows().open().with_reached().with_counted()
    sums = list(
        rows.values("reached", "counted", "due_currency")
        .annotate(n=Count("pk"), minor=Sum("due_minor"))
        .order_by("due_currency")
    )
    columns: dict[str, Column] = {state: Column(state) for state in COLUMNS}
    due: dict[tuple[str, str], int] = defaultdict(int)
    for row in sums:
        columns[row["reached"]].count += row["n"]
        due[row["reached"], row["due_currency"]] += row["minor"]
    for (reached, currency), minor in due.items():
        columns[reached].due.append(Money.from_minor(minor, currency))
    for renewal in first_of_each(rows):
        columns[renewal.reached].cards.append(Card(renewal, day))
    overdue = rows.filter(due_on__lt=day).count()
    return Board(list(columns.values()), weighed(sums, day), overdue, closed_lately(asked, day))


def first_of_each(rows: Any) -> Any:
    """This function will give the first renewals of each state, those that expire first."""
    place = Window(RowNumber(), partition_by=[F("reached")], order_by=[F("due_on").asc(), F("pk").asc()])
    first = rows.annotate(place=place).filter(place__lte=SHOWN)
    return told(first).order_by("due_on", "pk")


def told(rows: Any) -> Any:
    """This function will fetch renewals with all that a card or a row says of them."""
    steps = RenewalStep.objects.unscoped(reason="the steps of renewals that the person sees").order_by("order")
    return rows.select_related("account", "owner").prefetch_related(Prefetch("steps", steps))


def weighed(sums: list[dict[str, Any]], day: date) -> list[Expected]:
    """This function will weigh what is due by how sure it is, for each currency (REV-21)."""
    percent = forecasts.probabilities(day)
    parts: dict[str, list[tuple[str, Money]]] = defaultdict(list)
    for row in sums:
        money = Money.from_minor(row["minor"], row["due_currency"])
        parts[row["due_currency"]].append((row["counted"], money))
    return [expected(found, percent=percent, currency=currency) for currency, found in parts.items()]


def closed_lately(asked: Asked, day: date) -> dict[str, int]:
    """This function will count what became of the renewals that expired lately."""
    window = Period(day - timedelta(days=LATELY), day + timedelta(days=1))
    closed = asked.rows().exclude(outcome="").exclude(outcome=Outcome.MOOT).due_in(window)
    return {row["outcome"]: row["n"] for row in closed.values("outcome").annotate(n=Count("pk")).order_by()}


def warning(renewal: Renewal, steps: Iterable[RenewalStep], day: date) -> str:
    """This function will say what endangers a renewal's service; empty where nothing does."""
    if renewal.outcome:
        return ""
    limits = rules.limits(day)
    stands = standing(renewal.due_on, day, bridged_to=renewal.bridged_to, limits=limits)
    last = max(renewal.due_on, renewal.service_ends) + timedelta(days=limits.grace)
    match stands:
        case Standing.BRIDGED:
            return _("Service extended to %(day)s") % {"day": renewal.bridged_to}
        case Standing.GRACE:
            return _("In grace until %(day)s") % {"day": last}
        case Standing.OVER:
            return _("Grace ended on %(day)s") % {"day": last}
        case Standing.TOO_LATE:
            return _("Too late for a renewal")
    gap = stepping.projected(renewal, steps, day=day).gap
    return _("Paperwork would leave %(n)s days without service") % {"n": gap} if gap else ""


def card(account: Account, person: User, at: datetime) -> dict[str, Any] | None:
    """This function will tell of a customer's open renewals, for the overview of its page."""
    rows = told(Renewal.objects.visible_to(person).open().of(account)).order_by("due_on", "pk")
    cards = [Card(renewal, configuration.today(at)) for renewal in rows]
    return {"cards": cards} if cards else None
