"""Time depth: the union of everybody's active time inside opening hours, over the opening hours (USE-03).

Times are whole milliseconds, so that sums are exact; a span runs from its first up to, not including, its second.
"""

from collections.abc import Iterable, Mapping, Sequence

from hourglass.usage.metrics.activity import Share

Span = tuple[int, int]
MINUTE = 60_000
IDLE = 5 * MINUTE


def active(moments: Iterable[int], idle: int = IDLE) -> list[Span]:
    """This function will give the time in which one person was active: each event counts until the next one, or until
    `idle` has passed without any."""
    return union((at, at + idle) for at in moments)


def union(spans: Iterable[Span]) -> list[Span]:
    """This function will join spans that overlap or touch: 08-12 and 10-14 are 08-14, six hours, not eight."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def length(spans: Iterable[Span]) -> int:
    """This function will add up spans."""
    return sum(end - start for start, end in spans)


def meeting(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """This function will give the time that lies in both of two unions."""
    met, i, j = [], 0, 0
    while i < len(some) and j < len(others):
        start, end = max(some[i][0], others[j][0]), min(some[i][1], others[j][1])
        if start < end:
            met.append((start, end))
        if some[i][1] <= others[j][1]:
            i += 1
        else:
            j += 1
    return met


def time_depth(used: Mapping[int, Iterable[Span]], opened: Mapping[int, Iterable[Span] | None]) -> Share:
    """This function will give active time inside opening hours over opening hours, of all stores: sum over sum.

    `opened` names every store with its opening hours in the window, None where nobody gave them: such a store is in
    neither number and stands in `of` as what is missing. Without any store of known hours there is no value.
    """
    inside = below = 0
    known = set()
    for store, hours in opened.items():
        if hours is None:
            continue
        open_time = union(hours)
        known.add(store)
        below += length(open_time)
        inside += length(meeting(union(used.get(store, ())), open_time))
    missing = frozenset(opened) - known
    return Share(inside if known else None, below, frozenset(known), missing)


def outside(used: Mapping[int, Iterable[Span]], opened: Mapping[int, Iterable[Span] | None]) -> int:
    """This function will add up active time outside of opening hours, of stores whose hours are known."""
    total = 0
    for store, hours in opened.items():
        if hours is not None:
            spent = union(used.get(store, ()))
            total += length(spent) - length(meeting(spent, union(hours)))
    return total
