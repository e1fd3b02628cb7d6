"""Depth, breadth and the gap between what was released and what is used (USE-02, USE-04, USE-09)."""

from collections.abc import Collection

from hourglass.usage.metrics.activity import Share
from hourglass.usage.metrics.offers import Offer


def core_depth(used: Collection[int], offer: Offer, *, of_product: bool = False) -> Share:
    """This function will give the share of core features that were used (USE-02).

    Of 12 core features in the edition 9 used are 75 %; of the 15 of the whole product they are 60 %.
    """
    return Share.sets(used, offer.core_of_product if of_product else offer.core)


def breadth(used: Collection[int], offer: Offer) -> Share:
    """This function will give the share of usable features that were used (USE-04): 18 of 40 are 45 %."""
    return Share.sets(used, offer.usable)


def beyond(used: Collection[int], offer: Offer) -> frozenset[int]:
    """This function will give what was used without being entitled, as on trial; it counts in no rate (USE-04)."""
    return frozenset(used) - offer.usable


def gap(used_ever: Collection[int], released: Collection[int], offer: Offer) -> Share:
    """This function will give the share of what was released lately and may be used that never was (USE-09).

    10 released and entitled with 4 used are a gap of 60 %.
    """
    fresh = frozenset(released) & offer.usable
    return Share.sets(fresh - frozenset(used_ever), fresh)
