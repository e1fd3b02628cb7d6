"""The rates of a due cohort: renewed customers, renewed amount, and what lies between (GOAL-05 to GOAL-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from hourglass.base.periods import Period
from hourglass.base.ratios import Ratio, Records
from hourglass.revenue.cohorts import Outcome, Rules, Split, Timing

SOURCE = "due"


@dataclass(frozen=True)
class OfAccount:
    """Everything one account had due in the window: one logo, however many contracts (REV-12)."""

    account: int
    outcomes: tuple[Outcome, ...]

    @property
    def due(self) -> int:
        return sum(outcome.due for outcome in self.outcomes)

    @property
    def renewed(self) -> int:
        return sum(outcome.renewed for outcome in self.outcomes)

    def counts(self, rules: Rules) -> bool:
        """This function will tell whether the logo counts as renewed (REV-09)."""
        found = [outcome.renewed_on is not None for outcome in self.outcomes]
        if rules.one_line_is_enough:
            return any(found)
        return all(found) and all(outcome.complete for outcome in self.outcomes)


@dataclass(frozen=True)
class Cohort:
    """What was due in one window, as it stands on a day."""

    window: Period
    outcomes: tuple[Outcome, ...]
    rules: Rules
    day: date
    at: datetime
    scope: str = "workspace"

    @cached_property
    def accounts(self) -> tuple[OfAccount, ...]:
        """The due accounts, the largest amount first."""
        found: dict[int, list[Outcome]] = {}
        for outcome in self.outcomes:
            found.setdefault(outcome.account, []).append(outcome)
        rows = [OfAccount(account, tuple(outcomes)) for account, outcomes in found.items()]
        return tuple(sorted(rows, key=lambda row: (-row.due, row.account)))

    @property
    def logos(self) -> Ratio:
        """Renewed customers of those due (GOAL-05)."""
        return self._ratio("logo_renewal", len(self.renewed), len(self.accounts), "renewed")

    @property
    def amount(self) -> Ratio:
        """Renewed amount of the amount due; more than 100 % where upsell at renewal outweighs losses (GOAL-06)."""
        return self._ratio("amount_renewal", self.renewed_amount, self.due, "renewed")

    @property
    def like_for_like(self) -> Ratio:
        """The same with each account capped at what it had due (GOAL-07)."""
        capped = sum(min(row.due, row.renewed) for row in self.accounts)
        return self._ratio("like_for_like", capped, self.due, "renewed")

    @property
    def early(self) -> Ratio:
        """Of the renewals, those before the end date (REV-06)."""
        early = [row for row in self.renewed if self.renewed_early(row)]
        return self._ratio("early_renewal", len(early), len(self.renewed), "early", below="renewed")

    @property
    def renewed(self) -> list[OfAccount]:
        """The accounts that count as renewed."""
        return [row for row in self.accounts if row.counts(self.rules)]

    @property
    def due(self) -> int:
        """The amount due, in whole coins a year."""
        return sum(outcome.due for outcome in self.outcomes)

    @property
    def renewed_amount(self) -> int:
        """The amount renewed, in whole coins a year."""
        return sum(outcome.renewed for outcome in self.outcomes)

    @property
    def open(self) -> int:
        """What is not renewed and not lost yet: its end date lies ahead, or service goes on in grace."""
        undecided = {Timing.COMING, Timing.GRACE}
        return sum(found.due for found in self.outcomes if found.timing(self.day, self.rules) in undecided)

    @property
    def unchanged(self) -> int:
        """What was carried over as it was."""
        return sum(outcome.unchanged for outcome in self.outcomes)

    @property
    def split(self) -> Split:
        """How the renewed amount came from the due one."""
        return total(outcome.split for outcome in self.outcomes)

    @property
    def settles_on(self) -> date | None:
        """The day from which nothing in it moves any more; None where nothing was due."""
        return max((outcome.settles_on(self.rules) for outcome in self.outcomes), default=None)

    @property
    def provisional(self) -> bool:
        """Whether some of it may still be renewed late (REV-07)."""
        return self.settles_on is not None and self.day < self.settles_on

    def renewed_early(self, row: OfAccount) -> bool:
        """This function will tell whether everything that an account renewed was renewed before its end date."""
        renewed = [found.timing(self.day, self.rules) for found in row.outcomes if found.renewed_on is not None]
        return set(renewed) == {Timing.EARLY}

    def _ratio(self, key: str, above: int, denominator: int, part: str, *, below: str = "due") -> Ratio:
        where = {"from": self.window.start.isoformat(), "to": self.window.last.isoformat(), "scope": self.scope}
        records = Records(SOURCE, {**where, "part": part}, {**where, "part": below})
        return Ratio.of(
            key, above, denominator, computed_at=self.at, scope=self.scope, window=self.window, records=records
        )


def total(splits: Iterable[Split]) -> Split:
    """This function will add up how amounts changed."""
    return sum(splits, Split())
