"""What the demo's customers do in the product: weeks of events in the inbox, which the job brings to the lake."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from hourglass.base import configuration
from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.usage import ingest, sources
from hourglass.usage.messages import GROUP, IDENTIFY, TRACK, Message, written
from hourglass.usage.models import Feature, Source

BY = "command:demo"
SOURCE = "诊所云网页端"
DAYS = 84
DENSE = 31  # of the last days every click is there; those before have a few a day
SURNAMES, GIVEN = "王李赵陈刘孙周吴", ("敏", "强", "雪", "洁", "洋", "静", "磊", "婷")
PACE = timedelta(seconds=285)  # from one thing that is done to the next, before it counts as idle
PEOPLE = 3  # who work with the product in one place
UNMAPPED = {6, 7}  # customers that the product names and nobody has matched yet
QUIET = {10, 25}  # customers who do nothing in the product
# How much of the product a customer uses, and how that changed over the weeks: most of it, some, little.
STRENGTHS = (0.9, 0.6, 0.75, 0.35, 0.5)
CHANGES = {2: -0.9, 5: -0.7, 13: 0.6, 18: -0.5}
TURNED = ingest.Turned(
    "no-event", "A track call needs the name of its event.", "segment", "", None, b'{"type":"track"}'
)


def install(customers: Sequence[Account], known: Sequence[Feature], *, at: datetime) -> None:
    """This function will add a source whose customers are known by rule, and some that nobody knows yet."""
    source = sources.add(SOURCE, by=BY, at=at)
    sources.make_key(source, by=BY, at=at)
    sources.edit(source, version=0, kept=["rows"], group_type="", silent_after=48, by=BY, at=at)
    chance = random.Random(7)  # noqa: S311  the same demo every time
    names = [feature.name_zh for feature in known]
    for number, account in enumerate(customers):
        if number in QUIET:
            continue
        if number not in UNMAPPED:
            accounts.link(account, source=source.name, value=named(number), by=BY, at=at)
        liked = chance.sample(names, max(3, round(len(names) * STRENGTHS[number % len(STRENGTHS)])))
        for group in groups(number, account):
            send(source, group, number, liked, chance, at)
    body = written([Message(TRACK, event="打开首页", id="unknown", user="tester-1")])
    ingest.keep([ingest.Arrival(source.pk, at, 1, body, [TURNED])])


def named(number: int) -> str:
    """This function will give what the product calls a customer."""
    return f"clinic-{number + 1}"


def groups(number: int, account: Account) -> list[str]:
    """This function will give what the product calls the places of a customer: the customer itself, or its stores."""
    several = account.store_count if account.store_count > 1 else 0
    return [f"{named(number)}-{place}" for place in range(1, several + 1)] or [named(number)]


def send(source: Source, group: str, number: int, liked: Sequence[str], chance: random.Random, at: datetime) -> None:
    """This function will put the weeks of one place into the inbox."""
    messages = [Message(GROUP, user=f"{group}-u1", group=group, traits={"name": group.upper()})]
    for person in range(1, PEOPLE + 1):
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        messages.append(Message(IDENTIFY, user=f"{group}-u{person}", group=group, traits={"name": name}))
    strength, change = STRENGTHS[number % len(STRENGTHS)], CHANGES.get(number, 0.0)
    for back in range(DAYS, 0, -1):
        when = configuration.today(at) - timedelta(days=back)
        # Some are open on Sundays too, so that a day without anything is a day on which nothing came.
        if when.weekday() < 6 or number % 4 == 0:
            share = strength * max(0.0, 1 + change * (DAYS - back) / DAYS)
            messages += day(group, back, share, liked, chance, at)
    ingest.keep([ingest.Arrival(source.pk, at, len(messages), written(messages))])


def day(
    group: str, back: int, share: float, liked: Sequence[str], chance: random.Random, at: datetime
) -> Iterator[Message]:
    """This function will tell of one day: people come in for a while, and do what they are used to."""
    if chance.random() > 0.35 + share:
        return
    when, zone = configuration.today(at) - timedelta(days=back), configuration.business_zone(at)
    wanted = max(2, round(share * (62 if back <= DENSE else 8)))
    before_noon = (wanted + 1) // 2
    for number in range(wanted):
        visit, place = divmod(number, before_noon)
        moment = datetime.combine(when, time(14 if visit else 9, 2), tzinfo=zone) + place * PACE
        yield Message(
            TRACK,
            event=chance.choice(liked),
            id=f"{group}-{back}-{number}",
            user=f"{group}-u{1 + (number // 6 + back) % PEOPLE}",
            group=group,
            at=int(moment.timestamp() * 1000),
            properties={"rows": chance.randint(1, 50)},
        )
