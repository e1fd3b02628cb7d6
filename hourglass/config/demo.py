"""The people of the demo: one vendor's customer success, from the head to the support desk."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from hourglass.base import configuration, people, roles, workspace
from hourglass.base.models import Role, Team, User
from hourglass.base.settings import Setting
from hourglass.config import (
    demo_archive,
    demo_contracts,
    demo_costs,
    demo_customers,
    demo_events,
    demo_imports,
    demo_people,
    demo_renewals,
    demo_segments,
    demo_tokens,
    demo_usage,
)

BY = "command:demo"
DOMAIN = "hourglass.example"


@dataclass(frozen=True)
class Person:
    """One of the demo's people: the part before the @, a name, a role's key and a team."""

    mailbox: str
    name: str
    role: str
    team: str | None = None


EAST, SOUTH = "华东组", "华南组"
PEOPLE = (
    Person("admin", "管理员", "administrator"),
    Person("yizhou", "沈亦舟", "cs_head"),
    Person("lan", "周岚", "cs_lead", EAST),
    Person("kexin", "林可欣", "csm", EAST),
    Person("chen", "陈屿", "csm", EAST),
    Person("zihang", "郭子航", "cs_lead", SOUTH),
    Person("mei", "何梅", "csm", SOUTH),
    Person("qing", "方晴", "support_manager"),
    Person("cheng", "罗成", "support_agent"),
)

DECIDED: dict[Setting[Any], str] = {
    workspace.NAME_ZH: "云帆软件",
    workspace.NAME_EN: "Yunfan Software",
    workspace.CALENDAR: "china",
}


def password() -> str:
    """This function will return the one password of the demo's people, made for this installation on the first call."""
    path = settings.DATA / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12))
    return path.read_text()


@transaction.atomic
def install(*, at: datetime) -> bool:
    """This function will add the demo's roles, teams and people to an empty installation, and tell whether it did.

    An installation that has people stays as it is, so nobody who was removed or renamed comes back.
    """
    roles.install_defaults(by=BY, at=at)
    if User.objects.unscoped(reason="the demo looks for anybody at all").exists():
        return False
    held = {role.key: role for role in Role.objects.all()}
    teams: dict[str | None, Team | None] = {None: None}
    teams |= {name: people.add_team(name, by=BY, at=at) for name in (EAST, SOUTH)}
    for entry in PEOPLE:
        person = people.add(
            f"{entry.mailbox}@{DOMAIN}",
            name=entry.name,
            roles=[held[entry.role]],
            team=(team := teams[entry.team]),
            password=password(),
            by=BY,
            at=at,
        )
        if entry.role == "cs_lead" and team:
            people.change_lead(team, to=person, by=BY, at=at)
    for setting, value in DECIDED.items():
        configuration.change(
            setting, value, effective_from=configuration.today(at), by=BY, at=at, reason="随演示数据设置"
        )
    customers = demo_customers.install(at=at)
    demo_contracts.install(customers, at=at)
    demo_people.install(customers, at=at)
    demo_renewals.install(at=at)
    demo_segments.install(customers, at=at)
    demo_archive.install(customers, at=at)
    demo_costs.install(customers, at=at)
    everyone = User.objects.unscoped(reason="who brings the file of the demo, and for whom its programs act")
    demo_events.install(customers, demo_usage.install(customers, at=at), at=at)
    demo_imports.install(customers, everyone.get(email=f"yizhou@{DOMAIN}"), at=at)
    demo_tokens.install(customers, everyone.get(email=f"admin@{DOMAIN}"), at=at)
    return True
