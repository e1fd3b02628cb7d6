"""The pages of unit economics: worth and costs, what each owner kept, what is credited, and what would be."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.insight import costs, crediting
from hourglass.insight.attribution import Source
from hourglass.insight.models import Block, CostEntry
from hourglass.revenue import contracts
from hourglass.revenue.models import State
from hourglass.revenue.reading import Frame
from tests import world
from tests.conftest import NOON
from tests.world import line, term, yuan

WHO: dict[str, Any] = {"by": "test", "at": NOON}
MONTH = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


def reading(client: Client, person: User) -> Client:
    person.language = "en"
    person.save(update_fields=["language"])
    client.force_login(person)
    return client


@pytest.fixture
def theirs(client: Client, cs_head: User) -> Client:
    return reading(client, cs_head)


def serving(name: str, owner: User | None, amount: int = 12_000, start: str = "2025-01-01") -> Account:
    """A customer that pays `amount` a year for two years."""
    account = world.account(name, owner=owner)
    world.contract(account, line(amount * 2, term(start, months=24)))
    return account


def spend(block: Block, amount: int) -> CostEntry:
    return costs.enter(block=block, month=MONTH, amount=yuan(amount), **WHO)


def text(client: Client, name: str, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name) + query)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_goal_13_each_block_stands_with_its_share_of_revenue(theirs: Client, csm: User) -> None:
    serving("Harbour", csm, amount=120_000)
    for block, amount in ((Block.RND, 3_000), (Block.ACQUISITION, 2_500), (Block.SERVICE, 1_500)):
        spend(block, amount)
    shown = text(theirs, "figures-worth", "?window=month&on=2026-10-31")
    assert all(share in shown for share in ("30.0%", "25.0%", "15.0%", "85.0%"))
    assert "¥10,000.00" in shown


def test_goal_14_without_churn_there_is_no_lifetime_value_and_the_page_says_why(theirs: Client, csm: User) -> None:
    serving("Harbour", csm)
    spend(Block.SERVICE, 100)
    assert "Nobody was lost in this window" in text(theirs, "figures-worth", "?window=month&on=2026-10-31")


def test_goal_14_goal_22_a_year_with_churn_has_a_lifetime_value_and_a_band(theirs: Client, csm: User) -> None:
    for number in range(9):
        serving(f"Customer {number}", csm)
    serving("New", csm, start="2026-03-01")
    world.contract(world.account("Gone", owner=csm), line(12_000, term("2025-08-01")))
    spend(Block.ACQUISITION, 5_000)
    spend(Block.SERVICE, 7_200)
    shown = text(theirs, "figures-worth")
    assert "¥5,000.00" in shown
    assert "inside the band of 5 to 10" in shown


def test_goal_16_months_at_the_reference_line_are_marked(theirs: Client, csm: User) -> None:
    for number in range(11):
        serving(f"Customer {number}", csm)
    world.contract(world.account("Gone", owner=csm), line(12_000, term("2025-08-01")))
    shown = text(theirs, "figures-worth")
    assert ("1 month at the line" in shown, "Mark of 8 %" in shown) == (True, True)
    for number in range(11, 30):
        serving(f"Customer {number}", csm)
    assert "month at the line" not in text(theirs, "figures-worth")


def test_goal_20_the_share_of_existing_customers_has_both_marks(theirs: Client, csm: User) -> None:
    serving("Harbour", csm)
    shown = text(theirs, "figures-worth")
    assert ("Mark of 90 %" in shown, "Mark of 50 %" in shown) == (True, True)


def test_nothing_known_is_no_number(theirs: Client) -> None:
    for name in ("figures-worth", "figures-what-if"):
        assert "No recurring revenue in this window" in text(theirs, name)


def test_goal_19_each_owner_stands_with_what_they_kept(theirs: Client, csm: User, other_csm: User) -> None:
    for number in range(3):
        serving(f"Customer {number}", csm)
    world.contract(world.account("Gone", owner=csm), line(12_000, term("2025-08-01")))
    moved = serving("Moved", other_csm)
    accounts.assign(moved, owner=csm, version=moved.version, reason="Away", team=None, **WHO)
    shown = text(theirs, "figures-owners", "?window=twelve")
    assert ("75.0%" in shown, "100.0%" in shown) == (True, True)


def renewed(account: Account, amount: int) -> None:
    renewal = world.renewal(account, line(amount, term("2025-12-01")))
    world.through(renewal, to=State.SIGNED)
    contracts.pay(renewal.contract, amount=yuan(1), on=NOON.date(), **WHO)


def test_rev_23_renewals_and_referrals_are_credited_with_their_records(theirs: Client, csm: User) -> None:
    renewed(world.account("Harbour", owner=csm), 12_000)
    came = serving("Came", csm, amount=6_000, start="2026-11-10")
    window = Period(date(2026, 11, 1), date(2026, 11, 24))
    frame = Frame.of(None, NOON.date())
    assert crediting.of(frame, window).by_source()[Source.REFERRAL] == 0
    Account.objects.unscoped(reason="a test").filter(pk=came.pk).update(portrait={"referred": True})
    found = crediting.of(frame, window)
    assert found.by_source() == {
        Source.RENEWAL: 1_200_000,
        Source.UPSELL: 0,
        Source.REFERRAL: 600_000,
        Source.WIN_BACK: 0,
    }
    assert found.by_person() == {csm.pk: Fraction(1_800_000)}
    shown = text(theirs, "figures-owners", "?window=month")
    assert ("¥18,000.00" in shown, csm.name in shown) == (True, True)
    behind = text(theirs, "figures-credited", "?window=month&of=renewal")
    assert ("Harbour" in behind, "Came" in behind) == (True, False)
    assert theirs.get(reverse("figures-credited") + "?of=moon").status_code == 404


def test_goal_21_five_points_are_reckoned_on_the_own_data(theirs: Client, csm: User) -> None:
    for number in range(4):
        serving(f"Customer {number}", csm)
    world.contract(world.account("Gone", owner=csm), line(12_000, term("2025-08-01")))
    spend(Block.SERVICE, 1_000)
    shown = text(theirs, "figures-what-if")
    assert all(word in shown for word in ("20.0%", "15.0%", "+33.3%", "Your lifetime value grows inside this range"))
    assert "outside of this range" in text(theirs, "figures-what-if", "?points=10")


@pytest.mark.parametrize("points", ["many", "51", "-51", "0.05", "NaN"])
def test_points_that_make_no_sense_are_said(theirs: Client, points: str) -> None:
    text(theirs, "figures-what-if", f"?points={points}", status=422)


@pytest.fixture
def finance(cast: Any) -> User:
    person: User = cast("money", "finance")
    return person


def test_goal_13_costs_are_entered_set_right_and_taken_back(client: Client, finance: User, csm: User) -> None:
    hers = reading(client, finance)
    account = world.account("Harbour", owner=csm)
    data = {"block": "service", "month": "2026-10", "amount": "1500.50", "customer": "Harbour", "note": "Visit"}
    assert hers.post(reverse("cost-new"), data).status_code == 302
    entry = CostEntry.objects.unscoped(reason="a test").get()
    assert (entry.month, entry.amount, entry.account) == (MONTH, yuan(1_500) + yuan(1) / 2, account)
    path = reverse("cost", args=[entry.pk])
    assert hers.post(path, {"amount": "900", "note": "", "version": 0}).status_code == 302
    assert hers.post(path, {"amount": "800", "note": "", "version": 0}).status_code == 422
    away = reverse("cost-withdrawal", args=[entry.pk])
    assert hers.post(away, {"reason": "", "version": 1}).status_code == 422
    assert hers.post(away, {"reason": "Twice", "version": 1}).status_code == 302
    assert "Taken back" in text(hers, "costs")
    assert hers.post(away, {"reason": "Again", "version": 2}).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        *({"amount": "0"}, {"amount": "x"}, {"amount": "1.005"}, {"month": "2026-13"}, {"month": "1999-12"}),
        *({"block": "moon"}, {"customer": "Nobody"}, {"block": "rnd", "referred": "on"}),
    ],
)
def test_a_cost_that_does_not_fit_is_said(client: Client, finance: User, wrong: dict[str, str]) -> None:
    data = {"block": "service", "month": "2026-10", "amount": "1500"}
    assert reading(client, finance).post(reverse("cost-new"), data | wrong).status_code == 422


def test_who_only_looks_at_figures_enters_no_costs(theirs: Client, executive: User) -> None:
    theirs.force_login(executive)
    assert theirs.get(reverse("cost-new")).status_code == 403
    assert "Enter a cost" not in text(theirs, "costs")


def test_goal_17_the_cash_of_who_began_in_a_window(client: Client, admin: User) -> None:
    account = world.account("Harbour")
    contract = world.contract(account, world.line(10_000, world.term("2025-01-05", months=24)))
    contracts.pay(contract, amount=world.yuan(10_000), on=date(2025, 1, 5), by="test", at=NOON)
    costs.enter(block=Block.ACQUISITION, month=date(2025, 1, 1), amount=world.yuan(12_000), by="test", at=NOON)
    admin.language = "en"
    admin.save()
    client.force_login(admin)
    page = client.get("/figures/cash/", {"window": "days", "since": "2025-01-01", "until": "2025-12-31"})
    assert [row["first_year"] for row in page.context["rows"]] == ["−¥2,000.00"]
    assert "Harbour" in page.content.decode()
    empty = client.get("/figures/cash/", {"window": "days", "since": "2023-01-01", "until": "2023-12-31"})
    assert (empty.status_code, empty.context["rows"]) == (200, [])
