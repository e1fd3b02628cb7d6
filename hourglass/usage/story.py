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
        "feature.unheard": _("{actor} took an event off the feature {object}"),
    },
)
