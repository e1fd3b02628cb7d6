"""How the entries about contracts and money read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.MONEY,
    {
        "contract.added": _("{actor} added the contract {object}"),
        "contract.changed": _("{actor} changed the contract {object}"),
        "contract.ended": _("{actor} ended the contract {object} early"),
        "contract.merged": _("{actor} merged the contract {object} into another one"),
        "contract.split": _("{actor} split the contract {object} off another one"),
        "line.added": _("{actor} added the line {object}"),
        "line.corrected": _("{actor} corrected the line {object}"),
        "line.cut": _("{actor} ended the line {object} early"),
        "line.replaced": _("{actor} replaced the line {object}"),
        "line.stepped": _("{actor} let an agreed price step of {object} take effect"),
        "payment.confirmed": _("{actor} confirmed the payment {object}"),
        "month.corrected": _("{actor} booked a correction of the closed month {object}"),
        "renewal.corrected": _("{actor} booked a correction of the settled renewal {object}"),
        "payment.voided": _("{actor} voided the payment {object}"),
    },
)
