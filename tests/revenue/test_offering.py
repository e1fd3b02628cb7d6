"""What is offered is held line by line against what expires."""

from dataclasses import replace as varied
from datetime import date

import pytest

from hourglass.base.money import Money
from hourglass.base.periods import Period
from hourglass.customers import products
from hourglass.customers.models import Edition
from hourglass.revenue.contracts import ContractRefused, Ordered
from hourglass.revenue.models import Renewal, RenewalLine, State
from hourglass.revenue.models.renewals import SHORT
from hourglass.revenue.renewals import closing, offering, signing
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

NEXT = Period(date(2027, 1, 15), date(2028, 1, 15))


@pytest.fixture
def renewal(db: None) -> Renewal:
    return world.renewal(world.account(), line(10_000, term("2026-01-15"), quantity=10))


def offer(
    item: RenewalLine, amount: int, quantity: int = 10, days: Period = NEXT, *, reason: str = "", **more: object
) -> offering.Compared:
    ordered = Ordered(
        name=item.name,
        amount=yuan(amount),
        quantity=quantity,
        starts_on=days.start,
        ends_on=days.last,
        **more,  # type: ignore[arg-type]
    )
    offering.change(item, ordered, version=item.version, by="test", at=NOON, reason=reason)
    return offering.compare(RenewalLine.objects.get(pk=item.pk))


def test_rev_11_quantity_and_price_are_told_apart(renewal: Renewal) -> None:
    found = offer(renewal.items.get(), 10_800, quantity=12)
    assert (found.was, found.now) == (yuan(10_000), yuan(10_800))
    assert found.effects == [("discount", yuan(-1_200)), ("upsell", yuan(2_000))]


def test_rev_20_less_than_before_is_not_offered_without_a_reason(renewal: Renewal) -> None:
    item = renewal.items.get()
    for reason in ("", "competitor", "whim"):
        with pytest.raises(RenewalRefused) as refused:
            offer(item, 8_000, quantity=8, reason=reason)
        assert refused.value.field == "reason"
    assert offer(item, 8_000, quantity=8, reason="natural__closed").effects == [("reduced", yuan(-2_000))]
    item.refresh_from_db()
    assert item.reason == "natural__closed"
    offer(item, 9_000, reason="natural__closed")  # a discount is no less
    item.refresh_from_db()
    assert item.reason == ""


def test_rev_20_a_renewal_for_less_keeps_its_reason(renewal: Renewal) -> None:
    item = renewal.items.get()
    offer(item, 8_000, quantity=8, reason="natural__closed")
    world.through(renewal, to=State.SIGNED)
    renewal.refresh_from_db()
    closing.settle(renewal, on=NOON.date(), by="test", at=NOON)
    assert (renewal.outcome, renewal.reason, renewal.came_short) == ("renewed", "natural__closed", True)
    assert list(Renewal.objects.unscoped(reason="test").filter(SHORT)) == [renewal]
    closing.explain(renewal, reason="other", note="Two shops closed", version=renewal.version, by="test", at=NOON)
    assert renewal.reason == "other"


def test_rev_20_a_contract_for_less_that_was_not_offered_is_told_as_process(renewal: Renewal) -> None:
    contract = world.contract(renewal.account, line(7_000, NEXT, quantity=7))
    signing.link(renewal, contract, version=renewal.version, by="test", at=NOON)
    assert renewal.items.get().reason == closing.LAPSED


def test_rev_08_a_renewal_for_two_years_counts_half_a_year_each(renewal: Renewal) -> None:
    found = offer(renewal.items.get(), 18_000, days=Period(date(2027, 1, 15), date(2029, 1, 15)))
    assert (found.now, found.effects) == (yuan(9_000), [("discount", yuan(-1_000))])


def test_rev_09_a_line_that_is_not_renewed_is_a_downgrade_with_a_reason(db: None) -> None:
    stores = [line(5_000, term("2026-01-15"), f"Store {number}") for number in range(3)]
    renewal = world.renewal(world.account(), *stores)
    last = offering.items_of(renewal)[-1]
    with pytest.raises(RenewalRefused):
        offering.drop(last, reason="", version=0, by="test", at=NOON)
    offering.drop(last, reason="natural__closed", version=0, by="test", at=NOON)
    found = offering.compared(offering.items_of(renewal))
    assert Money.total(one.now for one in found) == yuan(10_000)
    assert [one.effects for one in found] == [[], [], [("reduced", yuan(-5_000))]]
    assert renewal.due == yuan(15_000)


def test_rev_11_fewer_of_the_same_is_a_downgrade_and_a_module_more_is_an_upsell(renewal: Renewal) -> None:
    assert offer(renewal.items.get(), 8_000, quantity=8, reason="natural__closed").effects == [
        ("reduced", yuan(-2_000))
    ]
    more = offering.add(renewal, line(3_000, NEXT, "Shop"), by="test", at=NOON)
    assert offering.compare(more).effects == [("upsell", yuan(3_000))]
    offering.take_out(more, by="test", at=NOON)
    assert renewal.items.count() == 1


def test_rev_11_another_edition_is_an_upsell_not_a_price(db: None) -> None:
    clinic = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    names = (("标准版", "Standard"), ("连锁版", "Chain"))
    standard, chain = (products.add_edition(clinic, name_zh=zh, name_en=en, by="test", at=NOON) for zh, en in names)
    assert isinstance(chain, Edition)
    renewal = world.renewal(world.account(), line(10_000, term("2026-01-15"), edition=standard))
    assert offer(renewal.items.get(), 13_000, quantity=1, edition=chain).effects == [("upsell", yuan(3_000))]


def test_rev_06_the_new_term_begins_the_day_after_the_old_one_at_the_earliest(renewal: Renewal) -> None:
    item = renewal.items.get()
    assert (item.starts_on, item.ends_on) == (date(2027, 1, 15), date(2028, 1, 14))
    with pytest.raises(RenewalRefused) as refused:
        offer(item, 10_000, days=Period(date(2027, 1, 14), date(2028, 1, 14)))
    assert refused.value.field == "starts_on"


def test_a_dropped_line_can_be_offered_again(renewal: Renewal) -> None:
    item = renewal.items.get()
    offering.drop(item, reason="price", version=0, by="test", at=NOON)
    assert offer(item, 10_000).effects == []
    item.refresh_from_db()
    assert (item.dropped, item.reason) == (False, "")


def test_what_is_signed_is_offered_no_more(renewal: Renewal) -> None:
    world.through(renewal, to=State.SIGNED)
    item = renewal.items.get()
    with pytest.raises(RenewalRefused):
        offer(item, 1)
    with pytest.raises(RenewalRefused):
        offering.drop(item, reason="price", version=item.version, by="test", at=NOON)


def test_what_cannot_be_is_refused(renewal: Renewal) -> None:
    item = renewal.items.get()
    with pytest.raises(ContractRefused):
        offer(item, -1)
    with pytest.raises(RenewalRefused):
        offering.take_out(item, by="test", at=NOON)
    dollars = varied(line(1, NEXT), amount=Money.from_minor(100, "USD"))
    with pytest.raises(RenewalRefused):
        offering.add(renewal, dollars, by="test", at=NOON)
