"""The record: one row is story, audit and outbox. The database refuses to change or delete any of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn, Self, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from hourglass.base import digests
from hourglass.base.models.people import User
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Refused
from hourglass.base.visibility import ScopedQuerySet


class Kept(Refused):
    """The record only grows."""

    def __init__(self) -> None:
        super().__init__(_("The record cannot be changed or deleted. Add a correction instead."))


class Sentiment(models.TextChoices):
    """How a touch point felt to the customer (FILE-11)."""

    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")


class Way(models.TextChoices):
    """On which way a customer and the vendor were in touch (FILE-11)."""

    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Chat message")
    EMAIL = "email", _("E-mail")
    HOTLINE = "hotline", _("Hotline")
    WEBSITE = "website", _("Website")
    BILLING = "billing", _("Bill")
    MARKETING = "marketing", _("Marketing")
    EVENT = "event", _("Event")


class AppendOnly(models.QuerySet[Any]):
    """Rows that nobody changes or deletes; the triggers hold where this is passed by."""

    def update(self, **_values: Any) -> NoReturn:
        raise Kept

    def delete(self) -> NoReturn:
        raise Kept


class Row(models.Model):
    """One row of an append-only table."""

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """This function will add the row; a row that was added before is refused."""
        if not self._state.adding:
            raise Kept
        super().save(**(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Kept


class EntryQuerySet(AppendOnly, ScopedQuerySet[Any]):  # type: ignore[override]  # as_manager of either base
    """Entries by what one asks of them."""

    def said(self) -> Self:
        """This function will fetch with each entry all that its sentence needs."""
        return self.select_related("text", "actor", "acting_for")

    def told(self) -> Self:
        """This function will fetch with each entry all that its sentence and its versions need."""
        corrections = Entry.objects.unscoped(reason="who may read an entry may read what corrects it").said()
        return self.said().prefetch_related(models.Prefetch("corrections", corrections.order_by("pk"), "corrected_by"))

    def within_reach(self, user: User) -> Self:
        """This function will keep what `user` may read: with the permission everything, and otherwise their own."""
        return self.all() if user.can(Permission.AUDIT_VIEW) else self.filter(actor=user)

    def on(self, thing: models.Model) -> Self:
        """This function will keep what happened to `thing`."""
        return self.filter(object_type=thing._meta.label_lower, object_id=str(thing.pk))

    def about(self, account: str) -> Self:
        """This function will keep the story of one account."""
        return self.filter(about=account)

    def about_any(self, accounts: list[str]) -> Self:
        """This function will keep the story of several accounts that became one."""
        return self.filter(about=accounts[0]) if len(accounts) == 1 else self.filter(about__in=accounts)

    def originals(self) -> Self:
        """This function will leave out the corrections: they are read with the entry they correct."""
        return self.filter(corrects=None)

    def unsealed(self) -> Self:
        """This function will keep entries that the chain does not hold yet."""
        return self.filter(seal=None)


@dataclass(frozen=True)
class Version:
    """How an entry reads: as first written, or after one of its corrections."""

    entry: "Entry"
    at: datetime
    channel: str
    sentiment: str
    reason: str
    note: str

    @property
    def feeling(self) -> str:
        """How it felt to the customer, as people read it."""
        return str(Sentiment(self.sentiment).label) if self.sentiment in Sentiment.values else self.sentiment

    @property
    def way(self) -> str:
        """On which channel it was, as people read it."""
        return str(Way(self.channel).label) if self.channel in Way.values else self.channel

    def corrected(self, by: "Entry") -> "Version":
        """This function will return the version that the correction `by` makes of this one."""
        values = dict(self.fields(), **(by.new or {}))
        return Version(entry=by, **(values | {"at": datetime.fromisoformat(values["at"])}))

    def fields(self) -> dict[str, str]:
        """This function will return what a correction may change, as it is kept."""
        return {
            "at": digests.moment(self.at),
            "channel": self.channel,
            "sentiment": self.sentiment,
            "reason": self.reason,
            "note": self.note,
        }


class Entry(Row):
    """Something that happened: who did what to which object, when, from what to what, and why (CONV-8).

    What may name or describe a person is kept apart, in `EntryText`; the entry holds only its digest.
    """

    at = models.DateTimeField(_("Time"))
    recorded_at = models.DateTimeField(_("Recorded"))
    actor = models.ForeignKey(
        "base.User", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("Actor")
    )
    acting_for = models.ForeignKey(
        "base.User", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("Acting for")
    )
    machine = models.CharField(_("Job or command"), max_length=120, blank=True)
    verb = models.CharField(_("What"), max_length=80)
    object_type = models.CharField(_("Kind of object"), max_length=80)
    object_id = models.CharField(_("Object"), max_length=64)
    about = models.CharField(_("Customer"), max_length=64, null=True)
    channel = models.CharField(_("Channel"), max_length=40, blank=True)
    sentiment = models.CharField(_("Sentiment"), max_length=8, blank=True, choices=Sentiment)
    request_id = models.CharField(_("Request"), max_length=64, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    text_digest = models.CharField(_("Digest of the text"), max_length=64)
    digest = models.CharField(_("Digest"), max_length=80)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"]),
            models.Index(fields=["at"]),
            models.Index(fields=["recorded_at"], name="entry_recorded"),
            models.Index(fields=["verb", "id"], name="entry_verb"),
            models.Index(fields=["actor", "id"], name="entry_actor"),
            models.Index(fields=["about", "at"], name="entry_about", condition=models.Q(about__isnull=False)),
        ]
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type}:{self.object_id}"

    @property
    def actor_label(self) -> str:
        """The person's name as it is today, or the job's; a renaming is itself on the record."""
        return self.actor.name if self.actor else self.machine

    @property
    def object_label(self) -> str:
        """The object's name as it was then."""
        return self.text.label

    @property
    def old(self) -> dict[str, Any] | None:
        """The fields that changed, before."""
        return self.text.parsed(self.text.old)

    @property
    def new(self) -> dict[str, Any] | None:
        """The fields that changed, after."""
        return self.text.parsed(self.text.new)

    @property
    def reason(self) -> str:
        """Why it was done."""
        return self.text.reason

    @property
    def note(self) -> str:
        """What was said or written at a touch point."""
        return self.text.note

    def canonical(self) -> str:
        """This function will write all that the entry holds, apart from its own digest, in one form."""
        return canonical({name: getattr(self, name) for name in DIGESTED})

    def versions(self) -> list[Version]:
        """This function will return the entry as first written and after each correction, newest last."""
        story = [Version(self, self.at, self.channel, self.sentiment, self.reason, self.note)]
        corrections = getattr(self, "corrected_by", None)
        if corrections is None:
            everyone = self.corrections.unscoped(reason="who may read an entry may read what corrects it")
            corrections = everyone.select_related("text").order_by("pk")
        for correction in corrections:
            story.append(story[-1].corrected(correction))
        return story


# The number of a row belongs to its place in the chain, not to what it says; a digest cannot cover itself.
DIGESTED = tuple(field.attname for field in Entry._meta.concrete_fields if field.name not in {"id", "digest"})


def canonical(values: dict[str, Any]) -> str:
    """This function will write the digested fields of an entry in one form.

    Empty fields are left out, so that a field that is added later leaves older digests as they are.
    """
    return digests.canonical({name: value for name, value in values.items() if value not in (None, "")})


class EntryText(Row):
    """What an entry says in words and values. It alone can be erased, when a person may demand it; its digest stays.

    The salt goes with the words, so that nobody can find out what was erased by trying texts against the digest.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="text")
    salt = models.CharField(max_length=32, blank=True)
    label = models.CharField(_("Object's name then"), max_length=200, blank=True)
    old = models.TextField(_("Before"), null=True)
    new = models.TextField(_("After"), null=True)
    reason = models.TextField(_("Reason"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    erasure = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="erased")

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("text of a timeline entry")
        verbose_name_plural = _("texts of timeline entries")

    def compute_digest(self) -> str:
        """This function will return the digest that the entry holds of this text."""
        return digests.digest(self.salt, self.label, self.old, self.new, self.reason, self.note)

    @classmethod
    def erase(cls, entries: list[int], erasure: Entry) -> None:
        """This function will empty the texts of `entries`; the one change that the triggers allow."""
        nothing = {"salt": "", "label": "", "old": None, "new": None, "reason": "", "note": "", "erasure": erasure}
        for start in range(0, len(entries), 500):
            texts: models.QuerySet[EntryText] = models.QuerySet(cls).filter(
                pk__in=entries[start : start + 500], erasure=None
            )
            texts.update(**nothing)

    @staticmethod
    def parsed(values: str | None) -> dict[str, Any] | None:
        """This function will read old or new values, which are kept as the text that was digested."""
        return None if values is None else cast("dict[str, Any]", json.loads(values))


class Seal(Row):
    """One link of the chain: the entry at a position, bound to every entry before it."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal")
    chain = models.CharField(max_length=64)
    signature = models.CharField(max_length=80)
    sealed_at = models.DateTimeField(_("Sealed"))

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"#{self.position}"
