"""How the entries about costs read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.MONEY,
    {
        "cost.changed": _("{actor} changed the cost {object}"),
        "cost.entered": _("{actor} entered the cost {object}"),
        "cost.withdrawn": _("{actor} took back the cost {object}"),
    },
)
