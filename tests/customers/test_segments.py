"""Classes of customers: the proposed tables, the history, movers, heads, and classes set by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils.translation import override

from hourglass.base.labels import Label
from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts, overrides, placing, registry, segments, standing, values
from hourglass.customers.classing import heads
from hourglass.customers.conditions import frames, queries, tree, wording
from hourglass.customers.conditions.checking import check
from hourglass.customers.conditions.tree import ConditionRefused
from hourglass.customers.models import Account, CustomerClass, Dimension, Override, Placement, PortraitField
from hourglass.customers.overrides import OverrideRefused
from hourglass.customers.registry import Missing
from hourglass.customers.segments import SegmentRefused
from tests import world
from tests.conftest import NOON

WHO: dict[str, Any] = {"by": "test", "at": NOON}
TODAY = NOON.date()
Use = dict[int, dict[str, Any]]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """What each account uses, told by facts of the test, as the package that measures use will tell them."""
    measured: Use = {}

    def reads(key: str) -> Any:
        return lambda accounts, _day: {pk: measured.get(pk, {}).get(key) for pk in accounts}

    registered = dict(registry._registered)
    registry.facts()
    monkeypatch.setattr(registry, "_registered", {**registered, **registry._registered})
    for key in ("activated", "core_depth", "time_depth", "breadth"):
        missing = Missing.NOTHING if key == "activated" else Missing.UNKNOWN
        known = registry._registered.pop(key)
        registry.register(replace(known, missing=missing, values=reads(key)))
    return measured


@pytest.fixture
def tables(db: None) -> list[Dimension]:
    return segments.install(**WHO)


def placed(account: Account, *, at: datetime = NOON) -> Account:
    placing.place_all(at=at)
    return Account.objects.get(pk=account.pk)


def placements(account: Account, key: str) -> QuerySet[Placement]:
    return Placement.objects.filter(account=account, dimension__key=key).order_by("from_on")


def pays(account: Account, amount: int) -> None:
    standing.publish({account.pk: {"recurring_minor": amount * 100, "recurring_currency": "CNY"}})


def level(use: Use, **measured: Any) -> tuple[str, list[str]]:
    account = world.account()
    use[account.pk] = {key: Decimal(value) if key != "activated" else value for key, value in measured.items()}
    placed(account)
    placement = placements(account, "usage_level").get()
    return placement.code, placement.missing


def classed(key: str) -> CustomerClass:
    return CustomerClass.objects.get(key=key)


def test_seg_01_a_new_account_has_a_tier_and_a_usage_level(tables: list[Dimension], use: Use) -> None:
    account = placed(world.account(portrait={"doctors": 4}))
    assert (account.tier, account.usage_level) == ("B", "U0")
    assert account.classes == {"tier": "B", "usage_level": "U0"}
    words = registry.facts()["usage_level"].choices()
    assert words["U0"] == Label("U0 未激活", "U0 Not activated")


def test_seg_01_another_dimension_is_configuration(tables: list[Dimension]) -> None:
    dimension = segments.add_dimension(key="region", label=Label("片区", "Region"), **WHO)
    segments.add_class(dimension, key="south", label=Label("南方", "South"), **WHO)
    condition = {"fact": "city", "op": "is", "value": "广州"}
    segments.rule(dimension, [{"class": "south", "condition": condition}], effective_from=TODAY, version=0, **WHO)
    assert placed(world.account(city="广州")).classes["region"] == "south"
    assert placed(world.account(city="北京")).classes["region"] == ""
    with pytest.raises(SegmentRefused):
        segments.add_dimension(key="region", label=Label("片区", "Region"), **WHO)


def test_seg_02_the_first_tier_that_is_met_wins(tables: list[Dimension]) -> None:
    standard = world.account(portrait={"branches": 1, "doctors": 4, "visits": 20})
    pays(standard, 8000)
    chain = world.account(portrait={"branches": 6})
    large, solo = world.account(portrait={"branches": 3}), world.account(portrait={"branches": 1, "doctors": 1})
    rich = world.account(portrait={"doctors": 1})
    pays(rich, 100_000)
    brand = world.account(portrait={"regional_brand": True})
    placing.place_all(at=NOON)
    found = [Account.objects.get(pk=one.pk).tier for one in (standard, chain, large, solo, rich, brand)]
    assert found == ["B", "S", "A", "C", "S", "S"]


def test_seg_02_who_is_not_known_is_unclassified_and_says_what_is_missing(tables: list[Dimension]) -> None:
    account = placed(world.account())
    assert account.tier == ""
    gaps = placements(account, "tier").get().missing
    assert set(gaps) == {f"portrait.{key}" for key in ("branches", "doctors", "visits", "regional_brand")}


def test_seg_02_the_history_says_what_decided(tables: list[Dimension]) -> None:
    account = placed(world.account(portrait={"branches": 6}))
    assert placements(account, "tier").get().found == {"portrait.branches": "6"}


def test_seg_03_the_highest_level_that_is_fully_met_wins(tables: list[Dimension], use: Use) -> None:
    assert level(use, activated=True, core_depth=75, time_depth=70, breadth=45) == ("U3", [])
    assert level(use, activated=True, core_depth=100, time_depth=85, breadth=60) == ("U3", [])
    assert level(use, activated=True, core_depth=100, time_depth=80, breadth=90) == ("U4", [])
    assert level(use, activated=True, core_depth=40, time_depth=40, breadth=0) == ("U2", [])
    assert level(use, activated=True, core_depth=39, time_depth=90, breadth=90) == ("U1", [])


def test_seg_03_activated_without_data_is_light_with_a_warning(tables: list[Dimension], use: Use) -> None:
    code, missing = level(use, activated=True)
    assert code == "U1"
    assert set(missing) == {"core_depth", "time_depth", "breadth"}


def test_seg_03_with_unknown_time_depth_the_known_parts_decide_up_to_u2(tables: list[Dimension], use: Use) -> None:
    assert level(use, activated=True, core_depth=100, breadth=95) == ("U2", ["time_depth"])
    assert level(use, activated=True, core_depth=30, breadth=95)[0] == "U1"


def test_seg_03_without_measured_use_the_level_is_unknown(tables: list[Dimension]) -> None:
    account = placed(world.account())
    assert account.usage_level == ""
    assert "activated" in placements(account, "usage_level").get().missing


def test_seg_05_a_rise_overnight_closes_yesterday_and_opens_today(
    tables: list[Dimension], use: Use, admin: User
) -> None:
    account, still = world.account(), world.account()
    tomorrow = NOON + timedelta(days=1)
    for one in (account, still):
        use[one.pk] = {"activated": True, "core_depth": Decimal(65), "time_depth": Decimal(70), "breadth": Decimal(40)}
    assert placed(account).usage_level == "U2"
    use[account.pk]["core_depth"] = Decimal(72)
    assert placed(account, at=tomorrow).usage_level == "U3"
    rows = placements(account, "usage_level").values_list("code", "from_on", "until_on")
    assert list(rows) == [("U2", TODAY, TODAY), ("U3", tomorrow.date(), None)]
    moved = placing.movers(admin, on=tomorrow.date())
    assert [(row.account, row.before, row.code) for row in moved] == [(account, "U2", "U3")]
    assert not placing.movers(admin, on=TODAY).exists()
    assert Entry.objects.filter(verb="account.classed", object_id=str(account.pk)).count() == 1


def test_seg_05_placing_twice_a_day_changes_nothing(tables: list[Dimension]) -> None:
    account = world.account(portrait={"branches": 6})
    assert placing.place_all(at=NOON) == 0
    assert placing.place_all(at=NOON) == 0
    assert placements(account, "tier").count() == 1


def test_seg_05_movers_are_those_one_sees(tables: list[Dimension], csm: User, other_csm: User) -> None:
    account = world.account(owner=csm, portrait={"branches": 6})
    placing.place_all(at=NOON)
    accounts.describe(account, version=account.version, values={"branches": 3}, **WHO)
    placing.place_all(at=NOON + timedelta(days=1))
    assert placing.movers(csm, on=TODAY + timedelta(days=1)).count() == 1
    assert not placing.movers(other_csm, on=TODAY + timedelta(days=1)).exists()


def test_rules_hold_from_their_day(tables: list[Dimension]) -> None:
    tier, later = tables[0], NOON + timedelta(days=3)
    everyone = [{"class": "C", "condition": {}}]
    segments.rule(tier, everyone, effective_from=later.date(), version=tier.version, **WHO)
    account = world.account(portrait={"branches": 6})
    assert placed(account, at=later - timedelta(days=1)).tier == "S"
    assert placed(account, at=later).tier == "C"
    assert len(segments.rules_on(tier, TODAY)) == 4


def test_rules_of_the_past_of_strange_classes_or_facts_are_refused(tables: list[Dimension]) -> None:
    tier = tables[0]
    with pytest.raises(SegmentRefused):
        segments.rule(tier, [], effective_from=TODAY - timedelta(days=1), version=tier.version, **WHO)
    with pytest.raises(SegmentRefused, match="“Z”"):
        segments.rule(tier, [{"class": "Z", "condition": {}}], effective_from=TODAY, version=tier.version, **WHO)
    strange = [{"class": "C", "condition": {"fact": "nothing", "op": "known"}}]
    with pytest.raises(ConditionRefused):
        segments.rule(tier, strange, effective_from=TODAY, version=tier.version, **WHO)
    with pytest.raises(ChangedMeanwhile):
        segments.rule(tier, [], effective_from=TODAY, version=tier.version - 1, **WHO)


def test_a_change_of_rules_tells_whom_it_would_move(tables: list[Dimension]) -> None:
    for branches in (6, 7, 3):
        world.account(portrait={"branches": branches})
    placing.place_all(at=NOON)
    moves = placing.would_move(tables[0], segments.readable([{"class": "C", "condition": {}}], {}), at=NOON)
    assert moves == {("S", "C"): 2, ("A", "C"): 1}


def test_seg_07_of_50_the_five_that_pay_most_are_heads() -> None:
    amounts: dict[int, int | None] = {number: number * 100 for number in range(1, 51)}
    assert heads(amounts, Decimal(10)) == {46, 47, 48, 49, 50}
    assert heads(amounts | {45: 4600}, Decimal(10)) == {45, 46, 47, 48, 49, 50}
    assert heads(amounts | {51: None}, Decimal(10)) == {45, 46, 47, 48, 49, 50}  # 5.1 is rounded up
    assert heads({1: None, 2: 0}, Decimal(10)) == set()


def test_seg_07_heads_and_tier_s_are_flagged(tables: list[Dimension]) -> None:
    many = [world.account(portrait={"doctors": 1}) for _each in range(10)]
    for number, account in enumerate(many):
        pays(account, 1000 + number)
    chain = world.account(portrait={"branches": 9})
    placing.place_all(at=NOON)
    flagged = set(Account.objects.filter(head=True))
    assert flagged == {many[9], many[8], chain}  # 10 % of 11 are 2


def test_seg_05_a_class_by_hand_waits_for_approval_and_its_review_asks_again(
    tables: list[Dimension], csm: User, lead: User
) -> None:
    account = world.account(owner=csm, portrait={"branches": 1})
    placing.place_all(at=NOON)
    asked = overrides.propose(
        account, classed("A"), reason="They open three branches", review_on=TODAY + timedelta(days=90), by=csm, at=NOON
    )
    assert placed(account).tier == "C"
    with pytest.raises(Forbidden):
        overrides.approve(asked, version=asked.version, by=csm, at=NOON)
    assert list(overrides.waiting(lead, on=TODAY)) == [asked]
    overrides.approve(asked, version=asked.version, by=lead, at=NOON)
    assert Account.objects.get(pk=account.pk).tier == "A"
    assert placements(account, "tier").get(until_on=None).source == "manual"
    assert not overrides.waiting(lead, on=TODAY).exists()
    assert list(overrides.waiting(lead, on=asked.review_on)) == [asked]
    overrides.renew(asked, review_on=TODAY + timedelta(days=180), version=asked.version, by=lead, at=NOON)
    overrides.end(asked, version=asked.version, by=lead, at=NOON + timedelta(days=1))
    assert Account.objects.get(pk=account.pk).tier == "C"


def test_a_class_by_hand_wants_a_reason_a_day_to_come_and_no_other(tables: list[Dimension], csm: User) -> None:
    account = world.account(owner=csm)
    good = {"reason": "Brand", "review_on": TODAY + timedelta(days=9), "by": csm, "at": NOON}
    for wrong in ({"reason": " "}, {"review_on": TODAY}):
        with pytest.raises(OverrideRefused):
            overrides.propose(account, classed("S"), **good | wrong)
    made = overrides.propose(account, classed("S"), **good)
    with pytest.raises(OverrideRefused):
        overrides.propose(account, classed("A"), **good)
    overrides.refuse(made, version=made.version, **WHO)
    assert Override.objects.get().state == "refused"
    with pytest.raises(OverrideRefused):
        overrides.approve(made, version=made.version, **WHO)
    with pytest.raises(OverrideRefused):
        overrides.end(made, version=made.version, **WHO)
    with pytest.raises(OverrideRefused):
        overrides.renew(made, review_on=date(2027, 1, 1), version=made.version, **WHO)


def test_seg_10_a_class_carries_its_service_policy(tables: list[Dimension], cs_head: User, csm: User) -> None:
    solo, large = classed("C"), classed("A")
    assert (solo.return_visit_days, large.return_visit_days) == (90, 30)
    segments.edit_class(solo, version=solo.version, by=cs_head, at=NOON, return_visit_days=120, weight=Decimal("0.5"))
    assert CustomerClass.objects.get(pk=solo.pk).return_visit_days == 120
    with pytest.raises(Forbidden):
        segments.edit_class(solo, version=solo.version, by=csm, at=NOON, return_visit_days=1)


def test_installing_again_keeps_what_is_there(tables: list[Dimension]) -> None:
    assert segments.install(**WHO) == []
    assert Dimension.objects.count() == 2
    assert PortraitField.objects.filter(key="branches").count() == 1
    with pytest.raises(SegmentRefused):
        segments.add_class(tables[0], key="S", label=Label("重", "Again"), **WHO)


def test_seg_01_a_dimension_that_was_added_is_a_fact_like_the_others(admin: User) -> None:
    old, new = world.account("Old"), world.account("New")
    standing.publish({old.pk: {"renewals": 3}, new.pk: {"renewals": 0}})
    loyalty = segments.add_dimension(key="loyalty", label=Label("忠诚度", "Loyalty"), by=admin, at=NOON)
    segments.add_class(loyalty, key="L1", label=Label("老客户", "Loyal"), by=admin, at=NOON)
    rules = [{"class": "L1", "condition": {"fact": "renewals", "op": "at_least", "value": 2}}]
    segments.rule(loyalty, rules, effective_from=TODAY, version=loyalty.version, by=admin, at=NOON, reason="New")
    placing.place_all(at=NOON)
    known, frame = registry.facts(), frames.at_instant(NOON)
    with override("zh-hans"):
        assert wording.worded(known["class.loyalty"].choices()["L1"]) == "L1 老客户"
    asked = [({"op": "is", "value": "L1"}, ["Old"]), ({"op": "unknown"}, ["New"])]
    for question, names in asked:
        node = tree.read({"fact": "class.loyalty"} | question, known)
        met = queries.where(node, facts=known, frame=frame)
        found = Account.objects.unscoped(reason="test").filter(met).order_by("pk")
        assert [row.name for row in found] == names
        held = values.of([old.pk, new.pk], facts=[known["class.loyalty"]], frame=frame)
        answers = {pk: check(node, held[pk], day=TODAY, facts=known).met for pk in held}
        assert [pk for pk, met in answers.items() if met] == [row.pk for row in found]


@pytest.mark.parametrize("key", ["", "Loyal", "2nd", "a-b", "a__b", "a_", "x" * 41, "日"])
def test_seg_01_a_key_is_one_that_conditions_can_name(admin: User, key: str) -> None:
    with pytest.raises(SegmentRefused) as refused:
        segments.add_dimension(key=key, label=Label("忠诚度", "Loyalty"), by=admin, at=NOON)
    assert refused.value.field == "key"


def test_seg_07_what_was_set_by_hand_holds_against_the_rule(cs_head: User, csm: User) -> None:
    rows = [world.account(str(number)) for number in range(10)]
    for number, row in enumerate(rows, start=1):
        standing.publish({row.pk: {"recurring_minor": number * 100, "recurring_currency": "CNY"}})
    placing.name_heads(at=NOON)

    def flagged() -> set[str]:
        return set(Account.objects.unscoped(reason="test").filter(head=True).values_list("name", flat=True))

    assert flagged() == {"9"}
    first, last = rows[0], rows[-1]
    set_by = {"by": cs_head, "at": NOON}
    with pytest.raises(OverrideRefused):
        overrides.set_head(first, to=True, reason=" ", version=first.version, **set_by)
    with pytest.raises(Forbidden):
        overrides.set_head(first, to=True, reason="Known", version=first.version, by=csm, at=NOON)
    overrides.set_head(first, to=True, reason="Known in the whole region", version=first.version, **set_by)
    overrides.set_head(last, to=False, reason="Leaves", version=last.version, **set_by)
    assert flagged() == {"0"}
    placing.place_all(at=NOON)
    assert flagged() == {"0"}
    entry = Entry.objects.filter(verb="account.head_set").latest("pk")
    assert (entry.old, entry.new, entry.reason) == ({"head_override": None}, {"head_override": False}, "Leaves")
    last.refresh_from_db()
    overrides.set_head(last, to=None, reason="Stays", version=last.version, **set_by)
    assert flagged() == {"0", "9"}
