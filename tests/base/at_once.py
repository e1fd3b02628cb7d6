"""`python -m tests.base.at_once <names|edits>`: two people act at the same moment; prints how each was answered.

Between a row and its entry in the record lies a pause, so that the second always comes while the first is not done.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import date
from threading import Barrier
from typing import Any

import django

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads

os.environ["DJANGO_SETTINGS_MODULE"] = "hourglass.config.settings"
django.setup()

from django.db import DatabaseError, connection  # noqa: E402  models load only after the set-up
from django.utils import timezone  # noqa: E402

from hourglass.base import calendars, channels, configuration, keys, people, roles, timeline  # noqa: E402
from hourglass.base.labels import Label  # noqa: E402
from hourglass.base.models import Channel, Role, User  # noqa: E402
from hourglass.base.models.channels import Kind, Purpose  # noqa: E402
from hourglass.base.permissions import Reach  # noqa: E402
from hourglass.base.refusals import Refused  # noqa: E402
from hourglass.base.wording import wording_of  # noqa: E402

PAUSE = 0.3
NOW = timezone.now()
WHO: dict[str, Any] = {"by": "test", "at": NOW}
Act = Callable[[], object]
Pairs = dict[str, tuple[Act, Act]]


def person(name: str) -> User:
    return people.add(f"{name}@example.com", name=name, **WHO)


def role(zh: str, en: str) -> Role:
    return roles.create(name_zh=zh, name_en=en, permissions=[], reach=Reach.OWN, **WHO)


def channel(name: str, by: User) -> Channel:
    return channels.add(
        kind=Kind.SLACK, name=name, purpose=Purpose.STAFF, options={}, secrets={"url": "u"}, by=by, at=NOW
    )


def names() -> Pairs:
    """Each pair asks for one name that only one of the two can have."""
    boss, anna, bert = person("boss"), person("anna"), person("bert")
    invited = people.invite("guest@example.com", **WHO)[0]
    one, two = people.add_team("One", **WHO), people.add_team("Two", **WHO)
    first, second = role("甲", "First"), role("乙", "Second")
    slack, other = channel("Slack one", boss), channel("Slack two", boss)
    day = date(2027, 3, 3)
    return {
        "people.add": (lambda: person("new"), lambda: people.add("NEW@example.com", name="New", **WHO)),
        "people.edit": (
            lambda: people.edit(anna, version=0, email="same@example.com", **WHO),
            lambda: people.edit(bert, version=0, email="same@example.com", **WHO),
        ),
        "people.accept": (
            lambda: people.accept(invited, name="Guest", password=None, at=NOW),
            lambda: person("guest"),
        ),
        "people.invite": (lambda: people.invite("i@example.com", **WHO), lambda: people.invite("I@example.com", **WHO)),
        "people.add_team": (lambda: people.add_team("North", **WHO), lambda: people.add_team("north", **WHO)),
        "people.rename_team": (
            lambda: people.rename_team(one, version=0, name="South", **WHO),
            lambda: people.rename_team(two, version=0, name="SOUTH", **WHO),
        ),
        "roles.create": (lambda: role("丙", "Third"), lambda: role("丙", "Another")),
        "roles.create, in English": (lambda: role("子", "Fourth"), lambda: role("丑", "fourth")),
        "roles.create, of one key": (lambda: role("寅", "Fifth role"), lambda: role("卯", "Fifth-role")),
        "roles.edit": (
            lambda: roles.edit(first, version=0, name_en="Same", **WHO),
            lambda: roles.edit(second, version=0, name_en="same", **WHO),
        ),
        "channels.add": (lambda: channel("Alarm", boss), lambda: channel("Alarm", boss)),
        "channels.edit": (
            lambda: channels.edit(slack, version=0, name="Same", options={}, secrets={}, by=boss, at=NOW),
            lambda: channels.edit(other, version=0, name="Same", options={}, secrets={}, by=boss, at=NOW),
        ),
        "keys.create_write_key": (
            lambda: keys.create_write_key("Web", **WHO),
            lambda: keys.create_write_key("web", **WHO),
        ),
        "calendars.add_exception": (
            lambda: calendars.add_exception(day, worked=True, reason="fair", **WHO),
            lambda: calendars.add_exception(day, worked=False, reason="outing", **WHO),
        ),
        "configuration.change": (lambda: word("member"), lambda: word("client")),
    }


def edits() -> Pairs:
    """Each pair edits one row that both have seen as it is; who comes second has not seen what the first did."""
    boss, anna, team = person("boss"), person("anna"), people.add_team("One", **WHO)
    clerk, slack = role("甲", "Clerk"), channel("Slack", boss)
    guide, guest = role("乙", "Guide"), person("guest")
    return {
        "base.Channel": (
            lambda: channels.edit(slack, version=0, name="A", options={}, secrets={}, by=boss, at=NOW),
            lambda: channels.edit(copy(slack), version=0, name="B", options={}, secrets={}, by=boss, at=NOW),
        ),
        "base.Role": (
            lambda: roles.edit(clerk, version=0, name_en="A", **WHO),
            lambda: roles.edit(copy(clerk), version=0, reach=Reach.ALL, **WHO),
        ),
        "base.Team": (
            lambda: people.rename_team(team, version=0, name="A", **WHO),
            lambda: people.change_lead(copy(team), to=anna, **WHO),
        ),
        "base.User": (
            lambda: people.edit(anna, version=0, name="A", **WHO),
            lambda: people.edit(copy(anna), version=0, email="b@example.com", **WHO),
        ),
        "base.User, roles": (
            lambda: roles.assign([clerk], to=guest, version=0, among=[clerk, guide], **WHO),
            lambda: roles.assign([guide], to=copy(guest), version=0, among=[clerk, guide], **WHO),
        ),
    }


def word(english: str) -> object:
    day = configuration.today(NOW)
    return configuration.change(
        wording_of("account"), Label("会员", english), effective_from=day, reason="usual", **WHO
    )


def answer(act: Act, start: Barrier) -> str:
    """This function will act at the common start and tell how that ended."""
    start.wait()
    try:
        act()
    except Refused as refusal:
        return f"refused: {refusal.field or type(refusal).__name__}"
    except DatabaseError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()
    return "done"


def main(pairs: Pairs) -> None:
    """This function will run every pair and print its two answers."""
    record = timeline.record
    connection.close()

    def slowly(*arguments: Any, **words: Any) -> Any:
        time.sleep(PAUSE)
        return record(*arguments, **words)

    timeline.record = slowly
    told = {}
    with ThreadPoolExecutor(2) as pool:
        for name, pair in pairs.items():
            start = Barrier(2)
            told[name] = sorted(pool.map(lambda act, start=start: answer(act, start), pair))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main({"names": names, "edits": edits}[sys.argv[1]]())
