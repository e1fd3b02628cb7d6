"""What can be asked about a fact of each kind, what is compared, and which question is the opposite."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from hourglass.customers.registry import Kind


class Operator(StrEnum):
    """One question about a value."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    HAS = "has"
    HAS_NOT = "has_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    BEFORE = "before"
    FROM_ON = "from_on"
    IN_NEXT_DAYS = "in_next_days"
    NOT_IN_NEXT_DAYS = "not_in_next_days"
    IN_LAST_DAYS = "in_last_days"
    NOT_IN_LAST_DAYS = "not_in_last_days"
    KNOWN = "known"
    UNKNOWN = "unknown"


# Each question with the one that is met exactly where it is not, as far as the value is known.
OPPOSITES = {
    Operator.IS: Operator.IS_NOT,
    Operator.ONE_OF: Operator.NONE_OF,
    Operator.HAS: Operator.HAS_NOT,
    Operator.CONTAINS: Operator.CONTAINS_NOT,
    Operator.AT_LEAST: Operator.LESS_THAN,
    Operator.MORE_THAN: Operator.AT_MOST,
    Operator.BEFORE: Operator.FROM_ON,
    Operator.IN_NEXT_DAYS: Operator.NOT_IN_NEXT_DAYS,
    Operator.IN_LAST_DAYS: Operator.NOT_IN_LAST_DAYS,
    Operator.KNOWN: Operator.UNKNOWN,
}
OPPOSITES |= {opposite: operator for operator, opposite in OPPOSITES.items()}

ABOUT_KNOWING = frozenset({Operator.KNOWN, Operator.UNKNOWN})
RELATIVE = frozenset(
    {Operator.IN_NEXT_DAYS, Operator.NOT_IN_NEXT_DAYS, Operator.IN_LAST_DAYS, Operator.NOT_IN_LAST_DAYS}
)
SEVERAL = frozenset({Operator.ONE_OF, Operator.NONE_OF})

_SIZES = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN, Operator.IS, Operator.IS_NOT)
_KNOWING = (Operator.KNOWN, Operator.UNKNOWN)
OF_KIND: dict[Kind, tuple[Operator, ...]] = {
    Kind.NUMBER: (*_SIZES, *_KNOWING),
    Kind.MONEY: (*_SIZES, *_KNOWING),
    Kind.TEXT: (
        *(Operator.CONTAINS, Operator.CONTAINS_NOT, Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF),
        *_KNOWING,
    ),
    Kind.CHOICE: (Operator.ONE_OF, Operator.NONE_OF, Operator.IS, Operator.IS_NOT, *_KNOWING),
    Kind.CHOICES: (Operator.HAS, Operator.HAS_NOT, *_KNOWING),
    Kind.YES_NO: (Operator.IS, Operator.IS_NOT, *_KNOWING),
    Kind.DAY: (
        *(Operator.IN_NEXT_DAYS, Operator.NOT_IN_NEXT_DAYS, Operator.IN_LAST_DAYS, Operator.NOT_IN_LAST_DAYS),
        *(Operator.BEFORE, Operator.FROM_ON, Operator.IS, Operator.IS_NOT, *_KNOWING),
    ),
}

WORDS = {
    Operator.IS: _("is"),
    Operator.IS_NOT: _("is not"),
    Operator.ONE_OF: _("is one of"),
    Operator.NONE_OF: _("is none of"),
    Operator.HAS: _("includes"),
    Operator.HAS_NOT: _("does not include"),
    Operator.CONTAINS: _("contains"),
    Operator.CONTAINS_NOT: _("does not contain"),
    Operator.AT_LEAST: _("is at least"),
    Operator.LESS_THAN: _("is less than"),
    Operator.MORE_THAN: _("is more than"),
    Operator.AT_MOST: _("is at most"),
    Operator.BEFORE: _("is before"),
    Operator.FROM_ON: _("is on or after"),
    Operator.IN_NEXT_DAYS: _("is within the next days"),
    Operator.NOT_IN_NEXT_DAYS: _("is not within the next days"),
    Operator.IN_LAST_DAYS: _("is within the last days"),
    Operator.NOT_IN_LAST_DAYS: _("is not within the last days"),
    Operator.KNOWN: _("is known"),
    Operator.UNKNOWN: _("is unknown"),
}
