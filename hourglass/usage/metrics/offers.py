"""Which features exist, are core and may be used on a day: the denominators of depth and breadth (USE-01, 02, 04)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One feature as the catalogue has it: where it belongs, when it is offered, and since when it is a core one.

    `marks` are the days on which its being core began or ended, in order.
    """

    pk: int
    module: int
    product: int
    released_on: date | None = None
    retires_on: date | None = None
    marks: tuple[tuple[date, bool], ...] = ()

    def core_on(self, day: date) -> bool:
        """This function will tell whether the feature is a core one on a day, by the last mark until then."""
        said = [core for begins, core in self.marks if begins <= day]
        return bool(said) and said[-1]

    def offered_on(self, day: date) -> bool:
        """This function will tell whether it is released and not withdrawn on a day."""
        return (self.released_on is None or self.released_on <= day) and (
            self.retires_on is None or day <= self.retires_on
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """What an account may use on a day, and what of it is core.

    `usable` is entitled and switched on; `core` are the core features of what it bought; `core_of_product` all core
    features of the products it has anything of, also those of dearer editions: the gap to sell.
    """

    usable: frozenset[int] = frozenset()
    core: frozenset[int] = frozenset()
    core_of_product: frozenset[int] = frozenset()


class Catalogue:
    """The features and the modules of editions, asked about on one day."""

    def __init__(self, features: Iterable[Terms], editions: Mapping[int, frozenset[int]], day: date) -> None:
        self.day = day
        self.editions = editions
        self.offered = [feature for feature in features if feature.offered_on(day)]
        self.core = frozenset(feature.pk for feature in self.offered if feature.core_on(day))
        self._made: dict[tuple[frozenset[int], frozenset[int]], Offer] = {}

    def offer(self, editions: Iterable[int], modules: Iterable[int], off: Iterable[int] = ()) -> Offer:
        """This function will tell what somebody with these editions and modules may use; `off` was switched off."""
        key = (frozenset(editions), frozenset(modules))
        if key not in self._made:
            self._made[key] = self._offer(*key)
        made = self._made[key]
        if out := frozenset(off):
            return Offer(made.usable - out, made.core - out, made.core_of_product)
        return made

    def _offer(self, editions: frozenset[int], modules: frozenset[int]) -> Offer:
        held = modules.union(*(self.editions.get(edition, frozenset()) for edition in editions))
        usable = frozenset(feature.pk for feature in self.offered if feature.module in held)
        products = {feature.product for feature in self.offered if feature.pk in usable}
        of_products = frozenset(feature.pk for feature in self.offered if feature.product in products)
        return Offer(usable, usable & self.core, of_products & self.core)
