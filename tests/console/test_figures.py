"""The pages of figures: rates, bridge, due renewals, start months, movements and the records behind numbers."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hourglass.base.models import Role, User
from hourglass.revenue import closing, contracts, settling
from hourglass.revenue.models import ClosedMonth, Settled
from tests import world
from tests.conftest import Casting
from tests.world import line, term

NOW = datetime(2024, 11, 20, 4, tzinfo=UTC)
ALL = ("/figures/", "/figures/bridge/", "/figures/due/", "/figures/vintages/", "/figures/movements/")


@pytest.fixture(autouse=True)
def now(db: None) -> Iterator[None]:
    """It is 20 November 2024, noon in Shanghai."""
    with time_machine.travel(NOW, tick=False):
        yield


def in_english(person: User) -> Client:
    """This function will log a person in who reads English."""
    person.language = "en"
    person.save()
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def head(cs_head: User) -> Client:
    """The head of customer success at her desk."""
    return in_english(cs_head)


def customers(owner: User | None = None) -> dict[str, world.Account]:
    """This function will make the customers of REV-13: A 400, B 300, C 200, D 100; then 520, 300, 150, none, E 200."""
    found = {}
    for name, before, after in (("A", 400, 520), ("B", 300, 300), ("C", 200, 150), ("D", 100, 0), ("E", 0, 200)):
        found[name] = world.account(f"Clinic {name}", owner=owner)
        if before:
            world.contract(found[name], line(before * 1_000, term("2023-07-01")))
        if after:
            world.contract(found[name], line(after * 1_000, term("2024-07-01")))
    return found


def test_rev_13_the_page_shows_ndr_with_both_its_numbers(head: Client) -> None:
    customers()
    page = head.get("/figures/").content.decode()
    assert "97.0%" in page
    assert "¥970K / ¥1M" in page
    assert "Negative revenue churn" not in page


def test_rev_14_grr_stands_beside_it_and_negative_churn_is_flagged(head: Client) -> None:
    customers()
    assert "85.0%" in head.get("/figures/").content.decode()
    grown = world.account()
    world.contract(grown, line(100_000, term("2023-07-01")))
    world.contract(grown, line(900_000, term("2024-07-01")))
    assert "Negative revenue churn" in head.get("/figures/").content.decode()


def test_conv_06_every_rate_opens_to_the_customers_behind_both_numbers(head: Client) -> None:
    made = customers()
    rows = head.get("/figures/").context["rows"]
    seen = {}
    for name, _ratio, above, below in rows:
        parts = []
        for url in (above, below):
            answer = head.get(url)
            assert answer.status_code == 200, url
            parts.append({row["account"].name[-1] for row in answer.context["rows"]})
        seen[name] = tuple(parts)
    everyone = set("ABCD")
    assert seen["NDR, net"] == (set("ABC"), everyone)
    assert seen["Revenue lost"] == (set("CD"), everyone)
    assert seen["Growth of those who stayed"] == (set("A"), everyone)
    assert seen["Customers lost"] == (set("D"), everyone)
    page = head.get(rows[0][2]).content.decode()
    assert made["A"].contracts.order_by("pk").last().number in page, "the lines behind the amounts are named"


def test_the_tiles_lead_to_their_records(head: Client) -> None:
    customers()
    for tile in head.get("/figures/").context["tiles"]:
        assert head.get(tile.url).status_code == 200, tile.label


def test_rev_15_the_bridge_leads_from_begin_to_end_month_by_month(head: Client) -> None:
    customers()
    answer = head.get("/figures/bridge/?window=year")
    months = answer.context["months"]
    assert [row["error"] for row in months] == [0] * len(months)
    assert [row["end"] for row in months[:-1]] == [row["begin"] for row in months[1:]]
    page = answer.content.decode()
    for figure in ("¥1,000,000.00", "¥120,000.00", "−¥50,000.00", "−¥100,000.00", "¥200,000.00", "¥1,170,000.00"):
        assert figure in page
    assert head.get(answer.context["earned_url"]).status_code == 200


def test_rev_05_the_page_of_due_renewals_shows_both_rates_and_the_split(head: Client) -> None:
    customers()
    page = head.get("/figures/due/?window=quarter&on=2024-06-30").content.decode()
    assert "75.0%" in page, "three of four customers"
    assert "97.0%" in page, "970 of 1,000"
    assert "85.0%" in page, "like for like"
    for figure in ("¥1,000,000.00", "−¥100,000.00", "¥120,000.00", "−¥50,000.00", "¥970,000.00"):
        assert figure in page


def test_rev_07_a_window_is_provisional_until_it_is_locked(head: Client) -> None:
    customers()
    assert "Locked" in head.get("/figures/due/?window=quarter&on=2024-06-30").content.decode()
    lately = world.account("Late")
    world.contract(lately, line(1_000, term("2023-10-01")))
    page = head.get("/figures/due/?window=month&on=2024-09-30").content.decode()
    assert "Provisional until 2024-12-29" in page


def test_rev_12_a_quarter_counts_a_customer_once_and_its_months_each(head: Client) -> None:
    customer = world.account()
    world.contract(customer, line(100, term("2023-08-01")))
    world.contract(customer, line(200, term("2023-10-01")))
    answer = head.get("/figures/due/?window=quarter&on=2024-07-31")
    assert answer.context["cohort"].logos.denominator == 1
    assert [row["cohort"].logos.denominator for row in answer.context["months"]] == [1, 0, 1]


def test_the_movements_are_listed_and_filtered_by_kind(head: Client) -> None:
    customers()
    everything = head.get("/figures/movements/?window=year").context["found"].paginator.count
    churned = head.get("/figures/movements/?window=year&kind=churn").context
    assert everything == 4
    assert [(row["account"].name, row["amount"].full()) for row in churned["rows"]] == [("Clinic D", "−¥100,000.00")]


def test_the_file_of_movements_holds_the_same_and_no_live_formula(head: Client) -> None:
    bad = world.account("=HYPERLINK(1)")
    world.contract(bad, line(1_000, term("2023-07-01")))
    text = b"".join(head.get("/figures/movements/file/?window=year").streaming_content).decode()  # type: ignore[arg-type]
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1] == ["2024-07", "", "'=HYPERLINK(1)", "Churn", "1000.00", "0.00", "-1000.00"]


def test_what_is_left_of_a_start_month_by_revenue_and_by_customers(head: Client) -> None:
    customers()
    for of in ("", "&of=logos"):
        answer = head.get(f"/figures/vintages/?{of}")
        assert answer.status_code == 200
        heat = answer.context["heat"]
        assert heat.rows == ("2023-07", "2024-07")
        assert heat.cells[0][12] == (75.0 if of else 97.0)


@pytest.mark.parametrize("path", ALL)
def test_a_workspace_without_contracts_says_so(head: Client, path: str) -> None:
    answer = head.get(path)
    assert answer.status_code == 200
    assert "0.0%" not in answer.content.decode()


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize(
    "asked",
    ["scope=moon", "window=moon", "on=2024-13-01", "on=0001-01-01", "window=days", "window=days&since=2024-05-01",
     "window=days&since=2024-05-01&until=2024-04-01", "scope=csm:999999"],
)  # fmt: skip
def test_a_question_that_makes_no_sense_is_told_and_the_page_still_answers(head: Client, path: str, asked: str) -> None:
    customers()
    answer = head.get(f"{path}?{asked}")
    assert answer.status_code == 422
    assert 'class="err' in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    ["", "source=moon", "source=retention", "source=retention&from=x&to=y&parts=lost",
     "source=retention&from=2024-02-01&to=2024-01-01&parts=lost", "source=retention&from=2024-01-01&to=2024-02-01",
     "source=due&from=2024-01-01&to=2024-02-01&part=moon", "source=earned&day=0001-01-01&part=all",
     "source=earned&day=2024-01-01&part=all&scope=moon"],
)  # fmt: skip
def test_records_of_nothing_are_not_found(head: Client, asked: str) -> None:
    assert head.get(f"/figures/records/?{asked}").status_code == 404


def test_own_days_give_the_figures_between_two_evenings(head: Client) -> None:
    customers()
    answer = head.get("/figures/?window=days&since=2024-06-30&until=2024-07-01")
    assert answer.context["rates"].ndr.percent() == "97.0%"
    assert answer.context["asked"].window.days == 1


def test_the_windows_before_and_after_are_one_click_away(head: Client) -> None:
    asked = head.get("/figures/due/?window=quarter&on=2024-06-30").context["asked"]
    before, after = (parse_qs(urlsplit(link).query)["on"] for link in (asked.before, asked.after))
    assert (before, after) == (["2024-03-31"], ["2024-07-01"])


def test_a_window_that_runs_is_measured_up_to_today(head: Client) -> None:
    asked = head.get("/figures/?window=month").context["asked"]
    assert (asked.window.start, asked.window.last, asked.running) == (date(2024, 11, 1), date(2024, 11, 20), True)


def test_a_scope_shows_its_own_customers_only(head: Client, csm: User, other_csm: User) -> None:
    customers(csm)
    theirs = world.account("Theirs", owner=other_csm)
    world.contract(theirs, line(500_000, term("2023-09-01", months=24)))
    assert head.get("/figures/").context["rates"].change.begin == 125_000_000
    own = head.get(f"/figures/?scope=csm:{csm.pk}").context
    assert own["rates"].change.begin == 100_000_000
    records = head.get(own["rows"][0][3]).content.decode()
    assert "Theirs" not in records


def test_who_reaches_a_team_sees_figures_of_the_team_alone(csm: User, other_csm: User, cast: Casting) -> None:
    lead = cast("leader", "cs_lead", team=csm.team)
    role = Role.objects.get(key="cs_lead")
    role.permissions = [*role.permissions, "figures.view"]
    role.save()
    customers(csm)
    world.contract(world.account("Theirs", owner=other_csm), line(500_000, term("2023-09-01", months=24)))
    client = in_english(lead)
    context = client.get("/figures/").context
    assert context["rates"].change.begin == 100_000_000
    assert "Theirs" not in client.get(context["rows"][0][3]).content.decode()


def test_a_correction_of_a_settled_renewal_is_booked_by_finance(head: Client, cast: Casting) -> None:
    made = customers()
    settling.settle(at=NOW)
    kept = Settled.objects.get(account=made["D"])
    world.contract(made["D"], line(100_000, term("2024-07-01")), signed_on=date(2024, 6, 20))
    page = head.get("/figures/due/?window=quarter&on=2024-06-30").content.decode()
    assert "was settled and reads otherwise now" in page
    assert "Book the correction" not in page
    assert head.post(f"/figures/due/{kept.pk}/correction/", {"reason": "found"}).status_code == 403
    finance = in_english(cast("finance", "finance"))
    assert "Book the correction" in finance.get("/figures/due/?window=quarter&on=2024-06-30").content.decode()
    assert finance.post(f"/figures/due/{kept.pk}/correction/", {"reason": ""}).status_code == 422
    assert finance.post(f"/figures/due/{kept.pk}/correction/", {"reason": "found"}).status_code == 302
    page = head.get("/figures/due/?window=quarter&on=2024-06-30")
    assert page.context["cohort"].logos.percent() == "100.0%"
    assert page.context["drifts"] == []


def test_a_correction_of_a_closed_month_is_booked_by_finance(head: Client, cast: Casting) -> None:
    made = customers()
    closing.close(at=NOW)
    late = world.contract(made["B"], line(50_000, term("2024-03-01", months=4), "Shop"))
    assert "2024-03 was closed" in head.get("/figures/bridge/?window=year").content.decode()
    kept = ClosedMonth.objects.current().get(month=date(2024, 3, 1))
    finance = in_english(cast("finance", "finance"))
    assert finance.post(f"/figures/months/{kept.pk}/correction/", {"reason": "entered late"}).status_code == 302
    assert "2024-03 was closed" not in head.get("/figures/bridge/?window=year").content.decode()
    assert late.lines.count() == 1


def test_a_page_asks_as_many_queries_for_many_customers_as_for_few(head: Client) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert head.get(path).status_code == 200
        return len(captured)

    customers()
    head.get("/figures/")  # the first page of a session asks who is there
    before = {path: queries(path) for path in ALL}
    for _ in range(3):
        customers()
    assert {path: queries(path) for path in ALL} == before
    assert max(before.values()) < 25


def test_the_figures_are_for_who_may_see_them(csm: User) -> None:
    client = in_english(csm)
    assert [client.get(path).status_code for path in ALL] == [403] * len(ALL)


def ended(contract: Any) -> None:
    """This function will end a contract early."""
    contracts.end(contract, on=date(2024, 3, 31), version=contract.version, by="test", at=NOW, reason="closed")


def test_a_customer_that_ended_early_is_a_movement_of_its_month(head: Client) -> None:
    customer = world.account("Gone")
    ended(world.contract(customer, line(12_000, term("2023-09-01"))))
    rows = head.get("/figures/movements/?window=quarter&on=2024-04-01").context["rows"]
    assert [(row["month"], row["account"].name, row["kind"]) for row in rows] == [("2024-04", "Gone", "Churn")]


def test_rev_06_bookings_stand_in_the_month_of_their_signing(client: Client, cs_head: User) -> None:
    contract = world.contract(world.account("Harbour"), line(12_000, term("2024-12-01")), signed_on=date(2024, 11, 3))
    client.force_login(cs_head)
    shown = client.get(reverse("figures-bookings"), {"window": "month", "on": "2024-11-03"}).content.decode()
    assert (contract.number in shown, "¥12,000.00" in shown) == (True, True)
    earlier = client.get(reverse("figures-bookings"), {"window": "month", "on": "2024-10-03"}).content.decode()
    assert contract.number not in earlier
