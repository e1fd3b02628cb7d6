"""How the entries about customers read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.PEOPLE,
    {
        "absence.called_off": _("{actor} called off the absence {object}"),
        "absence.entered": _("{actor} entered the absence {object}"),
        "person.reachability_changed": _("{actor} changed how customers reach {object}"),
    },
)
tell(Kind.TOUCHES, {"touch.logged": _("{actor} was in touch with {object}")})
tell(
    Kind.CUSTOMERS,
    {
        "account.added": _("{actor} added the customer {object}"),
        "account.assigned": _("{actor} assigned the customer {object}"),
        "account.changed": _("{actor} changed the customer {object}"),
        "account.closed": _("{actor} closed the customer {object}"),
        "account.described": _("{actor} changed the portrait of {object}"),
        "account.linked": _("{actor} linked an identifier to {object}"),
        "account.member_added": _("{actor} added somebody to the service team of {object}"),
        "account.member_removed": _("{actor} took somebody off the service team of {object}"),
        "account.start_set": _("{actor} set the service start of {object} by hand"),
        "account.reopened": _("{actor} reopened the customer {object}"),
        "account.absorbed": _("{actor} merged another customer into {object}"),
        "account.merged": _("{actor} merged the customer {object} into another one"),
        "account.returned": _("{actor} took the customer {object} out of another one again"),
        "account.separated": _("{actor} took a customer out of {object} again"),
        "account.told_apart": _("{actor} judged {object} and a similar customer to be two"),
        "account.unlinked": _("{actor} took an identifier from {object}"),
        "link.made": _("{actor} made the customer link {object}"),
        "link.revoked": _("{actor} revoked the customer link {object}"),
        "portrait_field.added": _("{actor} added the portrait field {object}"),
        "portrait_field.changed": _("{actor} changed the portrait field {object}"),
        "portrait_field.retired": _("{actor} retired the portrait field {object}"),
        "product.added": _("{actor} added {object} to the catalogue"),
        "product.changed": _("{actor} changed {object} in the catalogue"),
        "store.added": _("{actor} added the store {object}"),
        "store.changed": _("{actor} changed the store {object}"),
        "store.closed": _("{actor} closed the store {object}"),
        "store.reopened": _("{actor} reopened the store {object}"),
        "contact.added": _("{actor} added the contact {object}"),
        "contact.changed": _("{actor} changed the contact {object}"),
        "list.exported": _("{actor} exported a list of customers"),
        "view.added": _("{actor} kept the view {object}"),
        "view.arranged": _("{actor} put the tabs of a list in order"),
        "view.changed": _("{actor} changed the view {object}"),
        "view.removed": _("{actor} removed the view {object}"),
        "view.restored": _("{actor} brought the view {object} back"),
    },
)
