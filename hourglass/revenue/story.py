"""How the entries about contracts and money read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.MONEY,
    {
        "contract.added": _("{actor} added the contract {object}"),
        "payment.confirmed": _("{actor} confirmed the payment {object}"),
    },
)
