"""How this company words the terms: a term is a setting of two words, by day and by product line (CONV-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from hourglass.base.configuration import current
from hourglass.base.labels import Label
from hourglass.base.resolution import ANYWHERE, Scope, ScopeKind
from hourglass.base.settings import Setting, SettingRefused, Words
from hourglass.base.terms import TERMS

LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class Wording(Setting[Label]):
    """A term in both languages."""

    kind: ClassVar[Words] = _("Term")

    def read(self, kept: Mapping[str, str]) -> Label:
        return Label(kept["zh"], kept["en"])

    def write(self, value: Label) -> dict[str, Any]:
        return {"zh": value.zh, "en": value.en}

    def check(self, value: Label) -> None:
        if any(len(word) > LONGEST or not word.isprintable() for word in (value.zh, value.en)):
            raise SettingRefused(_("Give a text of 1 to %(n)s characters.") % {"n": LONGEST}, field="value")

    def shown(self, value: Label) -> str:
        return f"{value.zh} / {value.en}"


def wording_of(key: str) -> Wording:
    """This function will give the setting that words the term `key`."""
    return Wording(
        key=f"term.{key}",
        group=_("Terms"),
        label=key,
        help=_("How pages name it; the Chinese term is the reference."),
        default=TERMS[key],
        scopes=frozenset({ScopeKind.WORKSPACE, ScopeKind.PRODUCT_LINE}),
    )


def worded(key: str, *, on: date, scope: Scope = ANYWHERE) -> Label:
    """This function will give the term `key` as the company words it on the day `on`."""
    return current().value(wording_of(key), on=on, scope=scope)
