"""Touch points: every way in which a customer and the vendor are in touch, not only the product's use (FILE-11)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.base.models import Entry, Sentiment, Way
from hourglass.base.refusals import Refused
from hourglass.base.timeline import Touch
from hourglass.customers import contacts, standing, succession
from hourglass.customers.accounts import require_worked
from hourglass.customers.models import Account, Contact, Receipt

VERB = "touch.logged"
LONGEST = 10_000
AHEAD = timedelta(minutes=5)  # clocks of other systems are not quite ours
OLDEST = timedelta(days=366 * 30)
# Where people spoke with each other; a bill or a mailing is a touch point, but nobody was heard.
PERSONAL = frozenset({Way.CALL, Way.VISIT, Way.MEETING, Way.MESSAGE, Way.EMAIL, Way.HOTLINE})


class TouchRefused(Refused):
    """A touch point cannot be kept like this."""


@transaction.atomic
def log(
    account: Account,
    *,
    channel: str,
    by: Actor,
    at: datetime,
    note: str = "",
    sentiment: str = "",
    contact: Contact | None = None,
    happened_at: datetime | None = None,
) -> Entry:
    """This function will keep that an account and the vendor were in touch; `happened_at` is now unless it is given.

    :raises TouchRefused: the channel or sentiment is not known, the time has not come, or the contact is another's.
    """
    require_worked(account, by)
    when = happened_at or at
    _refuse_unfit(channel, sentiment, note, when, at)
    if contact is not None and contact.account_id != account.pk:
        raise TouchRefused(_("This contact belongs to another customer."), field="contact")
    told = Touch(channel, note.strip(), sentiment or None)
    entry = timeline.record("touch.logged", on=contact or account, by=by, at=when, touch=told, about=str(account.pk))
    _publish(account, channel, when)
    if contact is not None and channel in PERSONAL:
        contacts.heard_of(contact, when)
    return entry


@transaction.atomic
def receive(account: Account, *, source: str, key: str, by: Actor, at: datetime, **touch: Any) -> tuple[Entry, bool]:
    """This function will keep a touch point that another system tells, once however often it is told.

    `key` is what `source` calls it; `touch` is what `log` takes. The second value tells whether it was new.

    :raises TouchRefused: as `log`, or there is no key.
    """
    if not source.strip() or not key.strip():
        raise TouchRefused(_("Name the source and its key of the touch point; repeated sending is told by them."))
    everyone = Receipt.objects.unscoped(reason="a touch point is kept once, whoever sees its customer")
    told = everyone.filter(source=source[:60], key=key[:200]).select_related("entry")
    if there := told.first():
        require_worked(account, by)
        return there.entry, False
    try:
        with transaction.atomic():
            entry = log(account, by=by, at=at, **touch)
            Receipt.objects.create(account=account, source=source[:60], key=key[:200], entry=entry)
    except IntegrityError:
        return told.get().entry, False
    return entry, True


@transaction.atomic
def correct(entry: Entry, *, to: Mapping[str, Any], by: Actor, at: datetime, reason: str) -> Entry:
    """This function will correct an entry of the record; a touch point's time counts as it is corrected."""
    correction = timeline.correct(entry, to=to, by=by, at=at, reason=reason)
    original = correction.corrects or entry
    if original.verb == VERB and original.about and {"at", "channel"} & set(to):
        everyone = Account.objects.unscoped(reason="when an account was last heard of does not depend on who corrects")
        for account in everyone.filter(pk=succession.standing_for(int(original.about))):
            standing.publish({account.pk: {"touched_at": last(account)}})
    return correction


def last(account: Account) -> datetime | None:
    """This function will tell when somebody last spoke with the account, as corrected."""
    story = Entry.objects.unscoped(reason="when an account was last heard of does not depend on who looks")
    touches = story.about_any(succession.stories(account)).originals().filter(verb=VERB).told()
    newest = [touch.versions()[-1] for touch in touches]
    return max((version.at for version in newest if version.channel in PERSONAL), default=None)


def _publish(account: Account, channel: str, when: datetime) -> None:
    if channel in PERSONAL and (account.touched_at is None or when > account.touched_at):
        standing.publish({account.pk: {"touched_at": when}})
        account.touched_at = when


def _refuse_unfit(channel: str, sentiment: str, note: str, when: datetime, at: datetime) -> None:
    if channel not in Way.values:
        raise TouchRefused(_("Choose a channel of the list."), field="channel")
    if sentiment and sentiment not in Sentiment.values:
        raise TouchRefused(_("Choose how it felt, or leave it open."), field="sentiment")
    if not at - OLDEST <= when <= at + AHEAD:
        raise TouchRefused(_("What happened lies in the past. Give a time that has come."), field="happened_at")
    if len(note) > LONGEST:
        raise TouchRefused(_("Shorten the note to %(n)d characters.") % {"n": LONGEST}, field="note")
