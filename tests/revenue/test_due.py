"""What was due in a window, settled or not."""

from datetime import UTC, date, datetime

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.revenue import contracts, due, merging, settling
from hourglass.revenue.models import Settled
from hourglass.revenue.reading import Frame, Scope, Whose
from hourglass.revenue.rules import LATE, ONE_LINE, UNPAID
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

Q3 = Period(date(2024, 7, 1), date(2024, 10, 1))
EVERYTHING = Frame(None, "CNY")


def noon(day: str) -> datetime:
    """This function will give noon of a day in the business zone."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=4)


LATER = noon("2025-06-01")


def renewing(
    amount: int, renewed: int | None, start: str, *, quantity: tuple[int, int] = (1, 1), owner: User | None = None
) -> int:
    """This function will add an account with a term, and a renewal of a year after it; return its key."""
    customer = world.account(owner=owner)
    first = term(start)
    world.contract(customer, line(amount, first, quantity=quantity[0]))
    if renewed is not None:
        world.contract(customer, line(renewed, term(first.end.isoformat()), quantity=quantity[1]))
    return customer.pk


def test_rev_05_the_cohort_of_a_quarter_from_contracts(db: None) -> None:
    renewing(12_000, 12_000, "2023-08-01")
    renewing(24_000, 30_000, "2023-08-15", quantity=(8, 10))
    renewing(18_000, 16_200, "2023-09-01")
    renewing(6_000, None, "2023-10-01")
    world.contract(world.account(), line(18_000, term("2023-08-01", months=24)))
    early = world.account()
    world.contract(early, line(10_000, term("2023-08-01")))
    world.contract(early, line(10_000, term("2024-08-01")), signed_on=date(2024, 6, 10))
    found = due.of(EVERYTHING, Q3, at=LATER).cohort
    assert (found.logos.percent(), found.amount.percent(), found.like_for_like.percent()) == ("80.0%", "97.4%", "88.9%")
    assert (found.due, found.renewed_amount) == (yuan(70_000).minor, yuan(68_200).minor)
    split = found.split
    assert (split.discount, split.upsell, split.lost) == (-180_000, 600_000, -600_000)
    assert found.early.percent() == "25.0%"


def test_rev_07_a_settled_cohort_stays_when_somebody_comes_back_later(db: None) -> None:
    customer = world.account()
    world.contract(customer, line(10_000, term("2023-07-01")))
    q2 = Period(date(2024, 4, 1), date(2024, 7, 1))
    assert due.of(EVERYTHING, q2, at=noon("2024-09-28")).cohort.provisional
    assert settling.settle(at=noon("2024-09-28")) == 0, "day 90 is in time"
    assert settling.settle(at=noon("2024-09-29")) == 1
    assert settling.settle(at=noon("2024-09-30")) == 0, "once is enough"
    back = world.contract(customer, line(10_000, term("2024-10-15")))
    contracts.pay(back, amount=yuan(10_000), on=date(2024, 10, 15), by="test", at=NOON)
    found = due.of(EVERYTHING, q2, at=LATER)
    assert (found.cohort.logos.percent(), found.cohort.provisional, found.drifted) == ("0.0%", False, [])


def test_conv_06_a_settled_cohort_gives_the_same_until_a_correction_is_booked(db: None) -> None:
    lost = renewing(6_000, None, "2023-08-01")
    settling.settle(at=LATER)
    # Somebody finds the contract that was signed in time and enters it a year later.
    late = world.contract(
        world.Account.objects.get(pk=lost), line(6_000, term("2024-08-01")), signed_on=date(2024, 7, 20)
    )
    found = due.of(EVERYTHING, Q3, at=LATER)
    assert found.cohort.logos.percent() == "0.0%"
    ((kept, now),) = found.drifted
    assert now is not None
    assert (kept.renewed, now.renewed) == (0, yuan(6_000).minor)
    settling.correct(kept, by="test", at=LATER, reason="contract found")
    after = due.of(EVERYTHING, Q3, at=LATER)
    assert (after.cohort.logos.percent(), after.drifted) == ("100.0%", [])
    corrected = Settled.objects.current().get()
    assert (corrected.corrects, corrected.reason) == (kept, "contract found")
    assert corrected.successors == [late.lines.get().pk]


def test_conv_07_the_rules_are_those_of_the_day(db: None) -> None:
    configuration.change(LATE, 10, effective_from=date(2026, 11, 23), by="test", at=NOON, reason="shorter")
    configuration.change(ONE_LINE, False, effective_from=date(2026, 11, 23), by="test", at=NOON, reason="strict")
    configuration.change(UNPAID, False, effective_from=date(2026, 11, 23), by="test", at=NOON, reason="strict")
    before, after = due.rules(date(2026, 11, 22)), due.rules(date(2026, 11, 23))
    assert (before.settled_after, before.one_line_is_enough, before.unpaid_counts, before.grace) == (90, True, True, 30)
    assert (after.settled_after, after.one_line_is_enough, after.unpaid_counts) == (10, False, False)


def test_a_person_sees_the_renewals_of_their_customers(csm: User, other_csm: User, cs_head: User) -> None:
    mine = renewing(6_000, None, "2023-08-01", owner=csm)
    renewing(6_000, 6_000, "2023-08-01", owner=other_csm)
    for settled in (False, True):
        if settled:
            assert settling.settle(at=LATER) == 2
        assert [row.account for row in due.of(Frame(csm, "CNY"), Q3, at=LATER).cohort.accounts] == [mine]
        assert due.of(Frame(cs_head, "CNY"), Q3, at=LATER).cohort.logos.percent() == "50.0%"
        scope = Scope(Whose.CSM, str(other_csm.pk))
        assert due.of(Frame(cs_head, "CNY", scope), Q3, at=LATER).cohort.logos.percent() == "100.0%"


def test_rev_12_merged_and_split_contracts_have_the_same_cohort(db: None) -> None:
    customer = world.account()
    first = world.contract(customer, line(10_000, term("2023-08-01"), quantity=10))
    second = world.contract(customer, line(500, term("2023-09-01"), "Shop"))
    world.contract(customer, line(12_000, term("2024-08-01"), quantity=12))
    before = due.of(EVERYTHING, Q3, at=LATER).cohort
    merging.split(first, number="HT-PART", quantities={first.lines.get().pk: 4}, by="test", at=NOON)
    first.refresh_from_db()
    assert due.of(EVERYTHING, Q3, at=LATER).cohort.split == before.split
    merging.merge(first, [second], by="test", at=NOON)
    after = due.of(EVERYTHING, Q3, at=LATER).cohort
    assert (after.due, after.renewed_amount, after.split) == (before.due, before.renewed_amount, before.split)
    assert (after.logos.numerator, after.logos.denominator) == (1, 1)
