"""One of everything that a page shows, made the way people and machines make it."""

from datetime import date, datetime, timedelta
from typing import Any

from hourglass.base import calendars, claims, configuration, jobs, keys, outbox, people, planning, preferences, roles
from hourglass.base.labels import Label
from hourglass.base.models import Run, Team, User
from hourglass.base.models.channels import Purpose
from hourglass.base.outbox import Outcome, Result
from hourglass.base.permissions import Reach
from hourglass.base.workspace import WEEK_START
from hourglass.customers import (
    accounts,
    contacts,
    inquiries,
    key_persons,
    links,
    overrides,
    person_roles,
    placing,
    products,
    saved_views,
    segments,
    stores,
)
from hourglass.customers.archive import defaults, records
from hourglass.customers.conditions.tree import ALWAYS
from hourglass.customers.models import CustomerClass, Duty, FormTemplate
from hourglass.customers.models.key_persons import Solvable
from hourglass.gateway.imports import taking
from hourglass.insight import costs
from hourglass.insight.models import Block
from hourglass.revenue import contracts
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import goals, opening, plans
from hourglass.usage import features, ingest, messages, sources
from hourglass.usage.models import Claim, ProductGroup, ProductUser
from tests import world
from tests.base.outbox_world import channel, queued, stay_awake
from tests.conftest import NOON, Casting

# What a page must never show: the secrets of a channel, also to those who set it up.
CANARY = "https://hooks.example/canary"
MANAGER = ("people.view", "people.manage", "keys.manage")
JOB = "record.seal"
LINE = {"scenario": "Desk", "requester": "Li", "function": "Print", "importance": "high", "answer": "standard"}
PAPER = {"goal": "Quicker", "lines": [LINE]}


def managers(cast: Casting, east: Team, west: Team, *, by: User, at: datetime) -> list[User]:
    """This function will add people who manage one team only: two of the same team and one of another."""
    role = roles.create(name_zh="组长", name_en="Head of team", permissions=MANAGER, reach=Reach.TEAM, by=by, at=at)
    roles.create(name_zh="空", name_en="Empty", permissions=[], reach=Reach.OWN, by=by, at=at)
    added = [cast("manager", team=east), cast("colleague", team=east), cast("rival", team=west)]
    for person in added:
        roles.grant(role, to=person, by=by, at=at)
    return [User.objects.get(pk=person.pk) for person in added]


def furnish(owners: list[User], *, by: User, at: datetime) -> None:
    """This function will give each owner what can belong to a person, and set up the rest through `by`."""
    for owner in (*owners, by):
        people.invite(f"by-{owner.pk}@example.com", by=owner, team=owner.team, at=at)
        keys.create_token("Report", permissions=[], by=owner, at=at)
    keys.create_write_key("Web app", by=by, at=at)
    furnish_sources(by=by, at=at)
    today = configuration.today(at)
    calendars.add_exception(today + timedelta(days=9), worked=True, by=by, at=at, reason="Fair")
    configuration.change(
        WEEK_START, "6", effective_from=today + timedelta(days=9), by=by, at=at, reason="As the others do"
    )
    taking.bring("accounts", "customers.csv", b"name,city\nNorth,\n", by=by, at=at)
    planning.plan(at=at)
    give_up_a_run(at)
    end_messages(by, at)
    channel(by, at, Purpose.INTEGRATION, secrets={"url": CANARY, "secret": "whsec_canary"})


def furnish_sources(*, by: User, at: datetime) -> None:
    """This function will set up a source with two users in two groups, and an event that claims they are one."""
    source = sources.add("Web app", by=by, at=at)
    seen = {"source": source, "first_seen_at": at, "last_seen_at": at}
    users = [ProductUser.objects.create(key=key, **seen) for key in ("one", "two")]
    ProductGroup.objects.create(key="group", **seen)
    Claim.objects.create(kind=Claim.Kind.SAME, user=users[0], other=users[1], made_at=at)
    message = messages.Message("track", event="x", user="one", group="group")
    ingest.keep([ingest.Arrival(source.pk, at, 1, messages.written([message]))])
    ingest.count(source.pk, configuration.today(at), "shape", 1)


def give_up_a_run(at: datetime) -> None:
    """This function will leave one dead letter."""
    asked = jobs.enqueue(JOB, payload={}, at=at)
    run: Any = claims.claim(Run.objects.filter(pk=asked.pk), by="worker", at=at, lease=timedelta(minutes=1))
    claims.fail(run, at=at, error="broken", limit=1)


def end_messages(by: User, at: datetime) -> None:
    """This function will leave one message that may have arrived and one that was given up."""
    stay_awake(at)
    mail = channel(by, at, Purpose.CUSTOMER, secrets={"password": CANARY})
    for result in (Result.UNCERTAIN, Result.REFUSED):
        queued(mail, at)
        delivery = outbox.claim(by="worker", at=at)
        assert delivery
        outbox.begin(delivery, at=at)
        outbox.conclude(delivery, Outcome(result, "refused"), at=at)


def furnish_customers(*owners: User) -> None:
    """This function will give each owner a customer with one of everything; it widens nobody's sight."""
    person_roles.add(key="boss", label=Label("老板", "Boss"), level=1, by="test", at=NOON)
    segments.install(by="test", at=NOON)
    defaults.install(by="test", at=NOON)
    costs.enter(block=Block.SERVICE, month=NOON.date(), amount=world.yuan(100), by="test", at=NOON)
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    products.add_edition(product, name_zh="标准", name_en="Standard", by="test", at=NOON)
    module = products.add_module(product, name_zh="挂号", name_en="Booking", by="test", at=NOON)
    features.listen(
        features.add(module, name_zh="预约", name_en="Book", by="test", at=NOON), "booked", by="test", at=NOON
    )
    solo = CustomerClass.objects.get(key="C")
    for owner in owners:
        account = accounts.add(f"Customer of {owner}", owner=owner, by="test", at=NOON)
        accounts.add_member(account, owner, duty=Duty.RENEWAL, by="test", at=NOON)
        accounts.link(account, source="billing", value=str(account.pk), by="test", at=NOON)
        links.make(account, purpose=links.Purpose.SERVICE_CARD, by="test", at=NOON)
        stores.add(account, "Harbour", by="test", at=NOON)
        overrides.propose(account, solo, reason="Small", review_on=date(2027, 6, 1), by="test", at=NOON)
        placing.place([account.pk], at=NOON)
        person = contacts.add(account, "Ms Li", level=1, by="test", at=NOON)
        key_persons.add_work(person, "Plans", solvable=Solvable.YES, by="test", at=NOON)
        paper = records.open_record(account, FormTemplate.objects.get(key="requirements"), by="test", at=NOON)
        records.submit(paper, PAPER, version=0, by="test", at=NOON)
        inquiries.ask(person, "When?", on=NOON.date(), by="test", at=NOON)
        contract = world.contract(account, world.line(12_000, world.term("2026-01-15"), quantity=2))
        contracts.pay(contract, amount=world.yuan(12_000), on=NOON.date(), by="test", at=NOON)
        opening.open_due(at=NOON)
        renewal = Renewal.objects.unscoped(reason="a test").get(account=account)
        goals.add(renewal, goal="Reach", method="Walk", due_on=date(2027, 6, 1), by="test", at=NOON)
        plans.add(account, goal="Grow", planned_on=date(2027, 6, 1), by="test", at=NOON)
        saved_views.add("customers", "Mine", condition=ALWAYS, by=owner, at=NOON)
        preferences.change(owner, by=owner, at=NOON, theme="dark")
