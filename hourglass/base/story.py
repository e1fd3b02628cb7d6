"""How the entries of this package read."""

from django.utils.translation import gettext_lazy as _

from hourglass.base.verbs import Kind, tell

tell(
    Kind.PEOPLE,
    {
        "invitation.accepted": _("{actor} accepted the invitation"),
        "invitation.withdrawn": _("{actor} withdrew the invitation to {object}"),
        "person.added": _("{actor} added {object}"),
        "person.changed": _("{actor} changed the details of {object}"),
        "person.deactivated": _("{actor} deactivated {object}"),
        "person.invited": _("{actor} invited {object}"),
        "person.logged_out": _("{actor} ended every session of {object}"),
        "person.moved": _("{actor} moved {object} to another team"),
        "person.preferences_changed": _("{actor} changed the preferences of {object}"),
        "person.reactivated": _("{actor} reactivated {object}"),
        "person.sso_connected": _("{actor} connected single sign-on to {object}"),
        "role.changed": _("{actor} changed the role {object}"),
        "role.created": _("{actor} created the role {object}"),
        "role.deleted": _("{actor} deleted the role {object}"),
        "role.granted": _("{actor} gave {object} a role"),
        "role.installed": _("{actor} installed the role {object}"),
        "role.revoked": _("{actor} took a role from {object}"),
        "team.added": _("{actor} added the team {object}"),
        "team.renamed": _("{actor} renamed the team {object}"),
        "team.lead_changed": _("{actor} changed the lead of {object}"),
    },
)
tell(
    Kind.MESSAGES,
    {
        "channel.added": _("{actor} added the channel {object}"),
        "channel.changed": _("{actor} changed the channel {object}"),
        "channel.disabled": _("{actor} disabled the channel {object} after failure"),
        "channel.paused": _("{actor} paused the channel {object}"),
        "channel.resumed": _("{actor} resumed the channel {object}"),
        "channel.tested": _("{actor} sent a test message on {object}"),
        "delivery.became_uncertain": _("{actor} does not know whether the message {object} arrived"),
        "delivery.confirmed": _("{actor} marked the message {object} as arrived"),
        "delivery.died": _("{actor} gave up the message {object}"),
        "delivery.discarded": _("{actor} discarded the message {object}"),
        "delivery.resent": _("{actor} had the message {object} sent again"),
        "delivery.retried": _("{actor} had the message {object} retried"),
    },
)
tell(
    Kind.JOBS,
    {
        "job.discarded": _("{actor} discarded a run of {object}"),
        "job.given_up": _("{actor} gave {object} up after too many attempts"),
        "job.requested": _("{actor} asked for a run of {object}"),
        "job.retried": _("{actor} had {object} tried again"),
        "job.set_back": _("{actor} set {object} back, so that its periods run once more"),
    },
)
tell(
    Kind.ACCESS,
    {
        "key.created": _("{actor} made the write key {object}"),
        "key.revoked": _("{actor} revoked the write key {object}"),
        "key.rotated": _("{actor} replaced a write key by {object}"),
        "person.logged_in": _("{actor} logged in"),
        "token.created": _("{actor} made the service token {object}"),
        "token.revoked": _("{actor} revoked the service token {object}"),
    },
)
tell(
    Kind.RECORD,
    {
        "entry.corrected": _("{actor} corrected an entry about {object}"),
        "entry.erased": _("{actor} erased the personal text of entries about {object}"),
        "record.checked": _("{actor} checked the record"),
        "record.exported": _("{actor} exported entries of the record"),
    },
)
tell(
    Kind.SETTINGS,
    {
        "calendar_exception.added": _("{actor} decided {object} in the working calendar"),
        "calendar_exception.removed": _("{actor} gave {object} back to the working calendar"),
        "configuration.cancelled": _("{actor} took back a planned change of {object}"),
        "configuration.changed": _("{actor} changed the setting {object}"),
        "configuration.corrected": _("{actor} corrected the setting {object}"),
        "configuration.inherited": _("{actor} ended a value of the setting {object}"),
    },
)
