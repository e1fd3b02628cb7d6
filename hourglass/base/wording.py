"""How this company words the terms: a term is a setting of two words, by day and by product line (CONV-9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.labels import Label
from hourglass.base.models import ConfiguredValue, User
from hourglass.base.resolution import ANYWHERE, WORKSPACE, Configuration, Scope, ScopeKind
from hourglass.base.rewording import Rewording
from hourglass.base.settings import Setting, SettingRefused, Words, declared
from hourglass.base.terms import PHRASES, TERMS

LONGEST = 60
PREFIX = "term."
# Words go into sentences that have placeholders, and into pages; a sign that means something there is no word.
PLAIN = re.compile(r"\w(?:[\w ·/()（）+.,，、-]*[\w)）+])?")


class WordingRefused(SettingRefused):
    """A word that cannot stand for a term."""


@dataclass(frozen=True, kw_only=True)
class Wording(Setting[Label]):
    """A term in both languages."""

    kind: ClassVar[Words] = _("Term")

    def read(self, kept: Mapping[str, str]) -> Label:
        return Label(kept["zh"], kept["en"])

    def write(self, value: Label) -> dict[str, Any]:
        return {"zh": value.zh, "en": value.en}

    def check(self, value: Label) -> None:
        for language, word in (("zh", value.zh), ("en", value.en)):
            if len(word) > LONGEST:
                raise WordingRefused(_("Give a text of 1 to %(n)s characters.") % {"n": LONGEST}, field=language)
            if not PLAIN.fullmatch(word):
                raise WordingRefused(_("Write it in letters and digits, without other signs."), field=language)

    def shown(self, value: Label) -> str:
        return f"{value.zh} / {value.en}"


def _named(key: str) -> str:
    return TERMS[key].in_language(get_language() or "zh")


named = lazy(_named, str)


def wording_of(key: str) -> Wording:
    """This function will give the setting that words the term `key`."""
    return Wording(
        key=PREFIX + key,
        group=_("Terms"),
        label=format_lazy(_("Term “{term}”"), term=named(key)),
        help=_("How pages name it; the Chinese term is the reference."),
        default=TERMS[key],
        scopes=frozenset({ScopeKind.WORKSPACE, ScopeKind.PRODUCT_LINE}),
    )


def setting(key: str) -> Setting[Any] | None:
    """This function will give the setting called `key`, also that of a term; None when there is none."""
    term = key.removeprefix(PREFIX)
    return wording_of(term) if key.startswith(PREFIX) and term in TERMS else declared().get(key)


def worded(key: str, *, on: date, scope: Scope = ANYWHERE) -> Label:
    """This function will give the term `key` as the company words it on the day `on`."""
    return configuration.value(wording_of(key), on=on, scope=scope)


def own(held: Configuration, *, on: date) -> dict[str, Label]:
    """This function will give the company's own words on the day `on`, by term."""
    keys = sorted(key.removeprefix(PREFIX) for key in held.decided if key.startswith(PREFIX))
    words = {key: held.value(wording_of(key), on=on) for key in keys if key in TERMS}
    return {key: word for key, word in words.items() if word != TERMS[key]}


def rewording(held: Configuration, *, on: date) -> Rewording | None:
    """This function will give what words sentences as the company does on the day `on`; None without own words."""
    words = {key: word for key, word in own(held, on=on).items() if plain(word)}
    return _rewording(tuple(words.items())) if words else None


@lru_cache(maxsize=16)
def _rewording(words: tuple[tuple[str, Label], ...]) -> Rewording:
    return Rewording(TERMS | PHRASES, dict(words))


def plain(word: Label) -> bool:
    """This function will tell whether a word can stand in any sentence of the product."""
    return all(PLAIN.fullmatch(text) for text in (word.zh, word.en))


def reword(key: str, *, to: Label, by: User | str, at: datetime, reason: str) -> ConfiguredValue:
    """This function will word the term `key` the company's own way from today on."""
    today = configuration.today(at)
    if to == TERMS[key]:
        return reset(key, by=by, at=at, reason=reason)
    if to == worded(key, on=today):
        raise WordingRefused(_("It is worded like this already. Change a word or cancel."), field="zh")
    for other in TERMS.keys() - {key}:
        word = worded(other, on=today)
        for language, same in (("zh", word.zh == to.zh), ("en", word.en.casefold() == to.en.casefold())):
            if same:
                message = _("Another term has this word: %(term)s. Two things need two words.")
                raise WordingRefused(message % {"term": TERMS[other].zh}, field=language)
    return configuration.change(wording_of(key), to, effective_from=today, by=by, at=at, reason=reason)


def reset(key: str, *, by: User | str, at: datetime, reason: str) -> ConfiguredValue:
    """This function will give the term `key` back the product's own words from today on."""
    today = configuration.today(at)
    if worded(key, on=today) == TERMS[key]:
        raise WordingRefused(_("The term has the product's own words already."))
    return configuration.inherit(wording_of(key), effective_from=today, by=by, at=at, reason=reason, place=WORKSPACE)
