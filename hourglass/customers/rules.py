"""The settings of key persons and of classes (CONV-7)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.base.settings import Number, Text, Whole, declare

GROUP = _("Key persons")


def _days(key: str, label: Any, help_: Any, default: int) -> Whole:
    return declare(
        Whole(
            key=f"contacts.{key}", group=GROUP, label=label, help=help_, unit=_("days"), default=default,
            least=1, most=366,
        )
    )  # fmt: skip


FRESH = _days(
    "attitude_days", _("An attitude counts for"), _("After that it is outdated and has to be judged anew."), 90
)
FIRST_SILENT = _days(
    "first_level_days", _("Talk to a first-level person every"), _("After that the person counts as not heard of."), 30
)
SECOND_SILENT = _days(
    "second_level_days",
    _("Talk to a second-level person every"),
    _("After that the person counts as not heard of."),
    60,
)
WILL_FRESH = _days(
    "will_days",
    _("An answer about the renewal counts for"),
    _("After that a person has to be asked again whether they want the renewal."),
    180,
)
ANSWER = declare(
    Whole(
        key="contacts.answer_days",
        group=GROUP,
        label=_("Answer a question within"),
        help=_("Counted in working days; after that the question is overdue."),
        unit=_("working days"),
        default=2,
        least=0,
        most=60,
    )
)
SUCCESSOR = declare(
    Whole(
        key="contacts.successor_days",
        group=GROUP,
        label=_("Find a successor within"),
        help=_("Counted in working days from the day a key person left."),
        unit=_("working days"),
        default=3,
        least=0,
        most=60,
    )
)

ARCHIVE = _("Archive")
ARCHIVE_BACK = declare(
    Whole(
        key="archive.back_days",
        group=ARCHIVE,
        label=_("Ask for first documents of customers since"),
        help=_("Customers whose service began longer ago are not asked for handover and first documents any more."),
        unit=_("days"),
        default=90,
        least=1,
        most=3660,
    )
)
CLASSES = _("Classes of customers")
HEAD_SHARE = declare(
    Number(
        key="segments.head_share",
        group=CLASSES,
        label=_("Head customers by amount"),
        help=_(
            "So many per cent of all customers, those that pay most, are head customers; rounded up, with every tie."
        ),
        unit="%",
        default=Decimal(10),
        least=Decimal(0),
        most=Decimal(100),
    )
)
HEAD_TIER = declare(
    Text(
        key="segments.head_tier",
        group=CLASSES,
        label=_("Tier of head customers"),
        help=_(
            "Every customer of this tier is a head customer too. With a code that no tier has, only the amount decides."
        ),
        default="S",
    )
)
