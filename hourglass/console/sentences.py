"""How an entry of the record reads as a sentence."""

from django.utils.translation import gettext as _

from hourglass.base import verbs
from hourglass.base.models import Entry


def told(entry: Entry) -> str:
    """This function will tell an entry in the reader's language: who did what to what."""
    return str(verbs.every()[entry.verb].sentence).format(
        actor=entry.actor_label or _("The system"), object=entry.object_label or _("something erased")
    )
