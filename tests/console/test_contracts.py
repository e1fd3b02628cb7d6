"""The pages of contracts: what they show, add, correct and refuse."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hourglass.base.models import Entry, User
from hourglass.customers import products
from hourglass.customers.models import Account, Entitlement
from hourglass.revenue import clocks, contracts
from hourglass.revenue.models import Contract, Line, Payment
from tests import world
from tests.conftest import NOON, Casting
from tests.world import line, term, yuan


@pytest.fixture
def boss(cs_head: User, client: Client) -> Client:
    """The head of customer success at the screen, reading English."""
    return logged_in(client, cs_head)


def logged_in(client: Client, person: User) -> Client:
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def account(csm: User) -> Account:
    return world.account("Renkang", owner=csm)


def rows(*lines: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for some lines, and one empty row below them."""
    empty = {"name": "", "recurrence": "recurring", "quantity": 1, "amount": "", "starts_on": "", "ends_on": ""}
    body: dict[str, Any] = {"lines-TOTAL_FORMS": len(lines) + 1, "lines-INITIAL_FORMS": 0}
    for number, one in enumerate([*lines, {}]):
        body |= {f"lines-{number}-{name}": value for name, value in (empty | one).items()}
    return body


MAIN = {"name": "Main", "amount": "12000.00", "starts_on": "2026-01-15", "ends_on": "2027-01-14"}
HEADER = {"number": "HT-9", "currency": "CNY", "version": 0}


def test_a_contract_of_several_lines_is_added_without_a_script(boss: Client, account: Account) -> None:
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    shop = products.add_module(product, name_zh="商城", name_en="Shop", by="test", at=NOON)
    second = {
        "name": "Shop",
        "amount": "3000",
        "starts_on": "2026-01-15",
        "thing": f"module:{shop.pk}",
        "discount": "12.5",
    }
    answer = boss.post(f"/customers/{account.pk}/contracts/new/", HEADER | rows(MAIN, second))
    contract = Contract.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contracts/{contract.pk}/")
    kept = [(found.name, found.annual, found.discount, found.ends_on) for found in Line.objects.order_by("pk")]
    assert kept == [
        ("Main", yuan(12_000), 0, date(2027, 1, 14)),
        ("Shop", yuan(3_000), 1250, date(2027, 1, 14)),
    ]
    assert Entitlement.objects.get().module == shop


def test_one_more_line_is_asked_for_without_losing_what_was_typed(boss: Client, account: Account) -> None:
    path = f"/customers/{account.pk}/contracts/new/"
    page = boss.post(path, HEADER | rows(MAIN) | {"more": "1"}).content.decode()
    assert 'name="lines-TOTAL_FORMS" value="3"' in page
    assert 'value="HT-9"' in page
    assert 'value="12000.00"' in page
    part = boss.post(path, HEADER | rows(MAIN) | {"more": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section class="card" id="lines">')
    assert Contract.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Main", "amount": "1.005", "starts_on": "2026-01-15"}, "CNY has 2 decimal places at most."),
        ({"name": "Main", "amount": "-1", "starts_on": "2026-01-15"}, "greater than or equal to 0"),
        ({"name": "Main", "amount": "1", "starts_on": "2026-01-15", "ends_on": "2025-01-15"}, "end before it starts"),
        ({"name": "Main", "amount": "1"}, "required"),
        ({}, "at least one line"),
        ({"name": "Main", "amount": "999999999999", "starts_on": "2026-01-15", "ends_on": "2026-01-15"}, "larger than"),
    ],
)
def test_what_cannot_be_is_said_beside_it(boss: Client, account: Account, wrong: dict[str, Any], said: str) -> None:
    answer = boss.post(f"/customers/{account.pk}/contracts/new/", HEADER | rows(wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_contract_is_corrected_with_its_lines(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(12_000, term("2026-01-15")), number="HT-1")
    main = Line.objects.get()
    body = rows(MAIN | {"key": main.pk, "amount": "12600"}, {**MAIN, "name": "Shop", "amount": "3000"})
    answer = boss.post(f"/contracts/{contract.pk}/edit/", HEADER | body)
    assert answer.status_code == 302
    main.refresh_from_db()
    assert (main.annual, Line.objects.count(), Contract.objects.get().number) == (yuan(12_600), 2, "HT-9")
    verbs = set(Entry.objects.filter(about=str(account.pk)).values_list("verb", flat=True))
    assert {"contract.changed", "line.corrected", "line.added"} <= verbs


def test_a_line_that_was_left_as_it_was_stays(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(12_000, term("2026-01-15")), number="HT-1")
    body = rows(MAIN | {"key": Line.objects.get().pk}) | {"lines-INITIAL_FORMS": 2}
    assert boss.post(f"/contracts/{contract.pk}/edit/", HEADER | body).status_code == 302
    assert (Line.objects.count(), Line.objects.get().version) == (1, 0)


def test_a_line_of_another_contract_is_not_corrected_from_here(boss: Client, account: Account) -> None:
    contract, other = (world.contract(account, line(12_000, term("2026-01-15"))) for _ in range(2))
    theirs = Line.objects.get(contract=other)
    boss.post(f"/contracts/{contract.pk}/edit/", HEADER | rows(MAIN | {"key": theirs.pk, "amount": "1"}))
    theirs.refresh_from_db()
    assert theirs.amount == yuan(12_000)


def test_the_later_of_two_corrections_is_told(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(12_000, term("2026-01-15")))
    contracts.edit(contract, version=0, note="x", by="test", at=NOON)
    answer = boss.post(f"/contracts/{contract.pk}/edit/", HEADER | rows(MAIN | {"key": Line.objects.get().pk}))
    assert answer.status_code == 422
    assert "Somebody else changed this meanwhile" in answer.content.decode()


def test_the_page_shows_what_each_costs(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(15_000, term("2026-01-15"), "Stores", quantity=3, discount=1250))
    page = boss.get(f"/contracts/{contract.pk}/").content.decode()
    assert "¥5,000.00" in page
    assert "12.5%" in page


def test_changes_of_a_running_contract_from_their_pages(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(12_000, term("2026-01-15"), quantity=10))
    main = Line.objects.get()
    body = {"on": "2026-07-15", "quantity": 12, "amount": "7200", "version": 0}
    assert boss.post(f"/contracts/lines/{main.pk}/replacement/", body).status_code == 302
    new = Line.objects.order_by("-pk").first()
    assert new
    assert new.annual == yuan(14_400)
    body = {"on": "2026-10-15", "amount": "4000", "version": 0}
    assert boss.post(f"/contracts/lines/{new.pk}/price-step/", body).status_code == 302
    stepped = Line.objects.order_by("-pk").first()
    assert stepped
    assert (stepped.price_step, stepped.quantity) == (True, 12)
    add = {**MAIN, "name": "Shop", "quantity": 1, "recurrence": "recurring"}
    assert boss.post(f"/contracts/{contract.pk}/lines/", add).status_code == 302
    body = {"on": "2026-12-31", "reason": "Closed", "version": 0}
    assert boss.post(f"/contracts/lines/{stepped.pk}/cut/", body).status_code == 302
    shop = Line.objects.get(name="Shop")
    body = {"number": "HT-S", f"line-{shop.pk}": 1}
    assert boss.post(f"/contracts/{contract.pk}/split/", body).status_code == 302
    part = Contract.objects.get(number="HT-S")
    assert boss.post(f"/contracts/{contract.pk}/merger/", {"others": [part.pk]}).status_code == 302
    assert set(Line.objects.values_list("contract", flat=True)) == {contract.pk}
    contract.refresh_from_db()
    body = {"on": "2026-11-30", "reason": "Sold", "version": contract.version}
    assert boss.post(f"/contracts/{contract.pk}/end/", body).status_code == 302


def test_only_finance_sees_the_form_of_payments(account: Account, client: Client, cast: Casting, csm: User) -> None:
    contract = world.contract(account, line(12_000, term("2026-01-15")))
    path = f"/contracts/{contract.pk}/payments/"
    body = {"amount": "12000", "on": "2026-01-20", "reference": "B-1"}
    assert logged_in(client, csm).post(path, body).status_code == 403
    finance = logged_in(client, cast("finance", "finance"))
    assert "Confirm a payment" in finance.get(f"/contracts/{contract.pk}/").content.decode()
    assert finance.post(path, body).status_code == 302
    payment = Payment.objects.get()
    assert finance.post(f"/contracts/payments/{payment.pk}/void/", {"reason": " "}).status_code == 422
    assert finance.post(f"/contracts/payments/{payment.pk}/void/", {"reason": "Twice"}).status_code == 302
    assert "Voided" in finance.get(f"/contracts/{contract.pk}/").content.decode()


def test_rev_22_service_without_payment_is_listed_with_its_days(boss: Client, account: Account) -> None:
    contract = world.contract(account, line(12_000, term("2026-10-23")))
    page = boss.get("/contracts/unpaid/").content.decode()
    assert "Renkang" in page
    assert "2026-10-23" in page
    contracts.pay(contract, amount=yuan(12_000), on=date(2026, 11, 1), by="test", at=NOON)
    assert "Renkang" not in boss.get("/contracts/unpaid/").content.decode()


def test_life_05_an_override_is_shown_on_the_customer(boss: Client, account: Account) -> None:
    world.contract(account, line(12_000, term("2026-01-15")))
    path = f"/customers/{account.pk}/contracts/"
    assert "Provisional" in boss.get(path).content.decode()
    account.refresh_from_db()
    clocks.set_start(account, to=date(2026, 2, 1), version=account.version, by="test", at=NOON, reason="Late")
    page = boss.get(path).content.decode()
    assert "By hand" in page
    assert "2026-02-01" in page
    form = {"to": "", "reason": "Back", "version": account.version}
    assert boss.post(f"/customers/{account.pk}/service-start/", form).status_code == 302
    account.refresh_from_db()
    assert account.start_override is None


def test_the_list_finds_by_number_and_by_customer(boss: Client, account: Account) -> None:
    world.contract(account, line(12_000, term("2026-01-15")), number="HT-2026-7")
    world.contract(world.account("Other"), line(12_000, term("2020-01-15")), number="HT-2020-7")
    for query, found in (("", {"HT-2026-7"}), ("?state=ended", {"HT-2020-7"}), ("?q=renk&state=all", {"HT-2026-7"})):
        page = boss.get(f"/contracts/{query}").content.decode()
        assert {number for number in ("HT-2026-7", "HT-2020-7") if number in page} == found, query
    assert "No contract fits" in boss.get("/contracts/?q=moon").content.decode()
    assert boss.get("/contracts/?before=99999999999999999999999").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(boss: Client, account: Account) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            boss.get("/contracts/?state=all")
        return len(asked)

    world.contract(account, line(1, term("2026-01-15")))
    cost()
    few = cost()
    for _ in range(10):
        world.contract(account, line(1, term("2026-01-15")))
    assert cost() == few
