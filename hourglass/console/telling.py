"""Entries of the record as people read them: a sentence, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from hourglass.base import timeline, verbs
from hourglass.base.models import Entry, User
from hourglass.base.models.timeline import Version
from hourglass.console import naming


@dataclass(frozen=True)
class Change:
    """One field, before and after; None where it was not there."""

    name: str
    old: str | None
    new: str | None


@dataclass
class Telling:
    """One entry, ready to be read; with a reader it also knows whether they may correct it."""

    entry: Entry
    reader: User | None = None

    @cached_property
    def actor(self) -> str:
        """Who did it, and in whose name."""
        entry = self.entry
        if entry.acting_for:
            return _("%(actor)s (as %(person)s)") % {"actor": entry.actor_label, "person": entry.acting_for.name}
        return who(entry)

    @cached_property
    def object(self) -> str:
        """What it was done to, by the name it had then."""
        name = naming.thing(self.entry.object_type, self.entry.object_label)
        return name or f"{self.kind_of_object} {self.entry.object_id}"

    @cached_property
    def kind_of_object(self) -> str:
        """What sort of thing it was done to."""
        try:
            return str(apps.get_model(self.entry.object_type)._meta.verbose_name)
        except LookupError:
            return self.entry.object_type

    @cached_property
    def parts(self) -> list[tuple[str, bool]]:
        """The sentence in pieces, each with whether it names who or what."""
        named = {"actor": self.actor, "object": self.object, "verb": self.entry.verb}
        pieces: list[tuple[str, bool]] = []
        for text, name, _format, _conversion in Formatter().parse(str(verbs.read(self.entry.verb).sentence)):
            pieces += [(text, False)] if text else []
            pieces += [(named[name], True)] if name else []
        return pieces

    @property
    def plain(self) -> str:
        """The sentence as text."""
        return "".join(text for text, _strong in self.parts)

    @cached_property
    def changes(self) -> list[Change]:
        """Each field that changed."""
        old, new = self.entry.old or {}, self.entry.new or {}
        names = [*old, *(name for name in new if name not in old)]
        return [Change(self._name(name), self._shown(old, name), self._shown(new, name)) for name in names]

    @cached_property
    def versions(self) -> list[Version]:
        """How it read before and after its corrections; empty when nobody corrected it."""
        versions = self.entry.versions()
        return versions if len(versions) > 1 else []

    @cached_property
    def newest(self) -> Version:
        """How it reads now."""
        return self.entry.versions()[-1]

    @property
    def correctable(self) -> bool:
        """Whether the reader may correct it."""
        kept = not self.entry.corrects_id and not self.entry.text.erasure_id
        return kept and self.reader is not None and timeline.may_correct(self.entry, self.reader)

    @property
    def sealed(self) -> int | None:
        """Its position in the chain, or None."""
        seal = getattr(self.entry, "seal", None)
        return seal.position if seal else None

    def _name(self, name: str) -> str:
        return naming.field(self._fields_of, name)

    def _shown(self, values: dict[str, Any], name: str) -> str | None:
        if name not in values:
            return None
        return naming.value(self._fields_of, self.entry.object_label, name, values[name])

    @property
    def _fields_of(self) -> str:
        # A correction changes fields of the entry it corrects, not of the object that entry is about.
        return Entry._meta.label_lower if self.entry.corrects_id else self.entry.object_type


def who(entry: Entry) -> str:
    """This function will name the person, job or command that acted."""
    if entry.actor is None:
        return naming.actor(entry.machine) or "—"
    if entry.machine:
        return _("%(person)s (through %(machine)s)") % {
            "person": entry.actor.name,
            "machine": naming.actor(entry.machine),
        }
    return entry.actor.name


def tell(entries: Iterable[Entry], reader: User | None = None) -> list[Telling]:
    """This function will prepare entries for reading."""
    return [Telling(entry, reader) for entry in entries]


def history(thing: Model, *, reader: User | None = None, most: int = 20) -> list[Telling]:
    """This function will prepare what happened to one object, latest first, for `console/_history.html`.

    Whoever may open the object's page may read its history, so the page's own check is enough.
    """
    everyone = Entry.objects.unscoped(reason="the page of the object has asked for its permission")
    return tell(everyone.on(thing).originals().told().order_by("-at", "-pk")[:most], reader)
