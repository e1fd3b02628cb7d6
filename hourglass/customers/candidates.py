"""Pairs of accounts in the whole stock that may be one customer: found each night, judged by people (FILE-01)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import TypeVar

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor, require
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.customers import duplicates
from hourglass.customers.accounts import require_worked
from hourglass.customers.duplicates import Sign
from hourglass.customers.models import Account, Candidate, Contact

REASON = "a duplicate is one, whoever sees it"
SHARING = 4  # accounts that share a domain or a phone: more is an agency, a head office or a switchboard
ALIKE = 20  # accounts of one name that are compared with each other
PORTION = 200
PHONE = 7  # digits that a number has at least, and that are compared from its end
LONGEST_PHONE = 11
# Domains of mail for everybody: two customers share them without being one.
PUBLIC = frozenset(
    (
        *("qq.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "foxmail.com", "139.com"),
        *("189.cn", "wo.cn", "aliyun.com", "tom.com", "21cn.com", "vip.qq.com", "vip.163.com", "gmail.com"),
        *("googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com"),
        *("proton.me", "protonmail.com", "gmx.com", "gmx.de", "mail.ru", "yandex.ru", "naver.com"),
    )
)
Pair = tuple[int, int]
T = TypeVar("T")


class CandidateRefused(Refused):
    """A pair cannot be judged like this."""


@transaction.atomic
def dismiss(candidate: Candidate, *, by: Actor, at: datetime, reason: str = "") -> None:
    """This function will keep that two accounts are two customers, so that the pair is not shown again."""
    require(by, Permission.ACCOUNTS_CLOSE)
    for account in (candidate.first, candidate.second):
        require_worked(account, by)
    if not Candidate.objects.unscoped(reason=REASON).filter(pk=candidate.pk, dismissed_at=None).update(dismissed_at=at):
        raise CandidateRefused(_("Somebody judged this pair already."))
    for one, other in ((candidate.first, candidate.second), (candidate.second, candidate.first)):
        new = {"other": other.name}
        timeline.record("account.told_apart", on=one, by=by, at=at, new=new, reason=reason, about=str(one.pk))


def find(*, at: datetime) -> int:
    """This function will look through the whole stock, keep new pairs, forget what no longer holds, and count."""
    found: dict[Pair, set[str]] = defaultdict(set)
    for pair, sign in (*_by_name(), *_by_people()):
        found[pair].add(sign)
    everyone = Candidate.objects.unscoped(reason=REASON)
    kept = {(row.first_id, row.second_id): row for row in everyone}
    gone = [row.pk for pair, row in kept.items() if pair not in found and row.dismissed_at is None]
    for some in _portions(gone):
        everyone.filter(pk__in=some).delete()
    new = [
        Candidate(first_id=pair[0], second_id=pair[1], signs=_in_order(signs), found_at=at)
        for pair, signs in sorted(found.items())
        if pair not in kept
    ]
    for rows in _portions(new):
        Candidate.objects.bulk_create(rows, ignore_conflicts=True)
    other = [row for pair, row in kept.items() if pair in found and row.signs != _in_order(found[pair])]
    for row in other:
        row.signs = _in_order(found[row.first_id, row.second_id])
    for rows in _portions(other):
        everyone.bulk_update(rows, ["signs"])
    return len(found)


def of(account: Account) -> list[Candidate]:
    """This function will give the open pairs of one account, as they were found last."""
    everyone = Candidate.objects.unscoped(reason=REASON).open().select_related("first", "second")
    return [*everyone.filter(first=account), *everyone.filter(second=account)]


def _by_name() -> Iterator[tuple[Pair, str]]:
    present = Account.objects.unscoped(reason=REASON).present().exclude(look_key="")
    shared = present.order_by().values("look_key").annotate(many=Count("pk")).filter(many__gt=1)
    groups: dict[str, list[Account]] = defaultdict(list)
    for some in _portions(list(shared.values_list("look_key", flat=True))):
        named = present.filter(look_key__in=some).only("name_key", "look_key", "city_key", "registration_key")
        for account in named.order_by("pk"):
            groups[account.look_key].append(account)
    for group in groups.values():
        for one, other in combinations(group[:ALIKE], 2):
            if sign := duplicates.sign_of(one, other):
                yield (one.pk, other.pk), sign


def _by_people() -> Iterator[tuple[Pair, str]]:
    people = Contact.objects.unscoped(reason=REASON).active().filter(account__merged_into=None)
    shared: dict[tuple[str, str], set[int]] = defaultdict(set)
    for account, email, phone in people.values_list("account", "email", "phone").iterator(2000):
        domain = email.rpartition("@")[2].casefold()
        if domain and domain not in PUBLIC:
            shared[Sign.MAIL, domain].add(account)
        if digits := dialled(phone):
            shared[Sign.PHONE, digits].add(account)
    for (sign, _what), accounts in shared.items():
        if 1 < len(accounts) <= SHARING:
            for pair in combinations(sorted(accounts), 2):
                yield pair, sign


def dialled(phone: str) -> str:
    """This function will give the digits by which phone numbers are compared; too few are no number."""
    digits = "".join(character for character in phone if character.isdecimal() and character.isascii())
    return digits[-LONGEST_PHONE:] if len(digits) >= PHONE else ""


def _in_order(signs: Iterable[str]) -> list[str]:
    return [str(sign) for sign in Sign if sign in signs]


def _portions(rows: list[T]) -> Iterator[list[T]]:
    return (rows[start : start + PORTION] for start in range(0, len(rows), PORTION))
