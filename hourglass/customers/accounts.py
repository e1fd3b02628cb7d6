"""Accounts: how they come in, change, are handed on and are closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import adding, timeline
from hourglass.base.grants import Actor, require
from hourglass.base.models import Team, User
from hourglass.base.permissions import Permission, Reach
from hourglass.base.refusals import Forbidden, Refused
from hourglass.base.revisions import revise, told
from hourglass.customers import filling, matching
from hourglass.customers.models import Account, Duty, ExternalId, Handing, Member
from hourglass.ui.spelling import spellings

TEXTS = ("name", "number", "registration", "city", "region", "industry")
EDITABLE = frozenset(TEXTS)
# Characters of four bytes each still fit the page of an index.
LONGEST_KEY = 640
# By which accounts are compared and found, and what is derived of that.
KEYED = ("name", "number", "registration", "city")
KEYS = ("name_key", "look_key", "city_key", "registration_key", "search_key", "order_key")


class AccountRefused(Refused):
    """An account cannot be added or changed like this."""


@transaction.atomic
def add(
    name: str,
    *,
    by: Actor,
    at: datetime,
    owner: User | None = None,
    team: Team | None = None,
    portrait: dict[str, Any] | None = None,
    **fields: str,
) -> Account:
    """This function will add an account; `fields` may name number, registration, city, region and industry.

    :raises AccountRefused: the name is empty, the owner has left, or the customer or registration number is taken.
    :raises Forbidden: `by` may not hand customers to others.
    """
    require(by, Permission.ACCOUNTS_EDIT)
    if owner not in {None, by}:
        require(by, Permission.ACCOUNTS_ASSIGN)
    refuse_left(owner, field="owner")
    known = {key: value for key, value in filling.checked(portrait or {}).items() if value is not None}
    account = Account(name=name.strip(), owner=owner, team=team, portrait=known, created_at=at, **fields)
    fill_keys(account)
    refuse_nameless(account.name_key)
    _saved(account)
    new = {"name": account.name, **fields, "owner": told(owner), "team": told(team)}
    timeline.record("account.added", on=account, by=by, at=at, new=_known(new), about=str(account.pk))
    return account


@dataclass(frozen=True)
class New:
    """One of many accounts to add, with what another system calls it; `fields` as `add` takes them."""

    name: str
    fields: Mapping[str, str]
    owner: User | None = None
    identifier: tuple[str, str] | None = None  # source and value


@transaction.atomic
def add_all(wanted: Sequence[New], *, by: Actor, at: datetime) -> list[int]:
    """This function will add many accounts at once, as `add` and `link` would, with one entry for both; all or none.

    It returns the keys of the accounts, in the order in which they were wanted.

    :raises AccountRefused: a name is empty, an owner has left, or a number or an identifier is taken.
    :raises Forbidden: `by` may not hand customers to others.
    """
    require(by, Permission.ACCOUNTS_EDIT)
    owners = {new.owner for new in wanted} - {None, by}
    if owners:
        require(by, Permission.ACCOUNTS_ASSIGN)
    for owner in owners:
        refuse_left(owner, field="owner")
    rows = [_row(new) for new in wanted]
    if not rows:
        return []
    try:
        with transaction.atomic():
            columns = {name: [row[name] for row in rows] for name in rows[0]}
            keys = adding.add_rows(Account, columns | {"created_at": [at] * len(rows)})
            _link_all([(key, *new.identifier) for key, new in zip(keys, wanted, strict=True) if new.identifier])
    except IntegrityError:
        raise AccountRefused(_("Another customer has one of these numbers. Give each its own.")) from None
    timeline.record_all([_added(key, new) for key, new in zip(keys, wanted, strict=True)], by=by, at=at)
    return keys


def _row(new: New) -> dict[str, Any]:
    """This function will write an account that is to be added by its columns."""
    row: dict[str, Any] = dict.fromkeys(TEXTS, "") | {"name": new.name.strip(), **new.fields}
    row |= keys_of(*(row[name] for name in KEYED))
    refuse_nameless(row["name_key"])
    return row | {"owner_id": new.owner.pk if new.owner else None}


def _link_all(links: Sequence[tuple[int, str, str]]) -> None:
    if links:
        adding.add_rows(ExternalId, dict(zip(("account_id", "source", "value"), zip(*links, strict=True), strict=True)))


def _added(key: int, new: New) -> timeline.Told:
    linked = dict(zip(("source", "value"), new.identifier or (), strict=False))
    known = _known({"name": new.name.strip(), **new.fields, "owner": told(new.owner)} | linked)
    on = timeline.Thing(Account, key, new.name.strip())
    return timeline.Told("account.added", on, known, str(key))


@transaction.atomic
def edit(account: Account, *, version: int, by: Actor, at: datetime, **changes: Any) -> Account:
    """This function will change what an account is called and where it is.

    :raises AccountRefused: the account was merged away, or a number is taken.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    require_worked(account, by)
    if unfit := set(changes) - EDITABLE:
        raise ValueError(f"Not editable: {sorted(unfit)}")
    wanted = Account(**{name: getattr(account, name) for name in EDITABLE} | changes)
    fill_keys(wanted)
    refuse_nameless(wanted.name_key)
    derived = {name: getattr(wanted, name) for name in KEYS}
    try:
        with transaction.atomic():
            old, new = revise(account, version=version, changes=changes | derived)
    except IntegrityError:
        raise _taken(wanted) from None
    before, after = ({name: values[name] for name in values if name in EDITABLE} for values in (old, new))
    if after:
        timeline.record("account.changed", on=account, by=by, at=at, old=before, new=after, about=str(account.pk))
    return account


@transaction.atomic
def describe(account: Account, *, version: int, values: dict[str, Any], by: Actor, at: datetime) -> Account:
    """This function will change values of the portrait; None takes a value away (SEG-08).

    :raises ValueRefused: a field is not known, or does not take its value.
    """
    require_worked(account, by)
    values = filling.checked(values)
    portrait = {key: value for key, value in (account.portrait | values).items() if value is not None}
    keys = sorted(key for key in values if account.portrait.get(key) != portrait.get(key))
    old, new = {key: account.portrait.get(key) for key in keys}, {key: portrait.get(key) for key in keys}
    revise(account, version=version, changes={"portrait": portrait})
    if keys:
        timeline.record("account.described", on=account, by=by, at=at, old=old, new=new, about=str(account.pk))
    return account


@transaction.atomic
def assign(
    account: Account, *, owner: User | None, team: Team | None, version: int, by: Actor, at: datetime, reason: str = ""
) -> Account:
    """This function will hand an account to an owner and a team.

    :raises AccountRefused: the owner has left.
    :raises Forbidden: the account, or the new owner, is beyond `by`'s reach.
    """
    require(by, Permission.ACCOUNTS_ASSIGN)
    require_worked(account, by)
    refuse_left(owner, field="owner")
    if isinstance(by, User) and owner is not None and by.reach is not Reach.ALL:
        people = User.objects.visible_to(by)
        if not people.filter(pk=owner.pk).exists():
            raise Forbidden(_("This person is not in your team; ask their lead or an administrator."))
    before = Handing(account=account, at=at, old_owner=account.owner, old_team=account.team)
    old, new = revise(account, version=version, changes={"owner": owner, "team": team})
    if new:
        before.new_owner, before.new_team = owner, team
        before.save(force_insert=True)
        timeline.record(
            "account.assigned", on=account, by=by, at=at, old=old, new=new, reason=reason, about=str(account.pk)
        )
    return account


@transaction.atomic
def close(account: Account, *, version: int, by: Actor, at: datetime, reason: str) -> Account:
    """This function will close an account softly: it leaves the lists, and everything about it stays readable.

    :raises AccountRefused: no reason is given, or it is closed already.
    """
    require(by, Permission.ACCOUNTS_CLOSE)
    require_worked(account, by)
    if not reason.strip():
        raise AccountRefused(_("Say why; the reason is kept with the change."), field="reason")
    if account.closed_at:
        raise AccountRefused(_("This customer is closed already."))
    revise(account, version=version, changes={"closed_at": at})
    timeline.record("account.closed", on=account, by=by, at=at, reason=reason.strip(), about=str(account.pk))
    return account


@transaction.atomic
def reopen(account: Account, *, version: int, by: Actor, at: datetime, reason: str = "") -> Account:
    """This function will bring a closed account back into the lists."""
    require(by, Permission.ACCOUNTS_CLOSE)
    require_worked(account, by)
    if not account.closed_at:
        raise AccountRefused(_("This customer is open already."))
    revise(account, version=version, changes={"closed_at": None})
    timeline.record("account.reopened", on=account, by=by, at=at, reason=reason.strip(), about=str(account.pk))
    return account


@transaction.atomic
def add_member(account: Account, person: User, *, duty: Duty, by: Actor, at: datetime) -> Member:
    """This function will let somebody serve an account beside its owner; they see it from the next request on.

    :raises AccountRefused: the person has left.
    """
    require(by, Permission.ACCOUNTS_ASSIGN)
    require_worked(account, by)
    refuse_left(person, field="person")
    member, added = Member.objects.unscoped(reason="the one row of a person and a duty").get_or_create(
        account=account, person=person, duty=duty
    )
    if added:
        new = {"person": str(person), "duty": duty}
        timeline.record("account.member_added", on=account, by=by, at=at, new=new, about=str(account.pk))
    return member


@transaction.atomic
def remove_member(member: Member, *, by: Actor, at: datetime) -> None:
    """This function will end somebody's service of an account."""
    require(by, Permission.ACCOUNTS_ASSIGN)
    account = member.account
    require_worked(account, by)
    old = {"person": str(member.person), "duty": member.duty}
    member.delete()
    timeline.record("account.member_removed", on=account, by=by, at=at, old=old, about=str(account.pk))


@transaction.atomic
def link(account: Account, *, source: str, value: str, by: Actor, at: datetime) -> ExternalId:
    """This function will keep what another system calls an account.

    :raises AccountRefused: that system's identifier belongs to another account.
    """
    require_worked(account, by)
    everyone = ExternalId.objects.unscoped(reason="an identifier belongs to one account, whoever sees it")
    found, added = everyone.get_or_create(source=source, value=value, defaults={"account": account})
    if found.account_id != account.pk:
        raise AccountRefused(_("Another customer has this identifier. Merge the two, or correct it."), field="value")
    if added:
        new = {"source": source, "value": value}
        timeline.record("account.linked", on=account, by=by, at=at, new=new, about=str(account.pk))
    return found


@transaction.atomic
def unlink(identifier: ExternalId, *, by: Actor, at: datetime) -> None:
    """This function will forget what another system calls an account."""
    account = identifier.account
    require_worked(account, by)
    old = {"source": identifier.source, "value": identifier.value}
    identifier.delete()
    timeline.record("account.unlinked", on=account, by=by, at=at, old=old, about=str(account.pk))


def require_worked(account: Account, by: Actor) -> None:
    """This function will refuse work on an account that `by` does not see or may not edit, or that was merged away."""
    require(by, Permission.ACCOUNTS_EDIT)
    require_reached(account, by)


def require_all_worked(keys: Collection[int], by: Actor) -> None:
    """This function will refuse work on accounts of which `by` does not see or may not edit one, or one was merged."""
    require(by, Permission.ACCOUNTS_EDIT)
    require_all_reached(keys, by)


def require_all_reached(keys: Collection[int], by: Actor) -> None:
    """This function will refuse work on accounts of which `by` does not see one, or one was merged away."""
    everyone = Account.objects.unscoped(reason="the system itself acts")
    reached = Account.objects.visible_to(by) if isinstance(by, User) else everyone
    found = dict(reached.filter(pk__in=keys).values_list("pk", "merged_into"))
    if set(keys) - set(found):
        raise _not_reached()
    if any(found.values()):
        raise _merged()


def require_reached(account: Account, by: Actor) -> None:
    """This function will refuse work on an account that `by` does not see, or that was merged away."""
    if isinstance(by, User) and not Account.objects.visible_to(by).filter(pk=account.pk).exists():
        raise _not_reached()
    if account.merged_into_id:
        raise _merged()


def _not_reached() -> Forbidden:
    return Forbidden(_("This customer is not yours; ask its owner or their lead."))


def _merged() -> AccountRefused:
    return AccountRefused(_("This customer was merged into another one. Continue there."))


def refuse_left(person: User | None, *, field: str) -> None:
    """This function will refuse to hand anything to somebody who has left."""
    if person is not None and not person.is_active:
        raise AccountRefused(_("This person has left. Choose somebody who can log in."), field=field)


def fill_keys(account: Account) -> None:
    """This function will make the forms in which an account is compared and found."""
    for name, value in keys_of(*(getattr(account, name) for name in KEYED)).items():
        setattr(account, name, value)


def keys_of(name: str, number: str, registration: str, city: str) -> dict[str, str]:
    """This function will give the forms in which an account of these words is compared and found, by their column."""
    return {
        "name_key": matching.key(name)[:200],
        "look_key": matching.look(name)[:200],
        "city_key": matching.key(city)[:80],
        "registration_key": matching.key(registration)[:64],
        "search_key": search_key(name, number, city),
        "order_key": order_key(name),
    }


def search_key(*texts: str) -> str:
    """This function will give what a search looks into: the words as typed, in pinyin, and their initials."""
    words = [text for text in texts if text]
    spelled = [spelling for text in words for spelling in spellings(text) if spelling != text]
    return " ".join([*words, *spelled]).casefold()[:LONGEST_KEY]


def order_key(name: str) -> str:
    """This function will give by what customers stand in a list: Chinese names by their pinyin, case apart."""
    return spellings(name)[0].casefold()[:200]


def refuse_nameless(key: str) -> None:
    """This function will refuse an account without a name; `key` is the form in which its name is compared."""
    if not key:
        raise AccountRefused(_("Give the customer a name."), field="name")


def _saved(account: Account) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise _taken(account) from None


def _taken(account: Account) -> AccountRefused:
    everyone = Account.objects.unscoped(reason="a number is taken, whoever sees its account").exclude(pk=account.pk)
    if account.number and everyone.filter(number=account.number).exists():
        return AccountRefused(_("Another customer has this number. Give each its own."), field="number")
    return AccountRefused(
        _("Another customer has this registration number. Merge the two, or correct it."), field="registration"
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
