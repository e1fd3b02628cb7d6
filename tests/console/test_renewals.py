"""The pages of renewals: board, list, calendar, and one renewal from the first talk to the signature."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from hourglass.base.models import User
from hourglass.console.renewing import board, losses, months
from hourglass.console.renewing.board import Asked
from hourglass.customers import links
from hourglass.customers.models import Link, Purpose
from hourglass.revenue.models import Category, Contract, Line, NextYearGoal, Outcome, Renewal, RenewalLine, State
from hourglass.revenue.renewals import closing, goals, moving, opening
from tests import world
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False), override("en"):
        yield


@pytest.fixture
def renewal(csm: User) -> Renewal:
    return world.renewal(world.account("Harbour", owner=csm))


@pytest.fixture
def hers(client: Client, csm: User) -> Client:
    csm.language = "en"
    csm.save(update_fields=["language"])
    client.force_login(csm)
    return client


def post(client: Client, address: str, pk: int, /, **data: Any) -> Any:
    return client.post(reverse(address, args=[pk]), data)


def again(renewal: Renewal) -> Renewal:
    return Renewal.objects.get(pk=renewal.pk)


def test_rev_01_a_renewal_stands_on_the_board_under_its_state(hers: Client, renewal: Renewal, csm: User) -> None:
    found = board.of(Asked(csm, "mine"), day=TODAY)
    assert [(column.state, column.count) for column in found.columns if column.count] == [(State.PREPARING, 1)]
    page = hers.get("/renewals/").content.decode()
    assert reverse("renewal", args=[renewal.pk]) in page
    assert "Harbour" in page


def test_a_renewal_of_somebody_else_is_not_there(client: Client, other_csm: User, renewal: Renewal) -> None:
    client.force_login(other_csm)
    assert client.get(reverse("renewal", args=[renewal.pk])).status_code == 404
    for address in ("/renewals/", "/renewals/?view=list&state=all", "/renewals/calendar/"):
        assert "Harbour" not in client.get(address).content.decode()


def test_rev_21_the_board_weighs_what_is_due_by_the_forecast(csm: User) -> None:
    for amount, category in ((10_000, Category.COMMIT), (20_000, Category.LIKELY), (10_000, Category.RISK)):
        found = world.renewal(world.account(owner=csm), amount=amount)
        moving.categorise(found, category=category, version=found.version, by="test", at=NOON)
    [sum_] = board.of(Asked(csm), day=TODAY).currencies
    assert (sum_.due, sum_.expected) == (world.yuan(40_000), world.yuan(26_500))


def test_filters_keep_what_they_name(csm: User, lead: User, other_csm: User, cs_head: User) -> None:
    mine, other = world.renewal(world.account(owner=csm)), world.renewal(world.account(owner=other_csm))
    moving.categorise(other, category=Category.RISK, version=other.version, by="test", at=NOON)
    assert set(Asked(cs_head).rows()) == {mine, other}
    assert set(Asked(cs_head, category=Category.RISK).rows()) == {other}
    assert set(Asked(lead, "team").rows()) == {mine}
    assert set(Asked(csm, "mine").rows()) == {mine}
    assert set(Asked(cs_head, month=TODAY).rows()) == set()
    assert set(Asked(cs_head, month=mine.due_on).rows()) == {mine, other}


def test_whoever_has_renewals_looks_at_them_first(csm: User, cs_head: User, renewal: Renewal) -> None:
    assert (board.default_of(csm), board.default_of(cs_head)) == ("mine", "all")


@pytest.mark.parametrize("query", ["whose=moon", "category=x", "month=2026-13", "page=x", "page=99999", "state=moon"])
def test_an_address_that_cannot_be_read_shows_the_list(hers: Client, renewal: Renewal, query: str) -> None:
    assert hers.get(f"/renewals/?view=list&{query}").status_code == 200
    assert hers.get(f"/renewals/?{query}").status_code == 200


def test_one_renewal_goes_from_the_first_talk_to_the_signature(hers: Client, renewal: Renewal) -> None:
    early = post(hers, "renewal-presentation", renewal.pk, on="2026-11-23", attendees="Ms Li", version=0)
    assert early.status_code == 422
    assert "Ms Li" in early.content.decode(), "what was typed is kept"
    for question in ("purpose", "chain", "promises"):
        answer = post(hers, f"renewal-answer-{question}", renewal.pk, yes="yes", evidence="She said so", version=0)
        assert answer.status_code == 302
    steps = (
        ("renewal-presentation", {"on": "2026-11-23", "attendees": "Ms Li"}, State.PRESENTED),
        ("renewal-agreement", {}, State.AGREED),
        ("renewal-commitment", {}, State.COMMITTED),
        ("renewal-signature", {"on": "2026-11-23", "number": "R-1"}, State.SIGNED),
    )
    for name, data, state in steps:
        said = post(hers, name, renewal.pk, version=again(renewal).version, **data)
        assert (said.status_code, again(renewal).state) == (302, state)
        assert hers.get(reverse("renewal", args=[renewal.pk])).status_code == 200
    assert Contract.objects.get(number="R-1").account == renewal.account


def test_a_second_click_or_an_old_page_changes_nothing(hers: Client, renewal: Renewal) -> None:
    version = renewal.version
    data = {"category": "risk", "version": version}
    assert post(hers, "renewal-forecast", renewal.pk, **data).status_code == 302
    again_ = post(hers, "renewal-forecast", renewal.pk, category="lost", version=version)
    assert again_.status_code == 422
    assert again(renewal).category == "risk"


def test_rev_09_a_line_is_dropped_with_a_reason_and_the_offer_says_so(hers: Client, renewal: Renewal) -> None:
    item = renewal.items.visible_to(renewal.owner).get()
    assert post(hers, "renewal-line-drop", item.pk, reason="", version=0).status_code == 422
    assert post(hers, "renewal-line-drop", item.pk, reason="competitor__price", version=0).status_code == 302
    page = hers.get(reverse("renewal", args=[renewal.pk])).content.decode()
    assert "Not renewed: competitor: price" in " ".join(page.split())
    assert ">competitor: price</option>" in hers.get(reverse("renewal-loss", args=[renewal.pk])).content.decode()


def test_rev_11_an_offer_is_changed_and_its_difference_shown(hers: Client, renewal: Renewal) -> None:
    item = renewal.items.visible_to(renewal.owner).get()
    data = {"name": "Main", "quantity": 2, "amount": "24000", "starts_on": "2027-01-15", "version": 0}
    assert post(hers, "renewal-line", item.pk, **data).status_code == 302
    page = hers.get(reverse("renewal", args=[renewal.pk])).content.decode()
    assert "¥24,000.00" in page
    assert post(hers, "renewal-lines", renewal.pk, **data | {"name": "More"}).status_code == 302
    added = renewal.items.visible_to(renewal.owner).get(name="More")
    assert post(hers, "renewal-line-removal", added.pk).status_code == 302
    assert not renewal.items.visible_to(renewal.owner).filter(name="More").exists()
    assert post(hers, "renewal-line-removal", item.pk).status_code == 422


def test_rev_18_paperwork_that_ends_too_late_is_told_and_shortened(client: Client, csm: User, renewal: Renewal) -> None:
    with time_machine.travel("2026-12-30T04:00:00+00:00", tick=False):
        hers = client
        csm.language = "en"
        csm.save(update_fields=["language"])
        hers.force_login(csm)
        assert "days without service" in hers.get(reverse("renewal", args=[renewal.pk])).content.decode()
        for step in renewal.steps.visible_to(renewal.owner):
            assert post(hers, "renewal-step", step.pk, lead_days=0, version=step.version).status_code == 302
        assert "days without service" not in hers.get(reverse("renewal", args=[renewal.pk])).content.decode()


def test_a_step_is_done_and_taken_back(hers: Client, renewal: Renewal) -> None:
    step = renewal.steps.visible_to(renewal.owner).first()
    assert step
    assert post(hers, "renewal-step-completion", step.pk, on="2026-11-23", version=0).status_code == 302
    assert post(hers, "renewal-step-completion", step.pk, on="2026-11-29", version=1).status_code == 422
    assert post(hers, "renewal-step-reopening", step.pk, version=1).status_code == 302
    step.refresh_from_db()
    assert step.done_on is None


def test_rev_20_a_lost_renewal_has_a_reason_and_in_their_words(hers: Client, renewal: Renewal) -> None:
    assert post(hers, "renewal-loss", renewal.pk, reason="other", note="", version=0).status_code == 422
    said = post(hers, "renewal-loss", renewal.pk, reason="other", note="They closed the site", version=0)
    assert said.status_code == 302
    assert (again(renewal).outcome, again(renewal).reason_note) == (Outcome.LOST, "They closed the site")
    assert "They closed the site" in hers.get(reverse("renewal", args=[renewal.pk])).content.decode()


def test_rev_18_the_head_alone_extends_the_service(
    client: Client, hers: Client, renewal: Renewal, cs_head: User
) -> None:
    data = {"to": "2027-02-01", "reason": "The seal is missing", "version": 0}
    assert post(hers, "renewal-extension", renewal.pk, **data).status_code == 403
    client.force_login(cs_head)
    assert post(client, "renewal-extension", renewal.pk, **data).status_code == 302
    assert str(again(renewal).bridged_to) == "2027-02-01"


def test_rev_16_the_customer_confirms_the_goals_by_a_link(hers: Client, renewal: Renewal) -> None:
    data = {"goal": "Reach 45 %", "method": "Monthly reminders", "due_on": "2027-06-30"}
    assert post(hers, "renewal-goals", renewal.pk, **data).status_code == 302
    assert post(hers, "renewal-goals", renewal.pk, **data | {"due_on": "2026-12-01"}).status_code == 422
    made = post(hers, "renewal-goals-links", renewal.pk).content.decode()
    secret = made.split("/g/")[1].split("/")[0]
    customer = Client()
    assert "Reach 45 %" in customer.get(f"/g/{secret}/").content.decode()
    assert customer.post(f"/g/{secret}/", {"name": " "}).status_code == 422
    assert customer.post(f"/g/{secret}/", {"name": "Ms Li"}).status_code == 200
    goal = NextYearGoal.objects.get(renewal=renewal)
    assert (goal.confirmed_by, goal.confirmed_at) == ("Ms Li", NOON)
    link = Link.objects.get(purpose=Purpose.GOALS)
    address = reverse("renewal-goals-revocation", args=[renewal.pk, link.pk])
    assert hers.post(address).status_code == 302
    assert customer.get(f"/g/{secret}/").status_code == 404


def test_rev_16_a_changed_goal_is_confirmed_again_and_can_be_taken_out(hers: Client, renewal: Renewal) -> None:
    goal = goals.add(renewal, goal="G", method="M", due_on=renewal.due_on.replace(year=2028), by="test", at=NOON)
    goals.confirm(renewal, name="Ms Li", by="test", at=NOON)
    data = {"goal": "More", "method": "M", "due_on": "2027-06-30", "version": 1}
    assert post(hers, "renewal-goal", goal.pk, **data).status_code == 302
    goal.refresh_from_db()
    assert (goal.goal, goal.confirmed_at) == ("More", None)
    assert post(hers, "renewal-goal-removal", goal.pk).status_code == 302
    assert not NextYearGoal.objects.filter(pk=goal.pk).exists()


def test_a_link_to_a_card_opens_no_goals(renewal: Renewal) -> None:
    _link, secret = links.make(renewal.account, purpose=Purpose.SERVICE_CARD, by="test", at=NOON)
    assert Client().get(f"/g/{secret}/").status_code == 404


def test_rev_17_a_plan_is_written_down_and_a_point_taken_out(hers: Client, renewal: Renewal) -> None:
    assert post(hers, "renewal-plan", renewal.pk, goal="A new site", planned_on="2027-05-01").status_code == 302
    assert post(hers, "renewal-plan", renewal.pk, goal="A new site", planned_on="2020-05-01").status_code == 422
    page = hers.get(reverse("renewal", args=[renewal.pk])).content.decode()
    assert "A new site" in page
    item = renewal.account.plan.visible_to(renewal.owner).get()
    assert hers.post(reverse("renewal-plan-removal", args=[renewal.pk, item.pk])).status_code == 302
    assert "A new site" not in hers.get(reverse("renewal", args=[renewal.pk])).content.decode().split("Plan of")[1]


def test_rev_19_only_a_lead_gives_a_renewal_to_another_owner(
    client: Client, hers: Client, renewal: Renewal, lead: User, csm: User
) -> None:
    data = {"owner": lead.pk, "version": 0}
    assert post(hers, "renewal-owner", renewal.pk, **data | {"owner": csm.pk}).status_code == 403
    client.force_login(lead)
    assert post(client, "renewal-owner", renewal.pk, **data).status_code == 302
    assert again(renewal).owner == lead


def test_a_renewal_is_taken_back_by_the_lead_with_a_reason(client: Client, renewal: Renewal, lead: User) -> None:
    world.through(renewal, to=State.SIGNED)
    client.force_login(lead)
    taken = post(client, "renewal-return", renewal.pk, reason="Wrong price", version=again(renewal).version)
    assert (taken.status_code, again(renewal).state) == (302, State.COMMITTED)
    data = {"to": "presented", "reason": "They reconsider", "version": again(renewal).version}
    assert post(client, "renewal-return", renewal.pk, **data).status_code == 302
    assert again(renewal).state == State.PRESENTED


def test_rev_06_a_contract_that_is_there_already_is_linked(hers: Client, renewal: Renewal) -> None:
    contract = world.contract(renewal.account, world.line(13_000, world.term("2027-01-15")))
    assert post(hers, "renewal-contract", renewal.pk, contract=contract.pk, version=0).status_code == 302
    assert again(renewal).contract == contract


def test_rev_06_a_customer_who_wants_to_renew_early_is_helped(hers: Client, csm: User) -> None:
    account = world.account(owner=csm)
    world.contract(account, world.line(12_000, world.term("2026-07-01")))
    assert post(hers, "customer-renewals", account.pk).status_code == 302
    assert Renewal.objects.get(account=account).due_on.isoformat() == "2027-06-30"
    empty = world.account(owner=csm)
    assert post(hers, "customer-renewals", empty.pk).status_code == 422


def test_the_calendar_tells_what_expires_what_came_and_what_is_open(csm: User) -> None:
    before, after = world.account(owner=csm), world.account(owner=csm)
    world.contract(before, world.line(10_000, world.term("2025-10-01")))
    world.contract(before, world.line(12_000, world.term("2026-10-01")))
    world.contract(after, world.line(5_000, world.term("2025-10-15")))
    world.renewal(world.account(owner=csm), amount=8_000)
    world.contract(world.account(owner=csm), world.line(7_000, world.term("2026-06-01")))
    found = {f"{month.first:%Y-%m}": month for month in months.of(csm, day=TODAY, currency="CNY")}
    assert next(iter(found)) == "2026-08"
    assert list(found)[-1] == "2027-10"
    september, october = found["2026-09"], found["2026-10"]
    assert (september.due_amount, september.renewed_amount, september.lost) == (world.yuan(10_000),) * 2 + (0,)
    assert (october.due_amount, october.customers) == (world.yuan(5_000), 1)
    january, may = found["2027-01"], found["2027-05"]
    assert (january.open.due, january.open.expected) == (world.yuan(8_000), world.yuan(5_600))
    assert (may.planned, may.open.due) == (world.yuan(7_000), world.yuan(0))
    assert [month.locked for month in found.values()][:2] == [False, False]


def test_rev_21_a_month_is_held_against_its_target(client: Client, csm: User, admin: User) -> None:
    renewal = world.renewal(world.account(owner=csm), amount=10_000)
    moving.categorise(renewal, category=Category.COMMIT, version=renewal.version, by="test", at=NOON)
    admin.language = "en"
    admin.save()
    client.force_login(admin)
    address = "/renewals/target/?month=2027-01"
    assert client.post(address, {"amount": "0", "version": 0}).status_code == 422
    assert client.post(address, {"amount": "12000", "version": 0}).status_code == 302
    assert client.post(address, {"amount": "13000", "version": 5}).status_code == 422
    found = {f"{month.first:%Y-%m}": month for month in months.of(admin, day=TODAY, currency="CNY")}
    january = found["2027-01"]
    assert (january.target, january.outlook, january.gap) == (world.yuan(12_000), world.yuan(9_500), world.yuan(-2_500))
    assert "Against the target" in client.get("/renewals/calendar/").content.decode()
    hers = {f"{month.first:%Y-%m}": month for month in months.of(csm, day=TODAY, currency="CNY")}
    assert (hers["2027-01"].target, hers["2027-01"].before) == (None, None)


def test_rev_20_reasons_are_summed_by_class_tier_owner_and_competitor(
    hers: Client, csm: User, other_csm: User, cs_head: User
) -> None:
    told = (
        (csm, 10_000, "competitor__price", "Rival"),
        (csm, 5_000, "competitor__function", "Rival"),
        (other_csm, 8_000, "other", ""),
    )
    for owner, amount, reason, competitor in told:
        # What expires on 2026-11-14 was due within the last twelve months.
        account = world.account(owner=owner)
        world.contract(account, world.line(amount, world.term("2025-11-15")))
        opening.open_due(at=NOON)
        found = Renewal.objects.get(account=account)
        closing.lose(found, reason=reason, note="W", competitor=competitor, version=found.version, by="test", at=NOON)
    whole = losses.of(cs_head, day=TODAY, currency="CNY")
    assert (whole.whole.count, whole.whole.amount) == (3, world.yuan(23_000))
    assert [(part.label, part.count, part.amount) for part in whole.classes] == [
        ("competitor", 2, world.yuan(15_000)),
        ("other", 1, world.yuan(8_000)),
    ]
    assert [part.label for part in whole.classes[0].parts.values()] == ["competitor: price", "competitor: function"]
    assert [(part.label, part.count) for part in whole.owners] == [("Csm", 2), ("Other", 1)]
    assert [(part.label, part.lost) for part in whole.competitors] == [("Rival", 1_500_000)]
    assert losses.of(csm, day=TODAY, currency="CNY").whole.count == 2
    page = hers.get("/renewals/reasons/").content.decode()
    assert "competitor: price" in page
    assert "Label(" not in page


def test_rev_20_a_smaller_offer_wants_its_reason_and_is_reported(hers: Client, renewal: Renewal, csm: User) -> None:
    item = renewal.items.get()
    known = {"name": item.name, "quantity": item.quantity, "starts_on": item.starts_on, "ends_on": item.ends_on}
    thing = {"amount": item.amount.amount, "discount": 0, "version": item.version, "thing": "", "reason": ""}
    RenewalLine.objects.unscoped(reason="test").update(quantity=4)
    Line.objects.unscoped(reason="test").update(quantity=4)
    body = known | thing | {"quantity": 3, "amount": item.amount.amount * 3 / 4}
    address = f"/renewals/lines/{item.pk}/"
    refused = hers.post(address, body)
    assert (refused.status_code, refused.context["form"].errors.get("reason")) == (
        422,
        ["This is less than before. Choose why."],
    )
    assert hers.post(address, body | {"reason": "natural__closed"}).status_code == 302
    page = hers.get(f"/renewals/{renewal.pk}/").content.decode()
    assert "Less:" in page
    renewal.refresh_from_db()
    world.through(renewal, to=State.SIGNED)
    closing.settle(renewal, on=TODAY, by="test", at=NOON)
    found = losses.of(csm, day=renewal.due_on, currency="CNY")
    assert (found.whole.count, found.whole.amount) == (1, renewal.due / 4)


def test_rev_20_without_losses_the_page_says_so(hers: Client) -> None:
    assert "Nothing was lost" in hers.get("/renewals/reasons/").content.decode()


@pytest.mark.parametrize("outcome", ["lost", "renewed", "moot"])
def test_closed_renewals_stand_in_the_list(hers: Client, renewal: Renewal, outcome: str) -> None:
    if outcome == "lost":
        closing.lose(renewal, reason="other", note="W", version=renewal.version, by="test", at=NOON)
    elif outcome == "renewed":
        world.through(renewal, to=State.SIGNED)
        closing.settle(renewal, on=TODAY, by="test", at=NOON)
    else:
        Renewal.objects.filter(pk=renewal.pk).update(outcome="moot", closed_at=NOON)
    page = hers.get("/renewals/?view=list&state=closed&whose=all")
    assert page.status_code == 200
    assert "Harbour" in page.content.decode()
    assert hers.get(reverse("renewal", args=[renewal.pk])).status_code == 200
    assert "Harbour" in hers.get("/renewals/?view=list&state=all&whose=all").content.decode()
