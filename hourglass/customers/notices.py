"""What colleagues hear about the people of their customers, queued in the transaction of its cause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hourglass.base import channels, outbox
from hourglass.base.models.channels import Purpose
from hourglass.base.outbox import Message
from hourglass.customers.models import Contact
from hourglass.customers.models.key_persons import Stance
from hourglass.customers.stances import Stands


def turned(contact: Contact, stands: Stands, *, at: datetime) -> None:
    """This function will tell the owner that a first-level person turned sceptic or opponent (KEY-01)."""
    title = _("%(person)s of %(customer)s: %(stance)s")
    text = _("A first-level key person does not stand behind the product. Talk to them now and write down why.")
    stance = Stance(stands.stance).label if stands.stance is not None else ""
    _tell(contact, f"turned:{stands.on}", title, text, {"stance": stance}, at=at)


def left(contact: Contact, due: Any, *, at: datetime) -> None:
    """This function will tell the owner that a key person left, and by when a successor is found."""
    title = _("%(person)s has left %(customer)s")
    text = _("Find out who follows, and speak with them by %(due)s.")
    _tell(contact, f"left:{contact.left_on}", title, text, {"due": due}, at=at)


def _tell(contact: Contact, occasion: str, title: Any, text: Any, words: Mapping[str, Any], *, at: datetime) -> None:
    person = contact.account.owner
    if person is None or not person.is_active:
        return
    known = {"person": contact.name, "customer": contact.account.name, **words}
    with translation.override(person.language):
        message = Message("contact.notice", str(title) % known, str(text) % known)
    outbox.enqueue(
        message,
        through=channels.system_mail(at=at),
        purpose=Purpose.STAFF,
        key=f"contact:{contact.pk}:{occasion}:{person.pk}",
        to=person.email,
        language=person.language,
        about=f"customers.account:{contact.account_id}",
        at=at,
    )
