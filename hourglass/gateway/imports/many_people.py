"""Taking in many people at once: those who are surely new, and those who are as they were; the rest one by one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from hourglass.base.refusals import Refused
from hourglass.customers import contacts
from hourglass.customers.contacts import New
from hourglass.customers.models import Contact
from hourglass.gateway.imports.finding import accounts_of
from hourglass.gateway.imports.nouns import Group, Outcome, Taken, Taking, Trace, Values

PERSONAL = ("job_title", "email", "phone", "im", "is_buyer", "is_user", "product_user")
REASON = "the people of accounts that were found"


def given(row: Values) -> dict[str, Any]:
    """This function will give what a row says of a person beside the name."""
    found = {name: row[name] for name in PERSONAL if name in row}
    return found | {"roles": [row["roles"]]} if "roles" in row else found


def take_contacts(groups: Sequence[Group], taking: Taking) -> list[Taken]:
    """This function will take in the rows that can be taken together; those that are left have no outcome."""
    rows = [row for [row] in groups]
    found = accounts_of(rows, taking)
    who = [(account.pk, row["name"]) if account else None for row, account in zip(rows, found, strict=True)]
    times, there = Counter(who), _there({one[0] for one in who if one}, {row["name"] for row in rows})
    taken: list[Taken] = [(None, None)] * len(rows)
    fresh = []
    for place, (row, one) in enumerate(zip(rows, who, strict=True)):
        if one is None or times[one] > 1:
            continue
        namesakes = there.get(one, [])
        if not namesakes:
            fresh.append(place)
        elif len(namesakes) == 1 and _says_the_same(namesakes[0], given(row)):
            taken[place] = Outcome.SAME, None
    try:
        wanted = [New(one[0], one[1], given(rows[place])) for place in fresh if (one := who[place])]
        made = contacts.add_all(wanted, by=taking.by, at=taking.at)
    except Refused:
        return taken  # one of them is refused; one by one it will be known which
    for place, key in zip(fresh, made, strict=True):
        taken[place] = Outcome.CREATED, Trace.made("contact", key, rows[place]["name"])
    return taken


def _says_the_same(person: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    return all(person[name] == value for name, value in said.items())


def _there(accounts: set[int], names: set[str]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """This function will read the people of accounts who are called like this, by account and name."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    people = Contact.objects.unscoped(reason=REASON).filter(account__in=accounts, name__in=names)
    for person in people.values("account", "name", "roles", *PERSONAL):
        found[person["account"], person["name"]].append(person)
    return found
