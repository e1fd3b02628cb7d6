"""What a setting of the workspace is: a key, a kind, a default, and the words that explain it.

A package declares its settings in its own `rules.py`, where they are found by name; the declared ones make up the
settings page and its reference.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from hourglass.base.refusals import Refused
from hourglass.base.resolution import ScopeKind

T = TypeVar("T")
Words = Any  # a text that is translated when it is shown


class SettingRefused(Refused):
    """A value that a setting does not take."""


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[T]):
    """One thing an administrator can set. `read` and `write` turn a value from and into JSON; `check` refuses."""

    kind: ClassVar[Words] = ""

    key: str
    group: Words
    label: Words
    help: Words
    default: T
    unit: Words = ""
    scopes: frozenset[ScopeKind] = frozenset({ScopeKind.WORKSPACE})

    def read(self, kept: Any) -> T:
        """This function will give the value that was kept as JSON."""
        value: T = kept
        return value

    def write(self, value: T) -> Any:
        """This function will give what is kept of `value` as JSON."""
        return value

    def check(self, value: T) -> None:
        """This function will refuse a value that makes no sense here."""

    def shown(self, value: T) -> Words:
        """This function will give `value` as people read it."""
        return value


@dataclass(frozen=True, kw_only=True)
class Text(Setting[str]):
    """A short text."""

    kind: ClassVar[Words] = _("Text")
    longest: int = 60

    def check(self, value: str) -> None:
        if not value.strip() or len(value) > self.longest or not value.isprintable():
            raise SettingRefused(_("Give a text of 1 to %(n)s characters.") % {"n": self.longest}, field="value")


@dataclass(frozen=True, kw_only=True)
class Whole(Setting[int]):
    """A whole number between two ends, both included."""

    kind: ClassVar[Words] = _("Whole number")
    least: int
    most: int

    def check(self, value: int) -> None:
        if not self.least <= value <= self.most:
            ends = {"least": self.least, "most": self.most}
            raise SettingRefused(_("Give a number from %(least)s to %(most)s.") % ends, field="value")


@dataclass(frozen=True, kw_only=True)
class Number(Setting[Decimal]):
    """An exact decimal number between two ends, both included; kept as text, since JSON numbers become floats."""

    kind: ClassVar[Words] = _("Number")
    least: Decimal
    most: Decimal
    places: int = 2

    def read(self, kept: Any) -> Decimal:
        return Decimal(kept)

    def write(self, value: Decimal) -> str:
        return str(value)

    def check(self, value: Decimal) -> None:
        try:
            fits = self.least <= value <= self.most and value == round(value, self.places)
        except InvalidOperation:
            fits = False
        if not fits:
            ends = {"least": self.least, "most": self.most}
            raise SettingRefused(_("Give a number from %(least)s to %(most)s.") % ends, field="value")


@dataclass(frozen=True, kw_only=True)
class OnOff(Setting[bool]):
    """Something that is on or off."""

    kind: ClassVar[Words] = _("On or off")

    def shown(self, value: bool) -> Words:
        return _("On") if value else _("Off")


@dataclass(frozen=True, kw_only=True)
class TimeOfDay(Setting[time]):
    """A time on the clock, to the minute."""

    kind: ClassVar[Words] = _("Time of day")

    def read(self, kept: Any) -> time:
        return time.fromisoformat(kept)

    def write(self, value: time) -> str:
        return value.isoformat(timespec="minutes")

    def shown(self, value: time) -> str:
        return self.write(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Setting[str]):
    """One of several keys, each with words; a long list is made when it is asked for."""

    kind: ClassVar[Words] = _("One of a list")
    choices: Callable[[], Mapping[str, Words]]

    def check(self, value: str) -> None:
        if value not in self.choices():
            raise SettingRefused(_("Choose one of the list."), field="value")

    def shown(self, value: str) -> Words:
        return self.choices().get(value, value)


_declared: dict[str, Setting[Any]] = {}

S = TypeVar("S", bound=Setting[Any])


def declare(setting: S) -> S:
    """This function will add `setting` to the product; its key is taken once, and its default is a value it takes."""
    if setting.key in _declared:
        raise ValueError(f"The setting {setting.key} is declared twice")
    setting.check(setting.default)
    _declared[setting.key] = setting
    return setting


def declared() -> Mapping[str, Setting[Any]]:
    """This function will give every setting of the product by its key."""
    _discover()
    return _declared


@cache
def _discover() -> None:
    autodiscover_modules("rules")
