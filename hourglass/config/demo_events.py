"""What the demo's customers do in the product: weeks of events in the inbox, which the job brings to the lake."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from hourglass.customers import accounts
from hourglass.customers.models import Account
from hourglass.usage import ingest, sources
from hourglass.usage.messages import GROUP, IDENTIFY, TRACK, Message, written
from hourglass.usage.models import Source

BY = "command:demo"
DAYS = 14
EVENTS = ("打开首页", "新建预约", "查看报表", "导出报表", "发送回访", "开具处方")
PEOPLE = ("王敏", "李强", "赵雪")
TURNED = ingest.Turned(
    "no-event", "A track call needs the name of its event.", "segment", "", None, b'{"type":"track"}'
)


def install(customers: Sequence[Account], *, at: datetime) -> None:
    """This function will add a source whose first customers are known by rule, and some that nobody knows yet."""
    source = sources.add("诊所云网页端", by=BY, at=at)
    sources.make_key(source, by=BY, at=at)
    sources.edit(source, version=0, kept=["rows"], group_type="", silent_after=48, by=BY, at=at)
    chance = random.Random(7)  # noqa: S311  the same demo every time
    for number, account in enumerate(customers[:8], start=1):
        if number <= 6:
            accounts.link(account, source=source.name, value=f"clinic-{number}", by=BY, at=at)
        send(source, f"clinic-{number}", chance, at)
    body = written([Message(TRACK, event="打开首页", id="unknown", user="tester-1")])
    ingest.keep([ingest.Arrival(source.pk, at, 1, body, [TURNED])])


def send(source: Source, clinic: str, chance: random.Random, at: datetime) -> None:
    """This function will put two weeks of one clinic into the inbox."""
    messages = [Message(GROUP, user=f"{clinic}-u1", group=clinic, traits={"name": clinic.upper()})]
    for place, name in enumerate(PEOPLE, start=1):
        messages.append(Message(IDENTIFY, user=f"{clinic}-u{place}", group=clinic, traits={"name": name}))
    for day in range(DAYS):
        for number in range(chance.randint(3, 12)):
            moment = at - timedelta(days=day, minutes=chance.randint(1, 500))
            messages.append(
                Message(
                    TRACK,
                    event=chance.choice(EVENTS),
                    id=f"{clinic}-{day}-{number}",
                    user=f"{clinic}-u{chance.randint(1, 3)}",
                    group=clinic,
                    at=int(moment.timestamp() * 1000),
                    properties={"rows": chance.randint(1, 50)},
                )
            )
    ingest.keep([ingest.Arrival(source.pk, at, len(messages), written(messages))])
