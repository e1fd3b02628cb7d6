"""What was due in a window for one scope: settled as it stood where its time has passed, computed where it may move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from hourglass.base import configuration
from hourglass.base.periods import Period
from hourglass.revenue import cohorts, reading
from hourglass.revenue.cohorts import Outcome, Rules, Split
from hourglass.revenue.models import Settled
from hourglass.revenue.models.settled import SettledQuerySet
from hourglass.revenue.reading import Frame, Whose
from hourglass.revenue.renewal_rates import Cohort
from hourglass.revenue.rules import GRACE, LATE, ONE_LINE, UNPAID

Key = tuple[int, date]


@dataclass(frozen=True)
class Due:
    """A cohort, and where the contracts today say otherwise than what was settled."""

    cohort: Cohort
    settled: dict[Key, Settled]
    computed: dict[Key, Outcome]

    @cached_property
    def drifted(self) -> list[tuple[Settled, Outcome | None]]:
        """What was settled and would come out differently now: a correction was not booked yet."""
        pairs = [(row, self.computed.get(key)) for key, row in self.settled.items()]
        return [(row, now) for row, now in pairs if now is None or _figures(now) != _figures(outcome(row))]


def rules(day: date) -> Rules:
    """This function will give what the workspace has decided about renewals, as it held on `day`."""
    config = configuration.current()
    return Rules(
        settled_after=config.value(LATE, on=day),
        grace=config.value(GRACE, on=day),
        unpaid_counts=config.value(UNPAID, on=day),
        one_line_is_enough=config.value(ONE_LINE, on=day),
    )


def of(frame: Frame, window: Period, *, at: datetime) -> Due:
    """This function will give what was due in `window`, as it stands at `at`."""
    day = configuration.today(at)
    decided = rules(day)
    terms = reading.due_in(frame, window, unpaid_counts=decided.unpaid_counts)
    computed = {_key(found): found for found in cohorts.outcomes(terms, window, rules=decided, day=day)}
    # Only the whole of an account was settled, so a product's part of it is always computed.
    rows = [] if frame.scope.whose is Whose.PRODUCT else _settled(frame, window)
    settled = {(row.account_id, row.due_on): row for row in rows}
    outcomes = computed | {key: outcome(row) for key, row in settled.items()}
    ordered = tuple(outcomes[key] for key in sorted(outcomes))
    return Due(Cohort(window, ordered, decided, day, at, str(frame.scope)), settled, computed)


def outcome(row: Settled) -> Outcome:
    """This function will give a settled row as the figures know it."""
    return Outcome(
        row.account_id,
        row.due_on,
        row.due,
        row.renewed,
        Split(row.lost, row.reduced, row.discount, row.upsell, row.price),
        row.renewed_on,
        row.complete,
        tuple(row.lines),
        tuple(row.successors),
    )


def _settled(frame: Frame, window: Period) -> Iterable[Settled]:
    rows: SettledQuerySet = Settled.objects.current().filter(
        due_on__gte=window.start, due_on__lt=window.end, currency=frame.currency
    )
    rows = rows.filter(frame.scope.of_accounts("account"))
    if frame.person is None:
        return rows.unscoped(reason="a job settles the renewals of the whole workspace")
    return rows.visible_to(frame.person)


def _key(found: Outcome) -> Key:
    return found.account, found.due_on


def _figures(found: Outcome) -> tuple[object, ...]:
    return found.due, found.renewed, found.split, found.renewed_on, found.complete
