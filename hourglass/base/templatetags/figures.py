"""Figures as people read them: `{{ sum|in_full }}`, `{{ sum|in_short }}`, `{{ ratio|percent }}`."""

from django import template
from django.utils.timezone import now  # noqa: TID251  a page shows figures as the workspace wants them today
from django.utils.translation import get_language

from hourglass.base import configuration, ratios
from hourglass.base.money import Money
from hourglass.base.ratios import Ratio
from hourglass.base.rounding import DASH, Exact
from hourglass.base.workspace import PERCENT_PLACES

register = template.Library()


@register.filter
def in_full(money: Money | None) -> str:
    """This function will write a sum in full, as in tables; nothing known is a dash."""
    return DASH if money is None else money.full()


@register.filter
def in_short(money: Money | None) -> str:
    """This function will write a sum in short, as on cards and charts, in the reader's language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return DASH if money is None else money.compact(language)


@register.filter
def percent(share: Ratio | Exact | None) -> str:
    """This function will write a ratio or a share as a percentage, with as many places as the workspace wants."""
    value = share.value if isinstance(share, Ratio) else share
    return ratios.percent(value, configuration.value(PERCENT_PLACES, on=configuration.today(now())))
