"""Reading the catalogue and what accounts may use of it, as contracts publish it to customers (USE-01)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from hourglass.customers.models import Edition, Entitlement
from hourglass.usage import switches
from hourglass.usage.metrics.offers import Catalogue, Offer, Terms
from hourglass.usage.models import CoreMark, Feature

REASON = "what may be used does not depend on who looks"
READ = 2000


def terms() -> list[Terms]:
    """This function will read every feature of the catalogue, in two queries."""
    marks: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    for feature, begins, core in CoreMark.objects.order_by("effective_from").values_list(
        "feature", "effective_from", "core"
    ):
        marks[feature].append((begins, core))
    rows = Feature.objects.order_by("pk").values_list("pk", "module", "module__product", "released_on", "retires_on")
    return [
        Terms(pk=pk, module=module, product=product, released_on=released, retires_on=retires, marks=tuple(marks[pk]))
        for pk, module, product, released, retires in rows
    ]


def terms_of(feature: Feature) -> Terms:
    """This function will give one feature as the rules know it."""
    marks = feature.marks.order_by("effective_from").values_list("effective_from", "core")
    return Terms(
        pk=feature.pk,
        module=feature.module_id,
        product=feature.module.product_id,
        released_on=feature.released_on,
        retires_on=feature.retires_on,
        marks=tuple(marks),
    )


def editions() -> dict[int, frozenset[int]]:
    """This function will tell which modules each edition holds."""
    held: dict[int, set[int]] = defaultdict(set)
    for edition, module in Edition.modules.through.objects.values_list("edition_id", "module_id"):
        held[edition].add(module)
    return {edition: frozenset(modules) for edition, modules in held.items()}


def core(on: date) -> frozenset[int]:
    """This function will give the core features that are offered on a day, whichever edition holds them."""
    return frozenset(each.pk for each in terms() if each.offered_on(on) and each.core_on(on))


def catalogue(on: date) -> Catalogue:
    """This function will read the catalogue as it is asked about on a day."""
    return Catalogue(terms(), editions(), on)


def offers(
    accounts: Collection[int], *, on: date, known: Catalogue | None = None, bought: bool = False
) -> dict[int, Offer]:
    """This function will tell what each account may use on a day: what it bought, without what is off for it.

    With `bought` it tells what each bought, whatever is off.
    """
    known, out = known or catalogue(on), {} if bought else switches.off(accounts, on=on)
    held: dict[int, tuple[set[int], set[int]]] = {account: (set(), set()) for account in accounts}
    for account, edition, module in _entitlements(accounts, on):
        of_editions, of_modules = held[account]
        if edition:
            of_editions.add(edition)
        if module:
            of_modules.add(module)
    return {account: known.offer(*pair, out.get(account, ())) for account, pair in held.items()}


def _entitlements(accounts: Collection[int], on: date) -> Iterable[tuple[int, int | None, int | None]]:
    keys = sorted(accounts)
    everyone = Entitlement.objects.unscoped(reason=REASON).on(on)
    for start in range(0, len(keys), READ):
        some = everyone.filter(account__in=keys[start : start + READ])
        yield from some.values_list("account_id", "edition_id", "module_id")
