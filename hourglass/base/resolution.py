"""Which value holds: the narrowest scope first, and in it the latest that was in force that day (CONV-7, CFG-04)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R_co = TypeVar("R_co", covariant=True)


class ScopeKind(StrEnum):
    """How far a value reaches."""

    ACCOUNT = "account"
    TIER = "tier"
    PRODUCT_LINE = "product_line"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Place:
    """One scope that a value can be set for: a kind, and which account, tier or product line."""

    kind: ScopeKind = ScopeKind.WORKSPACE
    key: str = ""

    def __post_init__(self) -> None:
        if (self.kind is ScopeKind.WORKSPACE) == bool(self.key):
            raise ValueError("An account, tier or product line has a key; the workspace has none")


WORKSPACE = Place()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a value is asked for; what is unknown is left out."""

    account: str | None = None
    tier: str | None = None
    product_line: str | None = None

    def places(self) -> Iterator[Place]:
        """This function will name the places to look in: account, tier, product line, workspace."""
        for kind, key in (
            (ScopeKind.ACCOUNT, self.account),
            (ScopeKind.TIER, self.tier),
            (ScopeKind.PRODUCT_LINE, self.product_line),
        ):
            if key is not None:
                yield Place(kind, key)
        yield WORKSPACE


ANYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Dated:
    """A value as it was set: for what, where, from which day, and when that was recorded.

    `inherits` says that from this day on the place has no value of its own any more.
    """

    key: str
    place: Place
    effective_from: date
    value: Any
    recorded_at: datetime
    number: int
    inherits: bool = False


class Readable(Protocol[R_co]):
    """What can be asked for: a key, a default, and how to read what was kept."""

    @property
    def key(self) -> str: ...
    @property
    def default(self) -> R_co: ...
    def read(self, kept: Any) -> R_co: ...


class Configuration:
    """Every value that was ever set, at one moment; it answers for any day without looking anything up."""

    def __init__(self, values: Iterable[Dated] = ()) -> None:
        self._values: dict[tuple[str, Place], list[Dated]] = defaultdict(list)
        # A later record of the same day replaces the earlier one; of different days the later day wins.
        for value in sorted(values, key=lambda value: (value.effective_from, value.number)):
            self._values[value.key, value.place].append(value)

    @property
    def decided(self) -> frozenset[str]:
        """The keys that somebody has set a value for, whatever the place and the day."""
        return frozenset(key for key, _place in self._values)

    def found(self, key: str, *, on: date, scope: Scope = ANYWHERE, known_at: datetime | None = None) -> Dated | None:
        """This function will give what decides on the day `on`, as known at `known_at`; None means the default."""
        for place in scope.places():
            held = [
                value
                for value in self._values.get((key, place), ())
                if value.effective_from <= on and (known_at is None or value.recorded_at <= known_at)
            ]
            if held and not held[-1].inherits:
                return held[-1]
        return None

    def value(self, setting: Readable[T], *, on: date, scope: Scope = ANYWHERE, known_at: datetime | None = None) -> T:
        """This function will give the value of `setting` that held on the day `on`."""
        found = self.found(setting.key, on=on, scope=scope, known_at=known_at)
        return setting.default if found is None else setting.read(found.value)

    def upcoming(self, key: str, *, after: date, place: Place = WORKSPACE) -> list[Dated]:
        """This function will list what is planned for `key` in one place after the day `after`, soonest first."""
        return [value for value in self._values.get((key, place), ()) if value.effective_from > after]
