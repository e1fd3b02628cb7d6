"""Accounts that may be one and the same customer: found before one is added, and in the whole stock (FILE-01)."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hourglass.customers import matching
from hourglass.customers.models import Account

MOST = 20  # what a person looks through before adding a customer


class Sign(StrEnum):
    """Why two accounts may be one customer."""

    REGISTRATION = "registration"
    NAME = "name"
    LOOK = "look"
    MAIL = "mail"
    PHONE = "phone"


WORDS = {
    Sign.REGISTRATION: _("the same registration number"),
    Sign.NAME: _("the same name"),
    Sign.LOOK: _("a name that looks the same"),
    Sign.MAIL: _("e-mail addresses of one domain"),
    Sign.PHONE: _("a shared phone number"),
}


@dataclass(frozen=True, slots=True)
class Twin:
    """Another account that may be the same customer, and by which sign."""

    account: Account
    sign: Sign


def of(*, name: str, city: str = "", registration: str = "", but: Account | None = None) -> list[Twin]:
    """This function will find the accounts that a customer of this name and place may already be."""
    wanted = _keys(name, city, registration)
    everyone = Account.objects.unscoped(reason="a duplicate is one, whoever sees it").present()
    others = everyone.exclude(pk=but.pk) if but else everyone
    found = others.filter(_like(wanted)).select_related("owner").order_by("pk")[:MOST]
    twins = [Twin(account, sign) for account in found if (sign := _sign(account, wanted))]
    return sorted(twins, key=lambda twin: list(Sign).index(twin.sign))


def same(*, name: str, city: str = "", registration: str = "") -> Account | None:
    """This function will find the account that a customer surely is: by registration number, or by name and city."""
    wanted = _keys(name, city, registration)
    for twin in of(name=name, city=city, registration=registration):
        if twin.sign is Sign.REGISTRATION or (twin.sign is Sign.NAME and twin.account.city_key == wanted.city):
            return twin.account
    return None


def sign_of(one: Account, other: Account) -> Sign | None:
    """This function will tell by which sign two accounts of one look may be one customer; None says by none."""
    if one.city_key and other.city_key and one.city_key != other.city_key:
        return None
    return _sign(other, _Keys(one.name_key, one.look_key, one.city_key, one.registration_key))


@dataclass(frozen=True, slots=True)
class _Keys:
    name: str
    look: str
    city: str
    registration: str


def _keys(name: str, city: str, registration: str) -> _Keys:
    return _Keys(
        matching.key(name)[:200], matching.look(name)[:200], matching.key(city)[:80], matching.key(registration)[:64]
    )


def _like(wanted: _Keys) -> Q:
    condition = Q(pk__in=[])
    if wanted.look:
        condition |= Q(look_key=wanted.look, city_key__in={wanted.city, ""}) if wanted.city else Q(look_key=wanted.look)
    if wanted.registration:
        condition |= Q(registration_key=wanted.registration)
    return condition


def _sign(account: Account, wanted: _Keys) -> Sign | None:
    if wanted.registration and account.registration_key == wanted.registration:
        return Sign.REGISTRATION
    # Two registration numbers name two businesses, however much their names look alike.
    if wanted.registration and account.registration_key:
        return None
    return Sign.NAME if account.name_key == wanted.name else Sign.LOOK
