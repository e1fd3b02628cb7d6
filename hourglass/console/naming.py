"""What the record keeps as keys, by the names people know: who acted, which field, what value."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hourglass.base import digests, schedule, wording
from hourglass.base.permissions import Permission

MACHINES: Mapping[str, str | Promise] = {
    "command:demo": gettext_lazy("The demo"),
    "command:audit.verify": gettext_lazy("The verification of the record"),
    "single sign-on": gettext_lazy("Single sign-on"),
}

# Names in entries that are no field of the object.
WORDS: Mapping[str, str | Promise] = {
    "active": gettext_lazy("Active"),
    "address": gettext_lazy("Address"),
    "amount": gettext_lazy("Amount"),
    "at": gettext_lazy("Time"),
    "created": gettext_lazy("Added"),
    "ended": gettext_lazy("Ended"),
    "entries": gettext_lazy("Entries"),
    "filter": gettext_lazy("Filter"),
    "faulty": gettext_lazy("Rows with faults"),
    "findings": gettext_lazy("Faults"),
    "from": gettext_lazy("Begins after"),
    "job": gettext_lazy("Job"),
    "key": gettext_lazy("Key"),
    "milliseconds": gettext_lazy("Milliseconds"),
    "more": gettext_lazy("Further faults"),
    "note": gettext_lazy("Note"),
    "old_key_until": gettext_lazy("Earlier key valid until"),
    "provider": gettext_lazy("Identity provider"),
    "noun": gettext_lazy("What it holds"),
    "policy": gettext_lazy("What is taken in"),
    "reason": gettext_lazy("Reason"),
    "role": gettext_lazy("Role"),
    "rows": gettext_lazy("Rows"),
    "same": gettext_lazy("Unchanged"),
    "scope": gettext_lazy("Scope"),
    "sealed": gettext_lazy("Sealed"),
    "secrets": gettext_lazy("Secrets"),
    "state": gettext_lazy("State"),
    "split_from": gettext_lazy("Split off"),
    "term": gettext_lazy("From and to"),
    "to_verify": gettext_lazy("To verify"),
    "updated": gettext_lazy("Changed"),
    "unsealed": gettext_lazy("Not sealed yet"),
    "usersessions.UserSession": gettext_lazy("Sessions"),
}


# Names in entries of one object that are fields of what belongs to it.
BORROWED: Mapping[str, Mapping[str, str]] = {
    "customers.account": {
        "duty": "customers.member",
        "person": "customers.member",
        "source": "customers.externalid",
        "value": "customers.externalid",
    },
    "customers.contact": {
        "stance": "customers.attitude",
        "evidence": "customers.attitude",
        "will": "customers.willingness",
        "minutes": "customers.workload",
        **dict.fromkeys(("duties", "goals", "scenes", "pains", "measure", "focus", "preferences"), "customers.profile"),
    },
}


def actor(machine: str) -> str:
    """This function will name the job, command or token that acted, as far as today's code knows it."""
    if machine in MACHINES:
        return str(MACHINES[machine])
    kind, _colon, key = machine.partition(":")
    if kind == "job" and (job := schedule.jobs().get(key)):
        return _("The job “%(job)s”") % {"job": job.title}
    if kind == "token":
        return _("the token “%(name)s”") % {"name": key}
    return machine


def thing(object_type: str, label: str) -> str:
    """This function will name what an entry is about: settings and jobs by their titles, all else by its name then."""
    if object_type == "base.configuredvalue" and (setting := wording.setting(label)):
        return str(setting.label)
    if object_type in {"base.run", "base.watermark"} and (job := schedule.jobs().get(label.partition(" ")[0])):
        return str(job.title)
    return label


def field(object_type: str, name: str) -> str:
    """This function will name a field: as its model does, or by a word of ours, or as it was written."""
    if found := _field(object_type, name):
        return str(found.verbose_name)
    return str(WORDS.get(name, name))


def value(object_type: str, label: str, name: str, kept: Any) -> str:
    """This function will write a value as people read it; what today's code no longer knows stays as it was kept."""
    if kept is None or kept in ("", [], {}):
        return "—"
    if name == "value" and object_type == "base.configuredvalue":
        return _setting(label, kept)
    if isinstance(kept, bool):
        return _("Yes") if kept else _("No")
    if isinstance(kept, str | int):
        found = _field(object_type, name)
        return str(dict(found.flatchoices).get(kept, kept)) if found else str(kept)
    return _several(object_type, name, kept)


def _several(object_type: str, name: str, kept: Any) -> str:
    if isinstance(kept, list) and all(isinstance(item, str | int | float) for item in kept):
        return ", ".join(_code(item) if name == "permissions" else str(item) for item in kept)
    if isinstance(kept, dict):
        return ", ".join(f"{field(object_type, str(key))}: {value('', '', '', item)}" for key, item in kept.items())
    return digests.canonical(kept)


def _field(object_type: str, name: str) -> "Field[Any, Any] | None":
    try:
        meta = apps.get_model(BORROWED.get(object_type, {}).get(name, object_type))._meta
    except (LookupError, ValueError):
        return None
    for column in (name, f"{name}_minor"):  # a sum of money is kept in two columns
        with suppress(FieldDoesNotExist):
            found = meta.get_field(column)
            return found if isinstance(found, Field) else None
    return None


def _code(item: Any) -> str:
    return str(Permission(item).label) if item in Permission.values else str(item)


def _setting(key: str, kept: Any) -> str:
    setting = wording.setting(key)
    if setting is None:
        return digests.canonical(kept)
    try:
        return str(setting.shown(setting.read(kept)))
    except Exception:  # noqa: BLE001  a value of an earlier release that today's setting cannot read
        return digests.canonical(kept)
