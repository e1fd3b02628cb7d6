"""Taking in many customers at once: those that are surely new, and those that are as they were; the rest one by one.

What decides is the same as for one row: identifier, number, registration number, name and city. A row that shares any
of them with another row, or with a customer who is there, is left for the way that looks at one row after the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from hourglass.base.models import User
from hourglass.base.refusals import Refused
from hourglass.customers import accounts, matching
from hourglass.customers.accounts import New
from hourglass.customers.models import Account, ExternalId
from hourglass.gateway.imports.nouns import Group, Outcome, Taken, Taking, Trace, Values

TEXTS = ("name", "number", "registration", "city", "region", "industry")
COLUMNS = (*TEXTS, "pk", "merged_into")
REASON = "who is there already is not doubled, whoever sees them"


def take_accounts(groups: Sequence[Group], taking: Taking) -> list[Taken]:
    """This function will take in the rows that can be taken together; those that are left have no outcome.

    What a customer who was made left behind is one trace: the identifier goes with the customer.
    """
    rows = [row for [row] in groups]
    known = Known(rows, taking)
    taken: list[Taken] = [(Outcome.SAME if known.is_same(row) else None, None) for row in rows]
    fresh = [place for place, row in enumerate(rows) if known.is_new(row)]
    owners = owners_of(rows[place] for place in fresh)
    fresh = [place for place in fresh if not rows[place].get("owner") or rows[place]["owner"].casefold() in owners]
    try:
        made = accounts.add_all([_new(rows[place], owners, taking) for place in fresh], by=taking.by, at=taking.at)
    except Refused:
        return taken  # one of them is refused; one by one it will be known which
    for place, key in zip(fresh, made, strict=True):
        taken[place] = Outcome.CREATED, Trace.made("account", key, called(rows[place]).strip())
    return taken


def owners_of(rows: Iterable[Values]) -> dict[str, User]:
    """This function will find the people whom rows name as owners, by e-mail address in small letters."""
    mails = {row["owner"].casefold() for row in rows if row.get("owner")}
    everyone = User.objects.unscoped(reason="an owner is named by the e-mail address alone").active()
    return {person.email.casefold(): person for person in everyone.filter(email__in=mails)} if mails else {}


def _new(row: Values, owners: Mapping[str, User], taking: Taking) -> New:
    fields = {name: row[name] for name in TEXTS if name in row and name != "name"}
    owner = owners[row["owner"].casefold()] if row.get("owner") else None
    identifier = (taking.source, row["external"]) if row.get("external") else None
    return New(called(row), fields, owner, identifier)


class Known:
    """What is there of the customers that some rows may be about, read set by set."""

    def __init__(self, rows: Sequence[Values], taking: Taking) -> None:
        self.signs = {id(row): signs(row) for row in rows}
        self.times = Counter(chain.from_iterable(self.signs.values()))
        links = ExternalId.objects.unscoped(reason=REASON).filter(
            source=taking.source, value__in=self._values("external")
        )
        linked = dict(links.values_list("value", "account"))
        everyone = Account.objects.unscoped(reason=REASON)
        numbered = {row["pk"]: row for row in everyone.filter(number__in=self._values("number")).values(*COLUMNS)}
        others = everyone.filter(pk__in=set(linked.values()) - set(numbered)).values(*COLUMNS) if linked else ()
        by_key = numbered | {row["pk"]: row for row in others}
        self.linked = {value: by_key[key] for value, key in linked.items()}
        self.numbered = {row["number"]: row for row in numbered.values() if row["merged_into"] is None}
        self.there = {("number", row["number"]) for row in numbered.values()}
        for kind, field in (("name", "name_key"), ("registration", "registration_key")):
            if keys := self._values(kind):
                found = everyone.present().filter(**{f"{field}__in": keys})
                self.there |= {(kind, key) for key in found.values_list(field, flat=True)}
        mine = Account.objects.visible_to(taking.by)
        self.seen = set(mine.filter(pk__in=list(by_key)).values_list("pk", flat=True)) if by_key else set()

    def _values(self, kind: str) -> list[str]:
        return [value for of, value in self.times if of == kind]

    def is_new(self, row: Values) -> bool:
        """This function will tell whether a row is about no customer who is there, and about none of the other rows."""
        mine = self.signs[id(row)]
        named = any(kind == "name" for kind, _value in mine)
        found = row.get("external") in self.linked
        return named and not found and all(self.times[sign] == 1 and sign not in self.there for sign in mine)

    def is_same(self, row: Values) -> bool:
        """This function will tell whether a row says of its customer only what is there already."""
        linked = self.linked.get(row.get("external", ""))
        account = linked or self.numbered.get(row.get("number", ""))
        if account is None or account["pk"] not in self.seen or (row.get("external") and linked is None):
            return False
        alone = all(self.times[sign] == 1 for sign in self.signs[id(row)])
        return alone and not row.get("owner") and all(account[name] == row[name] for name in TEXTS if name in row)


def called(row: Values) -> str:
    """This function will give the name of a customer; one without a name is called by its identifier."""
    return str(row.get("name") or row.get("external", ""))


def signs(row: Values) -> list[tuple[str, str]]:
    """This function will give everything by which a row may be about the same customer as another one."""
    found = {
        "external": row.get("external", ""),
        "number": row.get("number", ""),
        "registration": matching.key(row.get("registration", ""))[:64],
        "name": matching.key(called(row))[:200],
    }
    return [(kind, value) for kind, value in found.items() if value]
