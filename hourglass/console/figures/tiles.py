"""The tiles of a page of figures: a rate, both its numbers, and the way to the records behind it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from hourglass.base.ratios import Ratio
from hourglass.console.figures import drawing


@dataclass(frozen=True, slots=True)
class Tile:
    """One rate as people read it."""

    label: str | Promise
    ratio: Ratio
    behind: str
    url: str
    note: str = ""


def tile(label: str | Promise, ratio: Ratio, currency: str, *, money: bool = True, note: str = "") -> Tile:
    """This function will make the tile of a rate that has records."""
    return Tile(label, ratio, drawing.both(ratio, currency, money=money), records_of(ratio), note)


def records_of(ratio: Ratio, *, below: bool = False) -> str:
    """This function will give the address of the records behind the numerator of a rate, or behind its denominator."""
    if ratio.records is None:
        return ""
    chosen = ratio.records.denominator if below else ratio.records.numerator
    asked = {"source": ratio.records.source, **chosen}
    return reverse("figures-records") + "?" + urlencode(asked, doseq=True)
