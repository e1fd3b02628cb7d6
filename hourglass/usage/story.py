"""How the entries about the use of the product read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.SETTINGS,
    {
        "feature.added": _("{actor} added the feature {object}"),
        "feature.changed": _("{actor} changed the feature {object}"),
        "feature.heard": _("{actor} let an event mean the feature {object}"),
        "feature.marked": _("{actor} changed whether {object} is a core feature"),
        "hours.excepted": _("{actor} set other opening hours for {object}"),
        "hours.set": _("{actor} set the opening hours of {object}"),
        "feature.switched_off": _("{actor} switched the feature {object} off for the customer"),
        "feature.switched_on": _("{actor} switched the feature {object} on again for the customer"),
        "feature.unheard": _("{actor} took an event off the feature {object}"),
        "source.added": _("{actor} added the source {object}"),
        "source.changed": _("{actor} changed the source {object}"),
        "quarantine.replayed": _("{actor} had events of {object} taken in that had been turned away"),
    },
)
tell(
    Kind.CUSTOMERS,
    {
        "identity.mapped": _("{actor} said whose {object} is in the product"),
        "identity.unmapped": _("{actor} took back whose {object} is in the product"),
        "identity.set_aside": _("{actor} set {object} aside: nobody's in the product"),
        "identity.brought_back": _("{actor} put {object} back on the list of those without a customer"),
        "claim.accepted": _("{actor} accepted what events say: {object}"),
        "claim.declined": _("{actor} declined what events say: {object}"),
        "claim.taken_back": _("{actor} took an accepted claim back: {object}"),
    },
)
