"""How far customers have come with each feature: all features at once, and one with its customers."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import Period
from hourglass.base.ratios import percent
from hourglass.customers.models import Account, Entitlement
from hourglass.usage import entitled, measuring, rules, switches
from hourglass.usage.metrics.activity import Share
from hourglass.usage.metrics.offers import Catalogue
from hourglass.usage.metrics.states import REACHED, Adoption
from hourglass.usage.models import Feature, Stand

WORDS: dict[str, str | Promise] = {
    Adoption.NOT_ENTITLED: _("Not bought"),
    Adoption.ENTITLED: _("Not used yet"),
    Adoption.TRIED: _("Tried"),
    Adoption.USED: _("Used"),
    Adoption.HABITUAL: _("Habit"),
    Adoption.DROPPED: _("Dropped"),
}
SHOWN = 100
COLUMNS = (Adoption.ENTITLED, Adoption.TRIED, Adoption.USED, Adoption.HABITUAL, Adoption.DROPPED)


@dataclass(frozen=True, slots=True)
class Row:
    """One feature over all customers that somebody sees: how many stand where, and the share that uses it."""

    feature: Feature
    core: bool
    entitled: int
    counts: tuple[int, ...]
    share: str


def overview(person: User, day: date) -> list[Row]:
    """This function will count, for each feature that is offered, the customers of a person by their state."""
    known = entitled.catalogue(day)
    reach = entitled_by_module(person, day, known.editions)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for feature, state, many in seen(person).values_list("feature_id", "state").annotate(Count("pk")):
        counts[feature][state] = many
    offered = {each.pk for each in known.offered}
    rows = Feature.objects.filter(pk__in=offered).select_related("module__product").order_by("module_id", "pk")
    out = off_of(person, day, known)
    bought = {row.pk: reach.get(row.module_id, 0) - out[row.pk] for row in rows}
    return [row_of(row, row.pk in known.core, bought[row.pk], counts[row.pk]) for row in rows]


def off_of(person: User, day: date, known: Catalogue) -> Counter[int]:
    """This function will count the open customers for which a feature that they bought is off."""
    out = switches.anybody(on=day)
    seen_now = Account.objects.visible_to(person).open().filter(pk__in=out).values_list("pk", flat=True) if out else ()
    accounts = list(seen_now)
    bought = entitled.offers(accounts, on=day, known=known, bought=True)
    return Counter(feature for account in accounts for feature in out[account] & bought[account].usable)


def row_of(feature: Feature, core: bool, bought: int, counts: dict[str, int]) -> Row:
    """This function will make one row; who bought a feature and has no state never used it."""
    touched = sum(counts.get(state, 0) for state in COLUMNS)
    told = counts | {Adoption.ENTITLED: counts.get(Adoption.ENTITLED, 0) + max(0, bought - touched)}
    using = sum(counts.get(state, 0) for state in REACHED)
    share = Share(min(using, bought), bought)
    return Row(feature, core, bought, tuple(told.get(state, 0) for state in COLUMNS), percent(share.value))


def seen(person: User) -> QuerySet[Stand]:
    """This function will give the states of the open customers that a person sees."""
    rows: QuerySet[Stand] = Stand.objects.visible_to(person).filter(account__closed_at=None)
    return rows


def entitled_by_module(person: User, day: date, editions: Mapping[int, frozenset[int]]) -> dict[int, int]:
    """This function will count the open customers that may use each module on a day, in one query."""
    modules = set(Feature.objects.values_list("module_id", flat=True))
    rows = Entitlement.objects.visible_to(person).on(day).filter(account__closed_at=None)
    asked = {
        f"of_{module}": Count(
            "account",
            distinct=True,
            filter=Q(module=module) | Q(edition__in=[key for key, held in editions.items() if module in held]),
        )
        for module in modules
    }
    return {int(name.removeprefix("of_")): many for name, many in (rows.aggregate(**asked) if asked else {}).items()}


def of_feature(feature: Feature, person: User, state: str, day: date) -> dict[str, Any]:
    """This function will give the customers of a feature, those of one state where one is asked for."""
    rows = seen(person).filter(feature=feature)
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    if state in counts:
        rows = rows.filter(state=state)
    found = list(rows.select_related("account__owner").order_by("-since", "account__order_key", "pk")[:SHOWN])
    length = configuration.value(rules.WINDOW, on=day)
    uses = measuring.uses(Period(day - timedelta(days=length), day), [row.account_id for row in found]) if found else {}
    return {
        "states": [(each, WORDS[each], counts[each], each == state) for each in COLUMNS if each in counts],
        "stands": [(row, WORDS[row.state], uses.get(row.account_id, {}).get(feature.pk, 0)) for row in found],
        "days": length,
        "state": state if state in counts else "",
        "total": sum(counts.values()),
    }
