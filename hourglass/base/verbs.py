"""Every verb of the record, its kind and its sentence, so that an entry reads as a story in both languages.

A package tells its verbs in its own `story.py`; they are found there by name. Recording a verb nobody told is a bug.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of thing happened; a reader filters by it."""

    PEOPLE = "people", _("People and roles")
    ACCESS = "access", _("Log-in and keys")
    SETTINGS = "settings", _("Settings")
    JOBS = "jobs", _("Jobs")
    MESSAGES = "messages", _("Messages")
    CUSTOMERS = "customers", _("Customers")
    TOUCHES = "touches", _("Touch points")
    MONEY = "money", _("Contracts and money")
    RECORD = "record", _("The record itself")


@dataclass(frozen=True)
class Verb:
    """What happened, and the sentence that tells it; `{actor}` and `{object}` stand for who and what."""

    name: str
    kind: Kind
    sentence: str | Promise


class UnknownVerbError(LookupError):
    """Something was to be recorded under a verb that no `story.py` tells."""


_told: dict[str, Verb] = {}


def tell(kind: Kind, sentences: Mapping[str, str | Promise]) -> None:
    """This function will add a package's verbs of one kind."""
    for name, sentence in sentences.items():
        if name in _told:
            raise ValueError(f"The verb {name} is told twice.")
        _told[name] = Verb(name, kind, sentence)


def every() -> Mapping[str, Verb]:
    """This function will return all verbs by name."""
    _discover()
    return _told


def known(name: str) -> Verb:
    """This function will return the verb that may be recorded as `name`."""
    if (verb := every().get(name)) is None:
        raise UnknownVerbError(f'No story.py tells the verb "{name}": add its sentence there, in both languages.')
    return verb


def read(name: str) -> Verb:
    """This function will return the verb of an entry, also one that today's code no longer tells."""
    return every().get(name) or Verb(name, Kind.RECORD, _("{actor}: {verb}, {object}"))


def of(kind: str) -> list[str]:
    """This function will name the verbs of one kind."""
    return [verb.name for verb in every().values() if verb.kind == kind]


@cache
def _discover() -> None:
    autodiscover_modules("story")
