"""Writing the record: every verb that changes something records one entry in its own transaction (CONV-8, FILE-02)."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from hourglass.base import adding, correlation, digests, verbs
from hourglass.base.models import Entry, EntryText, User
from hourglass.base.models.timeline import canonical
from hourglass.base.permissions import Permission
from hourglass.base.refusals import Forbidden, Refused

CORRECTABLE = frozenset({"at", "channel", "sentiment", "reason", "note"})
MASK = "•••"
SECRET = re.compile(
    r"(^|_)(password|passwd|secret|token|credentials?|cookie|authorization|otp|recovery_codes?|totp_seed"
    r"|(api|access|private|secret|signing|write)_key)$",
    re.IGNORECASE,
)


class CannotCorrect(Refused):
    """This entry, or this part of it, takes no correction."""


@dataclass(frozen=True)
class Touch:
    """How and what we heard of a customer, or they of us (FILE-11)."""

    channel: str
    note: str = ""
    sentiment: str | None = None  # one of Sentiment


def record(
    verb: str,
    *,
    on: Model,
    by: User | str,
    at: datetime,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
    reason: str = "",
    about: str | None = None,
    touch: Touch | None = None,
) -> Entry:
    """This function will append one entry to the record, inside the caller's transaction.

    `verb` is noun and past participle ("role.changed"), told in a `story.py`; `by` is the person, or the name of the
    job or command that acted ("job:outbox.send"); `old` and `new` hold only the fields that changed; `about` is the
    account it belongs to. Values under names such as "password" or "api_key" are masked, but pass none.
    """
    entry = Entry(
        verb=verbs.known(verb).name,
        at=at,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        about=about,
        channel=touch.channel if touch else "",
        sentiment=(touch.sentiment or "") if touch else "",
        **_actors(by),
    )
    note = touch.note if touch else ""
    return _append(entry, _text(label=str(on)[:200], old=old, new=new, reason=reason, note=note))


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that an entry is about, known without having been read."""

    model: type[Model]
    pk: Any
    label: str

    @classmethod
    def of(cls, row: Model) -> "Thing":
        """This function will name a row that was read."""
        return cls(type(row), row.pk, str(row))


@dataclass(frozen=True, slots=True)
class Told:
    """What one of many entries says; see `record`."""

    verb: str
    on: Thing
    new: dict[str, Any]
    about: str | None = None


def record_all(told: Iterable[Told], *, by: User | str, at: datetime) -> int:
    """This function will append many entries at once, each as `record` would, and return how many there were."""
    alike = {"at": at, "request_id": correlation.get(), "recorded_at": _now()} | _attributes(_actors(by))
    entries, texts = [], []
    for one in told:
        text = _words(label=one.on.label[:200], new=one.new, reason="")
        entry = alike | {
            "verb": verbs.known(one.verb).name,
            "object_type": one.on.model._meta.label_lower,
            "object_id": str(one.on.pk),
            "about": one.about,
            "text_digest": digests.digest(*text.values()),
        }
        entries.append(entry | {"digest": digests.sign(canonical(entry))})
        texts.append(text)
    if not entries:
        return 0
    with transaction.atomic():
        keys = adding.add_rows(Entry, _columns(entries))
        adding.add_rows(EntryText, {"entry_id": keys} | _columns(texts))
    return len(entries)


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def may_correct(entry: Entry, person: User) -> bool:
    """This function will tell whether `person` may correct `entry`: whoever wrote it, or who may correct every one."""
    return person.pk in (entry.actor_id, entry.acting_for_id) or person.can(Permission.AUDIT_CORRECT)


def correct(entry: Entry, *, to: Mapping[str, Any], by: User | str, at: datetime, reason: str) -> Entry:
    """This function will append a correction of `entry`; both versions stay readable and the newest is shown.

    `to` names what should have been written: any of at, channel, sentiment, reason, note. A correction of a correction
    corrects the entry both are about.
    """
    original = entry.corrects or entry
    if isinstance(by, User) and not may_correct(original, by):
        raise Forbidden(_("Somebody else wrote this entry; ask them, or an administrator, to correct it."))
    _refuse_unfit(original, to, at, reason)
    before = original.versions()[-1].fields()
    after = {name: digests.moment(value) if name == "at" else digests.storable(value) for name, value in to.items()}
    changed = {name: value for name, value in after.items() if before[name] != value}
    if not changed:
        raise CannotCorrect(_("Nothing was changed. Change the text or cancel."))
    correction = Entry(
        verb=verbs.known("entry.corrected").name,
        at=at,
        object_type=original.object_type,
        object_id=original.object_id,
        about=original.about,
        corrects=original,
        **_actors(by),
    )
    old = {name: before[name] for name in changed}
    return _append(correction, _text(label=original.object_label, old=old, new=changed, reason=reason))


def _refuse_unfit(original: Entry, to: Mapping[str, Any], at: datetime, reason: str) -> None:
    if unfit := set(to) - CORRECTABLE:
        raise CannotCorrect(_("Only time, channel, sentiment, reason and note are corrected."), field=min(unfit))
    if original.text.erasure_id:
        raise CannotCorrect(_("The text of this entry was erased for good. Write a new entry instead."))
    if "at" in to and to["at"] > at:
        raise CannotCorrect(_("What happened lies in the past. Give a time that has come."), field="at")
    if not reason.strip():
        raise CannotCorrect(_("Say why the entry is corrected."), field="why")


@transaction.atomic
def erase(entries: Iterable[Entry], *, on: Model, by: User | str, at: datetime, reason: str) -> Entry:
    """This function will erase what `entries` say in words and values, because the person behind `on` may demand it.

    One entry tells that it was done, to which entries and why, without a name. The chain stays as it was, since it is
    made over digests; their salt is erased with the words. Corrections go with the entry they correct.
    """
    keys = {entry.pk for entry in entries}
    everyone = Entry.objects.unscoped(reason="a right to be forgotten reaches every entry")
    keys.update(everyone.filter(corrects__in=keys).values_list("pk", flat=True))
    doomed = sorted(everyone.filter(pk__in=keys).exclude(verb="entry.erased").values_list("pk", flat=True))
    erasure = Entry(
        verb=verbs.known("entry.erased").name,
        at=at,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        **_actors(by),
    )
    _append(erasure, _text(label="", new={"entries": doomed}, reason=reason))
    EntryText.erase(doomed, erasure)
    return erasure


def _append(entry: Entry, text: EntryText) -> Entry:
    _stamped(entry, text)
    with transaction.atomic():
        entry.save(force_insert=True)
        text.entry = entry
        text.save(force_insert=True)
    return entry


def _stamped(entry: Entry, text: EntryText) -> EntryText:
    entry.recorded_at = _now()
    entry.request_id = correlation.get()
    entry.text_digest = text.compute_digest()
    entry.digest = digests.sign(entry.canonical())
    return text


def _now() -> datetime:
    # The record's own stamp is when a row was written, whatever the caller says; nothing is computed from it.
    return datetime.now(UTC)  # noqa: TID251


def _actors(by: User | str) -> dict[str, Any]:
    if not isinstance(by, User):
        return {"machine": by[:120]}
    operator = correlation.operator()
    if operator is None or operator == by.pk:
        return {"actor": by, "machine": by.machine[:120]}
    return {"actor_id": operator, "acting_for": by}


def _attributes(actors: dict[str, Any]) -> dict[str, Any]:
    """This function will name actors by their columns."""
    return {f"{name}_id" if isinstance(one, User) else name: getattr(one, "pk", one) for name, one in actors.items()}


def _text(**words: Any) -> EntryText:
    return EntryText(**_words(**words))


def _words(
    *, label: str, old: dict[str, Any] | None = None, new: dict[str, Any] | None = None, reason: str, note: str = ""
) -> dict[str, Any]:
    """This function will write what an entry says, in the order in which it is digested."""
    return {
        "salt": secrets.token_hex(16),
        "label": digests.storable(label),
        "old": None if old is None else digests.canonical(masked(old)),
        "new": None if new is None else digests.canonical(masked(new)),
        "reason": digests.storable(reason),
        "note": digests.storable(note),
    }


def masked(values: Any) -> Any:
    """This function will put a mask over every text whose name says that it is a secret."""
    if isinstance(values, dict):
        return {
            name: MASK if isinstance(value, str | bytes) and value and SECRET.search(str(name)) else masked(value)
            for name, value in values.items()
        }
    return [masked(value) for value in values] if isinstance(values, list | tuple) else values
