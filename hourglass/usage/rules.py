"""The settings of use (CONV-7)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.settings import Choice, Whole, declare
from hourglass.usage.metrics.spans import MINUTE
from hourglass.usage.metrics.states import Limits

USE = _("Use of the product")


def _number(key: str, label: Any, help_text: Any, unit: Any, default: int, most: int, least: int = 1) -> Whole:
    return declare(
        Whole(
            key=f"usage.{key}", group=USE, label=label, help=help_text, unit=unit, default=default, least=least,
            most=most,
        )
    )  # fmt: skip


WINDOW = _number("window_days", _("Use is measured over"), _("The days that end with yesterday."), _("days"), 30, 92, 7)
LEAST = _number(
    "least_days", _("A feature counts as used from"), _("In depth and breadth of the window."), _("days of use"), 1, 30
)
USED = _number("used_days", _("Adoption: used from"), _("Days of use within the window."), _("days of use"), 3, 92)
HABITUAL = _number("habit_days", _("Adoption: a habit from"), _("The same."), _("days of use"), 8, 92)
IDLE = _number("idle_minutes", _("Idle after"), _("Who does nothing for so long is not active."), _("minutes"), 5, 60)
ACTIVATION = _number(
    "activation_days",
    _("Activated after core use on"),
    _("So many different days with a core feature make a customer activated."),
    _("days"),
    3,
    30,
)
STOPPED = _number(
    "stopped_days",
    _("Stopped after"),
    _("So many opening days in a row without core use; days without data do not count."),
    _("opening days"),
    14,
    92,
)
FRESH = _number(
    "fresh_months", _("A feature is new for"), _("In the gap between releases and use."), _("months"), 12, 36
)
STAR = _number(
    "star_days", _("Active in a week from"), _("The north star: days of a week with core use."), _("days"), 3, 7
)
RESTATED = _number(
    "restated_days", _("Late data changes figures of the last"), _("Older figures stay as they are."), _("days"), 7, 92
)
CORE_OF = declare(
    Choice(
        key="usage.core_of",
        group=USE,
        label=_("Core depth is measured against"),
        help=_("All core features of the product show the gap to sell."),
        default="edition",
        choices=lambda: {
            "edition": _("The core features of what was bought"),
            "product": _("All core features of the product"),
        },
    )
)


def limits(on: date) -> Limits:
    """This function will give the limits of adoption that held on a day."""
    now = configuration.current()
    return Limits(
        window=now.value(WINDOW, on=on), used=now.value(USED, on=on), habitual=now.value(HABITUAL, on=on)
    )  # fmt: skip


def idle_ms(on: date) -> int:
    """This function will give how long nothing may happen until a person counts as idle, in milliseconds."""
    return configuration.value(IDLE, on=on) * MINUTE
