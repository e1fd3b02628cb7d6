"""The story of a customer as its page tells it: one order for everything, each entry with its sign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from hourglass.base import verbs
from hourglass.base.models import Entry, Sentiment, User, Way
from hourglass.base.models.timeline import EntryQuerySet
from hourglass.base.permissions import Permission
from hourglass.base.verbs import Kind
from hourglass.console.forms.portraits import shown
from hourglass.console.telling import Change, Telling, tell
from hourglass.customers import filling, succession, touches
from hourglass.customers.models import Account, PortraitField

LATEST = 6
WAYS: dict[str, str] = {
    Way.CALL: "phone",
    Way.VISIT: "building-store",
    Way.MEETING: "users-group",
    Way.MESSAGE: "message-2",
    Way.EMAIL: "mail",
    Way.HOTLINE: "lifebuoy",
    Way.WEBSITE: "world",
    Way.BILLING: "file-text",
    Way.MARKETING: "broadcast",
    Way.EVENT: "calendar-event",
}
# By the noun of the verb: what an entry is about.
NOUNS = {
    "account": "id-badge-2",
    "contact": "user",
    "contract": "file-text",
    "payment": "circle-check",
    "store": "building-store",
    "form": "clipboard-list",
    "line": "file-text",
    "link": "link",
    "renewal": "refresh",
}
FEELINGS: dict[str, tuple[str, str]] = {
    Sentiment.POSITIVE: ("mood-smile", "ok"),
    Sentiment.NEUTRAL: ("mood-empty", ""),
    Sentiment.NEGATIVE: ("mood-sad", "bad"),
}
TONES = {"account.closed": "watch", "account.merged": "watch", "store.closed": "watch", "payment.confirmed": "ok"}


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the story, with how it is drawn."""

    telling: Telling
    icon: str
    tone: str
    title: str  # of a touch point: the channel and with whom; of all else the sentence tells it
    feeling: str = ""  # the icon of how a touch point felt

    @property
    def touch(self) -> bool:
        """Whether somebody was in touch."""
        return bool(self.title)


def readable(account: Account, reader: User) -> EntryQuerySet:
    """This function will give the entries of an account's story that `reader` may read, corrections apart."""
    story = Entry.objects.unscoped(reason="whoever sees a customer reads its story")
    entries: EntryQuerySet = story.about_any(succession.stories(account)).originals()
    # That it went into this one stands in the entry of this one already.
    entries = entries.exclude(Q(verb="account.merged") & ~Q(about=str(account.pk)))
    if not reader.can(Permission.CONTRACTS_VIEW):
        entries = entries.exclude(verb__in=verbs.of(Kind.MONEY))
    return entries


def asked_for(entries: EntryQuerySet, asked: dict[str, Any]) -> EntryQuerySet:
    """This function will keep the entries that a reader asked for."""
    if kind := asked.get("kind"):
        entries = entries.filter(verb__in=verbs.of(kind))
    if channel := asked.get("channel"):
        entries = entries.filter(channel=channel)
    if actor := asked.get("actor"):
        entries = entries.filter(Q(actor=actor) | Q(acting_for=actor))
    if since := asked.get("since"):
        entries = entries.filter(at__gte=since)
    if until := asked.get("until"):
        entries = entries.filter(at__lt=until)
    if words := asked.get("q"):
        said = [Q(**{f"text__{part}__icontains": words}) for part in ("label", "reason", "note", "old", "new")]
        corrected = Q(corrections__text__note__icontains=words) | Q(corrections__text__new__icontains=words)
        found = entries.filter(Q(*said, _connector=Q.OR) | corrected)
        entries = entries.filter(pk__in=found.values("pk"))
    return entries


def events(entries: EntryQuerySet, reader: User, *, most: int) -> list[Event]:
    """This function will prepare the first entries for reading, newest first."""
    tellings = tell(entries.told().order_by("-at", "-pk")[:most], reader)
    name_portraits([telling for telling in tellings if telling.entry.verb == "account.described"])
    return [event(telling) for telling in tellings]


def name_portraits(tellings: list[Telling]) -> None:
    """This function will write what changed in a portrait by the names of its fields and choices."""
    fields = {field.key: field for field in PortraitField.objects.all()} if tellings else {}
    for telling in tellings:
        old, new = telling.entry.old or {}, telling.entry.new or {}
        telling.changes = [
            Change(str(fields[key]), said(fields[key], old.get(key)), said(fields[key], new.get(key)))
            if key in fields
            else Change(key, str(old.get(key)), str(new.get(key)))
            for key in sorted({*old, *new})
        ]


def said(field: PortraitField, value: Any) -> str | None:
    """This function will write one value, or None where there was none."""
    return None if value in filling.EMPTY else shown(field, value)


def event(telling: Telling) -> Event:
    """This function will draw one entry."""
    entry, newest = telling.entry, telling.newest
    if entry.verb != touches.VERB:
        icon = NOUNS.get(entry.verb.partition(".")[0], "history")
        return Event(telling, icon, TONES.get(entry.verb, ""), "")
    feeling, tone = FEELINGS.get(newest.sentiment, ("", ""))
    return Event(telling, WAYS.get(newest.channel, "message-2"), tone or "info", title(telling), feeling)


def title(telling: Telling) -> str:
    """This function will name a touch point: the channel, and the contact where there was one."""
    if telling.entry.object_type == Account._meta.label_lower:
        return telling.newest.way
    return _("%(channel)s: %(person)s") % {"channel": telling.newest.way, "person": telling.object}


def actors(account: Account, reader: User) -> list[User]:
    """This function will give the people who stand in the story, to choose one of them."""
    acted = readable(account, reader).exclude(actor=None).order_by().values("actor").distinct()
    people = User.objects.unscoped(reason="who stands in a story that is read may be chosen in it")
    return list(people.filter(pk__in=acted).order_by("name", "pk"))


def latest(account: Account, reader: User, _at: datetime) -> dict[str, Any]:
    """This function will give the newest entries for the overview."""
    found = events(readable(account, reader), reader, most=LATEST + 1)
    return {"events": found[:LATEST], "more": len(found) > LATEST}
