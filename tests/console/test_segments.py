"""The pages of classes: the matrix, a class, its rule with a preview, and a class by hand on the customer's page."""

import json
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import Period, add_months
from hourglass.console import classing
from hourglass.customers import accounts, placing, segments, standing
from hourglass.customers.models import Account, CustomerClass, Dimension, Override, Ruling
from hourglass.revenue import due
from hourglass.revenue.reading import Frame
from hourglass.usage.models import Snapshot, Window
from tests import world


@pytest.fixture
def tables(db: None) -> list[Dimension]:
    return segments.install(by="test", at=timezone.now())


def login(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def classed(key: str) -> CustomerClass:
    return CustomerClass.objects.get(key=key)


def standing_in(tier: str, level: str, amount: int, **fields: Any) -> Account:
    account = world.account(**fields)
    money = {"recurring_minor": amount * 100, "recurring_currency": "CNY"}
    standing.publish({account.pk: {"tier": tier, "usage_level": level} | money})
    return account


def test_seg_04_a_cell_counts_its_customers_and_their_money(tables: list[Dimension], cs_head: User) -> None:
    for amount in (8000, 8000, 10_000):
        standing_in("B", "U2", amount)
    standing_in("S", "U3", 120_000)
    standing_in("", "U2", 500)
    found = classing.matrix(cs_head, CustomerClass.objects.select_related("dimension"), currency="CNY")
    codes = [code for code, _name in found.heads]
    line = next(line for line in found.lines if line.code == "B")
    cell = line.cells[codes.index("U2")]
    assert (cell.count, cell.amount) == (3, world.yuan(26_000))
    assert sum(line.total.count for line in found.lines) == found.total.count == 5
    assert sum(cell.count for cell in found.foot) == 5
    assert sum(line.total.minor for line in found.lines) == sum(cell.minor for cell in found.foot) == found.total.minor


def test_seg_04_a_cell_tells_who_of_those_due_renewed(tables: list[Dimension], cs_head: User) -> None:
    today = configuration.today(timezone.now())
    ended = add_months(today, -14).replace(day=1)
    for number in range(3):
        account = standing_in("B", "U2", 8000)
        world.contract(account, world.line(8000, Period.of_months(ended, 12)))
        if number:
            world.contract(account, world.line(8000 * number, Period.of_months(add_months(ended, 12), 24)))
    frame = Frame.of(cs_head, today)
    cohort = due.of(frame, Period(add_months(today, -12), today), at=timezone.now()).cohort
    classes = CustomerClass.objects.select_related("dimension")
    found = classing.matrix(cs_head, classes, currency="CNY", cohort=cohort)
    cells = {
        (line.code, code): cell
        for line in found.lines
        for (code, _n), cell in zip(found.heads, line.cells, strict=True)
    }
    assert cells["B", "U2"].rate == found.total.rate == Fraction(2, 3)
    assert cells["B", "U2"].amount_rate == found.total.amount_rate == Fraction(12_000, 24_000)
    assert (cells["S", "U2"].rate, cells["S", "U2"].amount_rate) == (None, None)


def measured(account: Account, used: int | None, core: int) -> None:
    """This function will keep what the night found of an account's core features."""
    day = configuration.today(timezone.now())
    Snapshot.objects.create(
        account=account, window=Window.ROLLING, since=day, until=day, core_used=used, core=core, used=used,
        usable=core, open_ms=0, users=1, days=1, user_days=1, known_at=timezone.now(),
    )  # fmt: skip


def test_seg_04_a_cell_tells_the_depth_of_its_customers_together(tables: list[Dimension], cs_head: User) -> None:
    for used, core in ((9, 12), (3, 4), (None, 12)):
        measured(standing_in("B", "U2", 8000), used, core)
    measured(standing_in("S", "U3", 8000), 1, 4)
    found = classing.matrix(cs_head, CustomerClass.objects.select_related("dimension"), currency="CNY")
    depths = {
        (line.code, code): c.depth
        for line in found.lines
        for (code, _n), c in zip(found.heads, line.cells, strict=True)
    }
    assert (depths["B", "U2"], depths["S", "U3"], depths["S", "U2"]) == (Fraction(12, 16), Fraction(1, 4), None)
    assert found.total.depth == Fraction(13, 20)


def test_seg_08_the_portrait_of_a_class_and_of_the_lost(
    tables: list[Dimension], client: Client, cs_head: User, csm: User
) -> None:
    for branches in (1, 3, 8):
        account = standing_in("B", "U2", 8000, owner=csm)
        accounts.describe(account, version=account.version, values={"branches": branches}, by="test", at=timezone.now())
        placing.place([account.pk], at=timezone.now())
    gone = standing_in("", "", 0)
    accounts.describe(gone, version=gone.version, values={"branches": 77777}, by="test", at=timezone.now())
    accounts.close(Account.objects.get(pk=gone.pk), version=1, reason="Gone", by="test", at=timezone.now())
    login(client, cs_head)
    placed = Account.objects.get(pk=account.pk).tier
    shown = client.get(reverse("segment-portrait", args=[classed(placed).pk])).content.decode()
    assert "77777" not in shown
    assert "77777" in client.get(reverse("segments-lost")).content.decode()
    client.force_login(csm)
    assert "77777" not in client.get(reverse("segments-lost")).content.decode()


def test_seg_04_a_cell_opens_the_list_of_its_customers(tables: list[Dimension], client: Client, cs_head: User) -> None:
    inside, outside = standing_in("B", "U2", 8000), standing_in("B", "", 8000)
    login(client, cs_head)
    page = client.get(classing.listing({"tier": "B", "usage_level": "U2"})).content.decode()
    assert inside.name in page
    assert outside.name not in page
    page = client.get(classing.listing({"tier": "B", "usage_level": ""})).content.decode()
    assert outside.name in page
    assert inside.name not in page


def test_seg_01_tier_and_level_stand_in_the_list_and_its_filters(
    tables: list[Dimension], client: Client, cs_head: User
) -> None:
    standing_in("B", "U0", 1)
    login(client, cs_head)
    page = client.get(reverse("customers")).content.decode()
    assert "U0 未激活" in page
    where = '{"all":[{"fact":"tier","op":"is","value":"B"},{"fact":"usage_level","op":"is","value":"U0"}]}'
    assert "B 标准机构" in client.get(reverse("customers-filter"), {"where": where}).content.decode()


def test_the_matrix_counts_what_one_sees(tables: list[Dimension], client: Client, csm: User) -> None:
    standing_in("B", "U2", 1, owner=csm)
    standing_in("B", "U2", 1)
    assert classing.matrix(csm, CustomerClass.objects.select_related("dimension"), currency="CNY").total.count == 1
    assert login(client, csm).get(reverse("segments")).status_code == 200


def test_the_proposed_tables_are_set_up_at_a_click(client: Client, cs_head: User) -> None:
    standing_in("", "", 100_000)
    login(client, cs_head)
    assert reverse("segments-tables") in client.get(reverse("segments")).content.decode()
    assert client.post(reverse("segments-tables")).status_code == 302
    assert Account.objects.get().tier == "S"


def test_a_rule_shows_who_would_move_before_it_is_saved(tables: list[Dimension], client: Client, cs_head: User) -> None:
    for _each in range(2):
        world.account(portrait={"branches": 6})
    placing.place_all(at=timezone.now())
    url = reverse("segment-rule", args=[classed("S").pk])
    login(client, cs_head)
    assert client.get(url).status_code == 200
    today = configuration.today(timezone.now())
    condition = '{"all":[{"fact":"portrait.branches","op":"at_least","value":"7"}]}'
    data = {"condition": condition, "effective_from": today.isoformat(), "version": classed("S").dimension.version}
    shown = client.post(url, data | {"preview": "1"})
    assert shown.context["moves"] == [(("S", "C"), 2)]
    assert Ruling.objects.filter(dimension__key="tier").count() == 1
    assert client.post(url, data).status_code == 422  # without a reason
    data |= {"reason": "Chains grew"}
    later = (today + timedelta(days=7)).isoformat()
    assert client.post(url, data | {"effective_from": later}).status_code == 302
    rules = segments.rules_on(classed("S").dimension, today + timedelta(days=7))
    assert rules[0]["condition"]["all"][0]["value"] == "7"
    assert [each["class"] for each in rules] == ["S", "A", "B", "C"]
    assert client.post(url, data | {"effective_from": "2020-01-01"}).status_code == 422


def test_seg_03_a_rule_about_use_is_changed_like_any_other(
    tables: list[Dimension], client: Client, cs_head: User
) -> None:
    login(client, cs_head)
    page = client.get(reverse("segment-rule", args=[classed("U3").pk]))
    assert "core_depth" in page.content.decode()


def test_seg_10_the_service_of_a_class_is_changed_in_the_browser(
    tables: list[Dimension], client: Client, cs_head: User
) -> None:
    found = classed("C")
    url = reverse("segment-service", args=[found.pk])
    login(client, cs_head)
    data = {"name_zh": "个体", "name_en": "Solo", "return_visit_days": 120, "version": found.version}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data | {"return_visit_days": 9}).status_code == 422
    assert classed("C").return_visit_days == 120
    assert "120" in client.get(reverse("segment", args=[found.pk])).content.decode()


def test_seg_05_a_class_by_hand_goes_from_the_csm_to_her_lead(
    tables: list[Dimension], client: Client, csm: User, lead: User
) -> None:
    account = world.account(owner=csm, portrait={"branches": 1})
    placing.place_all(at=timezone.now())
    login(client, csm)
    review = (timezone.now() + timedelta(days=30)).date().isoformat()
    data = {"to": classed("A").pk, "reason": "Three branches next month", "review_on": review}
    assert client.post(reverse("customer-class-proposals", args=[account.pk]), data).status_code == 302
    made = Override.objects.get()
    approval = reverse("class-by-hand-approval", args=[account.pk, made.pk])
    assert client.post(approval).status_code == 403
    assert account.name not in client.get(reverse("segments")).content.decode()
    login(client, lead)
    assert account.name in client.get(reverse("segments")).content.decode()
    assert client.post(approval).status_code == 302
    assert Account.objects.get(pk=account.pk).tier == "A"
    page = client.get(reverse("customer-classes", args=[account.pk])).content.decode()
    assert "Three branches next month" in page
    assert client.post(reverse("class-by-hand-renewal", args=[account.pk, made.pk])).status_code == 302
    assert Override.objects.get().review_on == configuration.today(timezone.now()) + timedelta(days=90)
    assert client.post(reverse("class-by-hand-ending", args=[account.pk, made.pk])).status_code == 302
    assert Account.objects.get(pk=account.pk).tier == "C"


def test_seg_01_a_dimension_is_added_with_its_classes_and_a_rule(
    client: Client, admin: User, tables: list[Dimension]
) -> None:
    account = world.account("Old")
    standing.publish({account.pk: {"renewals": 3}})
    login(client, admin)
    names = {"name_zh": "忠诚度", "name_en": "Loyalty"}
    refused = client.post("/segments/dimensions/new/", names | {"key": "tier"})
    assert refused.status_code == 422
    answer = client.post("/segments/dimensions/new/", names | {"key": "loyalty"})
    made = Dimension.objects.get(key="loyalty")
    assert answer["Location"] == f"/segments/dimensions/{made.pk}/"
    answer = client.post(answer["Location"], {"key": "L1", "name_zh": "老客户", "name_en": "Loyal"})
    loyal = made.classes.get()
    assert answer["Location"] == f"/segments/{loyal.pk}/rule/"
    condition = {"fact": "renewals", "op": "at_least", "value": 2}
    body = {"condition": json.dumps(condition), "effective_from": configuration.today(timezone.now()).isoformat()}
    saved = client.post(answer["Location"], body | {"reason": "New", "version": made.version})
    assert saved.status_code == 302, saved.content.decode()
    placing.place_all(at=timezone.now())
    page = client.get(f"/segments/dimensions/{made.pk}/").content.decode()
    assert "续约次数" in page
    assert '<td class="r num">1</td>' in page
    where = client.get(f"/segments/{loyal.pk}/").context["url"]
    assert "Old" in client.get(where).content.decode()
    assert "Old" in client.get("/customers/?view=all&col=class.loyalty").content.decode()


def test_seg_07_a_lead_sets_a_head_customer_by_hand(client: Client, cs_head: User) -> None:
    account = world.account("Small")
    login(client, cs_head)
    address = f"/customers/{account.pk}/classes/head/"
    assert client.post(address, {"to": "yes", "reason": "", "version": account.version}).status_code == 422
    sent = client.post(address, {"to": "yes", "reason": "Known", "version": account.version})
    assert sent["Location"] == f"/customers/{account.pk}/classes/"
    account.refresh_from_db()
    assert (account.head, account.head_override) == (True, True)
    assert client.post(address, {"to": "no", "reason": "Late", "version": 0}).status_code == 422
    assert "手工" in client.get(sent["Location"]).content.decode()
