"""Sets of data that nobody here made, through the ordinary import: the figures equal those counted from the files."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from hourglass.base.models import User
from hourglass.base.periods import Period, add_months
from hourglass.customers.models import Account, ExternalId
from hourglass.gateway.imports import readings, taking
from hourglass.gateway.imports.subscriptions import rolled
from hourglass.gateway.models import Import, Policy
from hourglass.revenue import due, reading, retention
from hourglass.revenue.bridge import bridge
from hourglass.revenue.models import Contract, Line
from hourglass.revenue.movements import Kind
from hourglass.revenue.reading import Frame
from hourglass.revenue.retention import Retention
from tests import outside
from tests.conftest import NOON
from tests.gateway.test_imports import again, counts, run, work

DATA = Path(__file__).parent / "data"
TODAY = NOON.date()
FRAME = Frame(None, "CNY")
FIRSTS = [date(2022 + month // 12, month % 12 + 1, 1) for month in range(1, 25)]
SETTLED = 90


@dataclass(frozen=True)
class Sub:
    """One subscription as its file has it: `end` is the first day without service, `due` the one that was agreed."""

    account: str
    product: str
    start: date
    end: date
    mrr: int
    due: date


def bring_in(noun: str, path: Path, by: User, source: str) -> Import:
    """Bring a file as it is, read by the example that fits it, and take in what has no faults."""
    brought = taking.bring(noun, path.name, path.read_bytes(), by=by, at=NOON)
    assert [one for one in readings.known(noun, brought.head) if one.columns(brought.head) == brought.columns]
    taking.name_columns(brought, brought.columns, source=source, version=0, by=by, at=NOON, keep_as=source)
    taking.check(work(brought))
    return run(again(brought), Policy.GOOD)


def ravenstack(path: Path) -> Iterator[Sub]:
    """What RavenStack's subscriptions say: ends are last days, trials are no revenue, most have no end."""
    for row in outside.rows(path):
        if row["is_trial"] == "TRUE":
            continue
        start = date.fromisoformat(row["start_date"])
        months = {"monthly": 1, "annual": 12}[row["billing_frequency"]]
        last = date.fromisoformat(row["end_date"]) if row["end_date"] else rolled(start, months, TODAY)
        end = last + timedelta(days=1)
        due_on = max(end, add_months(start, months))
        yield Sub(row["account_id"], row["plan_tier"], start, end, int(row["mrr_amount"]), due_on)


def fightchurn(path: Path) -> Iterator[Sub]:
    """What fightchurn's subscriptions say: every one has an end, which is the first day without service."""
    for row in outside.rows(path):
        start, end = date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])
        due_on = max(end, add_months(start, int(row["bill_period_months"])))
        yield Sub(row["account_id"], row["product"], start, end, int(row["mrr"]), due_on)


def had(subs: Sequence[Sub], day: date) -> dict[str, int]:
    """The monthly amount of each account on a day."""
    found: dict[str, int] = defaultdict(int)
    for sub in subs:
        if sub.start <= day < sub.end:
            found[sub.account] += sub.mrr
    return {account: mrr for account, mrr in found.items() if mrr}


def compare_retention(subs: Sequence[Sub], days: Sequence[date]) -> None:
    """NDR, GRR, churn and the bridge of each month, counted from the file and by the product."""
    since = {sub.account: date.max for sub in subs}
    for sub in subs:
        if sub.mrr:
            since[sub.account] = min(since[sub.account], sub.start)
    for change in retention.by_step(reading.measured(FRAME, days)):
        first, last = (days[place] for place in change.places)
        before, after = had(subs, first), had(subs, last)
        begin = sum(before.values())
        left = sum(after.get(account, 0) for account in before)
        kept = sum(min(mrr, after.get(account, 0)) for account, mrr in before.items())
        gone = [account for account in before if account not in after]
        found = Retention(change, NOON)
        if not begin:
            assert found.ndr.value is None
            continue
        assert found.ndr.value == Fraction(left, begin)
        assert found.grr.value == Fraction(kept, begin)
        assert found.logo_churn.value == Fraction(len(gone), len(before))
        assert found.gross_churn.value == 1 - Fraction(kept, begin)
        steps = bridge(change)
        year = 12 * 100  # a year of coins
        assert (steps.begin, steps.end, steps.error) == (begin * year, sum(after.values()) * year, 0)
        came = {account: mrr for account, mrr in after.items() if account not in before}
        new = sum(mrr for account, mrr in came.items() if since[account] > first)
        assert steps.moved[Kind.NEW] == new * year
        assert steps.moved[Kind.REACTIVATION] == (sum(came.values()) - new) * year
        assert steps.moved[Kind.CHURN] == -sum(before[account] for account in gone) * year


def compare_renewals(subs: Sequence[Sub], windows: Sequence[Period]) -> None:
    """What was due in each window and how many customers renewed, by the definitions (REV-05 to REV-07)."""
    of_account: dict[str, list[Sub]] = defaultdict(list)
    for sub in subs:
        of_account[sub.account].append(sub)
    ended: list[Sub] = []
    renewed: set[tuple[str, date]] = set()
    for account, owned in of_account.items():
        # What ended early is due when it would have ended, unless another subscription took its place at once.
        starts = {sub.start for sub in owned}
        own = [sub for sub in owned if sub.mrr and not (sub.end < sub.due and sub.end in starts)]
        ended += own
        dues: dict[date, set[str]] = defaultdict(set)
        for sub in own:
            dues[sub.due].add(sub.product)
        for sub in (one for one in owned if one.start <= TODAY):
            carried = any(other.end == sub.start and other.product == sub.product for other in owned)
            near = [
                day
                for day in dues
                if day <= sub.start < day + timedelta(days=SETTLED) and (day == sub.start or not carried)
            ]
            same = [day for day in near if sub.product in dues[day]]
            if near:
                renewed.add((account, max(same or near)))
    for window in windows:
        found = due.of(FRAME, window, at=NOON).cohort
        cohort = [sub for sub in ended if sub.due - timedelta(days=1) in window]
        logos = {sub.account for sub in cohort}
        assert (found.logos.denominator, found.due) == (len(logos), sum(sub.mrr for sub in cohort) * 12 * 100)
        assert found.logos.numerator == len({sub.account for sub in cohort if (sub.account, sub.due) in renewed})


def test_ravenstack_comes_in_with_open_ends_and_trials(admin: User) -> None:
    assert counts(bring_in("accounts", DATA / "ravenstack_accounts.csv", admin, "raven")) == (12, 0, 0, 0)
    path = DATA / "ravenstack_subscriptions.csv"
    rows = list(outside.rows(path))
    assert counts(bring_in("subscriptions", path, admin, "raven")) == (len(rows), 0, 0, 0)
    assert Contract.objects.filter(auto_renew=True).count() == sum(row["auto_renew_flag"] == "TRUE" for row in rows)
    opened = Line.objects.exclude(contract__number__in=[row["subscription_id"] for row in rows if row["end_date"]])
    assert all(line.starts_on <= TODAY <= line.ends_on for line in opened)
    compare_retention(list(ravenstack(path)), [*FIRSTS, date(2025, 1, 1)])
    compare_renewals(
        list(ravenstack(path)), [Period(date(2024, month, 1), date(2024, month + 3, 1)) for month in (1, 4, 7)]
    )


def test_fightchurn_comes_in_without_names_and_with_exclusive_ends(admin: User) -> None:
    assert counts(bring_in("accounts", DATA / "fightchurn_accounts.csv", admin, "fight")) == (8, 0, 0, 0)
    assert Account.objects.get(external_ids__value="2").name == "2"
    path = DATA / "fightchurn_subscriptions.csv"
    rows = list(outside.rows(path))
    assert counts(bring_in("subscriptions", path, admin, "fight")) == (len(rows), 0, 0, 0)
    assert counts(bring_in("subscriptions", path, admin, "fight")) == (0, 0, len(rows), 0)
    subs = list(fightchurn(path))
    compare_retention(subs, FIRSTS)
    compare_renewals(subs, [Period(first, last) for first, last in pairwise(FIRSTS)])


@pytest.mark.once
def test_the_whole_of_ravenstack(admin: User) -> None:
    folder = outside.folder("ravenstack")
    assert counts(bring_in("accounts", folder / "ravenstack_accounts.csv", admin, "raven")) == (500, 0, 0, 0)
    path = folder / "ravenstack_subscriptions.csv"
    assert counts(bring_in("subscriptions", path, admin, "raven")) == (5000, 0, 0, 0)
    subs = list(ravenstack(path))
    compare_retention(subs, [*FIRSTS, date(2025, 1, 1)])
    compare_renewals(subs, [Period(date(2024, month, 1), date(2024, month + 3, 1)) for month in (1, 4, 7)])


@pytest.mark.once
def test_oracle_2_the_whole_of_fightchurn_equals_the_recorded_values_after_its_import(admin: User) -> None:
    folder = outside.folder("fightchurn-crm")
    assert counts(bring_in("accounts", folder / "account.csv", admin, "fight")) == (544, 0, 0, 0)
    path = folder / "subscription.csv"
    assert counts(bring_in("subscriptions", path, admin, "fight")) == (12_870, 0, 0, 0)
    assert ExternalId.objects.count() == 544
    subs = list(fightchurn(path))
    net, mrr, logos = (
        list(outside.rows(folder / f"crm5_{name}_multi.csv")) for name in ("net_retention", "mrr_churn", "churn_rate")
    )
    days = [date.fromisoformat(row["start_date"][:10]) for row in net] + [date.fromisoformat(net[-1]["end_date"])]
    compare_retention(subs, days)
    compare_renewals(subs, [Period(first, last) for first, last in pairwise(days)])
    terms = reading.terms(FRAME.lines())
    for change, of_net, of_mrr, of_logos in zip(
        retention.by_step(reading.measured(FRAME, days)), net, mrr, logos, strict=True
    ):
        found, less = Retention(change, NOON), retention.less(change, terms)
        assert found.ndr.value == pytest.approx(float(of_net["net_retention_rate"]), abs=1e-9)
        assert found.logo_churn.value == pytest.approx(float(of_logos["churn_rate"]), abs=1e-9)
        assert found.revenue_churn(less).value == pytest.approx(float(of_mrr["mrr_churn_rate"]), abs=1e-9)
        assert less.downsell == pytest.approx(float(of_mrr["downsell_mrr"]) * 1200, abs=1e-9)
