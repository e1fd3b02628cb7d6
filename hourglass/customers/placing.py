"""Putting accounts into classes, day by day, for all at once; the history says since when and why (SEG-05)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hourglass.base import configuration, timeline
from hourglass.base.models import User
from hourglass.customers import registry, segments, standing, values
from hourglass.customers import rules as settings
from hourglass.customers.classing import Decision, Rule, decide, heads
from hourglass.customers.conditions import frames, tree
from hourglass.customers.conditions.queries import Frame
from hourglass.customers.models import Account, Dimension, Override, Placement
from hourglass.customers.models.segments import TIER, USAGE_LEVEL, OverrideState, Source
from hourglass.customers.registry import Fact

READ = 500  # accounts that are read and written at once
REASON = "the class of an account does not depend on who looks"
BY = "job:segments.place"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where an account belongs, and who says so."""

    decision: Decision
    source: str = Source.RULE


def place_all(*, at: datetime) -> int:
    """This function will put every open account into its classes, and return how many moved."""
    everyone = Account.objects.unscoped(reason=REASON).open()
    keys = list(everyone.order_by("pk").values_list("pk", flat=True))
    moved = sum(place(keys[start : start + READ], at=at) for start in range(0, len(keys), READ))
    name_heads(at=at)
    return moved


@transaction.atomic
def place(accounts: Collection[int], *, at: datetime, by: User | str = BY) -> int:
    """This function will put some accounts into the classes of today, and return how many moved."""
    frame, known = frames.at_instant(at), registry.facts()
    dimensions = list(Dimension.objects.all())
    columns: dict[int, dict[str, Any]] = {account: {"classes": {}} for account in accounts}
    moved = 0
    for dimension in dimensions:
        rules = segments.readable(segments.rules_on(dimension, frame.day), known)
        wanted = decided(accounts, rules, known=known, frame=frame)
        wanted |= overridden(accounts, dimension)
        moved += _keep(dimension, wanted, day=frame.day, at=at, by=by)
        for account, want in wanted.items():
            if dimension.key in {TIER, USAGE_LEVEL}:
                columns[account][dimension.key] = want.decision.code
            columns[account]["classes"][dimension.key] = want.decision.code
    standing.publish(columns)
    return moved


def decided(
    accounts: Collection[int], rules: Iterable[Rule], *, known: Mapping[str, Fact], frame: Frame
) -> dict[int, Wanted]:
    """This function will decide by the rules for each account, in a fixed number of queries."""
    rules = list(rules)
    asked = {leaf.fact: known[leaf.fact] for rule in rules for leaf in tree.leaves(rule.condition)}
    found = values.of(accounts, facts=asked.values(), frame=frame)
    return {
        account: Wanted(decide(rules, found[account], day=frame.day, facts=known)) for account in accounts
    }  # fmt: skip


def overridden(accounts: Collection[int], dimension: Dimension) -> dict[int, Wanted]:
    """This function will give the classes that somebody set by hand and a lead approved."""
    active = Override.objects.unscoped(reason=REASON).filter(state=OverrideState.ACTIVE, dimension=dimension)
    pairs = active.filter(account__in=accounts).values_list("account", "code")
    return {account: Wanted(Decision(code), Source.MANUAL) for account, code in pairs}


def would_move(
    dimension: Dimension, rules: Iterable[Rule], *, at: datetime
) -> dict[tuple[str, str], int]:  # fmt: skip
    """This function will count what new rules would move today: from which class to which, how many accounts."""
    frame, known, rules = frames.at_instant(at), registry.facts(), list(rules)
    everyone = Account.objects.unscoped(reason=REASON).open().order_by("pk")
    keys = list(everyone.values_list("pk", flat=True))
    now = dict(
        Placement.objects.unscoped(reason=REASON).current().filter(dimension=dimension).values_list("account", "code")
    )
    moves: dict[tuple[str, str], int] = {}
    for start in range(0, len(keys), READ):
        some = keys[start : start + READ]
        wanted = decided(some, rules, known=known, frame=frame) | overridden(some, dimension)
        for account, want in wanted.items():
            move = (now.get(account, ""), want.decision.code)
            if move[0] != move[1]:
                moves[move] = moves.get(move, 0) + 1
    return moves


def movers(person: User, *, on: date) -> QuerySet[Placement]:
    """This function will give the accounts somebody sees that came into another class on a day (SEG-05)."""
    moved = Placement.objects.visible_to(person).filter(from_on=on, first=False)
    return moved.select_related("account", "dimension").order_by("dimension__order", "account__order_key", "pk")


@transaction.atomic
def name_heads(*, at: datetime, only: Collection[int] | None = None) -> int:
    """This function will flag the head customers: the highest tier, and the top share of what is paid (SEG-07).

    What somebody set by hand holds against the rule. With `only` the flags of the others stay as they are.
    """
    day = configuration.today(at)
    share = configuration.value(settings.HEAD_SHARE, on=day)
    top = configuration.value(settings.HEAD_TIER, on=day)
    everyone = Account.objects.unscoped(reason=REASON).open()
    rows = list(everyone.values_list("pk", "recurring_minor", "tier", "head_override"))
    chosen = heads({key: amount for key, amount, _tier, _by_hand in rows}, share)

    def leads(key: int, tier: str, by_hand: bool | None) -> bool:
        return by_hand if by_hand is not None else key in chosen or (bool(top) and tier == top)

    return standing.publish(
        {
            key: {"head": leads(key, tier, by_hand)}
            for key, _amount, tier, by_hand in rows
            if only is None or key in only
        }
    )


def _keep(dimension: Dimension, wanted: Mapping[int, Wanted], *, day: date, at: datetime, by: User | str) -> int:
    everything = Placement.objects.unscoped(reason=REASON).filter(dimension=dimension, account__in=wanted)
    current = {row.account_id: row for row in everything.current()}
    closed, opened, changed, moved = [], [], [], []
    for account, want in wanted.items():
        row = current.get(account)
        said = {"source": want.source, "found": want.decision.found, "missing": list(want.decision.missing)}
        if row is not None and (row.code == want.decision.code or row.from_on >= day):
            if row.code != want.decision.code:
                moved.append((account, row.code, want))
            if _differs(row, {"code": want.decision.code} | said):
                changed.append(row)
            continue
        if row is not None:
            row.until_on = day - timedelta(days=1)
            closed.append(row)
            moved.append((account, row.code, want))
        opened.append(
            Placement(
                account_id=account, dimension=dimension, code=want.decision.code, before=row.code if row else "",
                first=row is None, from_on=day, **said,
            )
        )  # fmt: skip
    every = Placement.objects.unscoped(reason=REASON)
    every.bulk_update(closed, ["until_on"], batch_size=READ)
    every.bulk_update(changed, ["code", "source", "found", "missing"], batch_size=READ)
    every.bulk_create(opened, batch_size=READ)
    _tell(dimension, moved, at=at, by=by)
    return len(moved)


def _differs(row: Placement, said: Mapping[str, Any]) -> bool:
    differs = any(getattr(row, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(row, name, value)
    return differs


def _tell(dimension: Dimension, moved: list[tuple[int, str, Wanted]], *, at: datetime, by: User | str) -> None:
    rows = Account.objects.unscoped(reason=REASON).in_bulk([account for account, _code, _want in moved])
    for account, code, want in moved:
        timeline.record(
            "account.classed", on=rows[account], by=by, at=at, about=str(account), old={dimension.key: code},
            new={dimension.key: want.decision.code},
        )  # fmt: skip
