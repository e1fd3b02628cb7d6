"""Checking the record: is every entry as it was written, where it was sealed, and is none missing or added?"""

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from hourglass.base import anchors, append_only, digests, seals, timeline
from hourglass.base.digests import Verdict
from hourglass.base.models import Entry, EntryText, Seal, User
from hourglass.base.models.timeline import DIGESTED

CHUNK = 2000
MOST = 200  # findings kept; the rest is counted


class Fault(TextChoices):
    """What can be wrong; the label is the sentence a person reads."""

    CHANGED = "changed", _("Entry {entry} was changed after it was written.")
    TEXT_CHANGED = "text_changed", _("The words of entry {entry} were changed.")
    TEXT_MISSING = "text_missing", _("The words of entry {entry} are missing.")
    ERASED = "erased", _("The words of entry {entry} were erased, and no entry says why.")
    MISSING = "missing", _("Entry {entry}, sealed at position {position}, is missing.")
    INSERTED = "inserted", _("Entry {entry} was inserted from outside: this installation did not write it.")
    REPEATED = "repeated", _("Entry {entry} is a copy of entry {until} under another number.")
    MOVED = "moved", _("Entry {entry} at position {position} is not the one that was sealed there.")
    SEAL_CHANGED = "seal_changed", _("The seal of entry {entry} at position {position} was changed.")
    SEAL_MISSING = "seal_missing", _("The seals from position {position} to {until} are missing.")
    UNKNOWN_KEY = "unknown_key", _("Entry {entry} at position {position} is signed with the unknown key {key}.")
    HEAD_UNSIGNED = (
        "head_unsigned",
        _("No seal is signed with a key of this installation: add the former key to HOURGLASS_SECRET_KEY_FALLBACKS."),
    )
    CUT = (
        "cut",
        _("The chain ends at position {until}, yet an anchor of {time} saw position {position}: its end was cut off."),
    )
    REWRITTEN = (
        "rewritten",
        _("The chain at position {position} is not the one that an anchor of {time} saw: it was written anew."),
    )
    ANCHOR = "anchor", _("Line {position} of the anchors was changed or damaged.")
    UNGUARDED = "unguarded", _("The trigger {key} that guards the record is missing.")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where."""

    fault: str
    entry: int | None = None
    position: int | None = None
    until: int | None = None
    key: str = ""
    time: str = ""

    def __str__(self) -> str:
        return str(Fault(self.fault).label).format(**asdict(self))


@dataclass
class Result:
    """What a check saw."""

    start: int = 0
    sealed: int = 0
    unsealed: int = 0
    anchors: int = 0
    former: int = 0  # signed with a former key that is not here any more: the chain and the anchors alone vouch
    more: int = 0
    milliseconds: int = 0
    findings: list[Finding] = field(default_factory=list)
    erasures: dict[int, frozenset[int]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def add(self, fault: Fault, **where: Any) -> None:
        """This function will note one fault; after the first few hundred it only counts."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(fault.value, **where))
        else:
            self.more += 1


def check(*, by: User | str, at: datetime, after: int = 0, anchored: Path | None = None) -> Result:
    """This function will verify the record and put the result on it, where the audit page reads it."""
    result = verify(after=after, anchored=anchored)
    summary = {
        "from": result.start,
        "sealed": result.sealed,
        "unsealed": result.unsealed,
        "anchors": result.anchors,
        "former": result.former,
        "milliseconds": result.milliseconds,
        "findings": [{k: v for k, v in asdict(finding).items() if v not in (None, "")} for finding in result.findings],
        "more": result.more,
    }
    timeline.record("record.checked", on=seals.head(), by=by, at=at, new=summary)
    return result


def verify(*, after: int = 0, anchored: Path | None = None) -> Result:
    """This function will check every entry behind position `after`, the unsealed ones, the anchors and the triggers."""
    begun = time.monotonic()
    result = Result(start=after)
    for name in append_only.missing(connection):
        result.add(Fault.UNGUARDED, key=name)
    _Walk(result).along(after)
    _copies(result, after)
    _unsealed(result)
    _anchors(result, anchored)
    result.milliseconds = int((time.monotonic() - begun) * 1000)
    return result


class _Walk:
    """Going along the chain, link by link."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.position = 0
        self.chain: str | None = digests.ORIGIN  # None when what comes before is not to be relied on
        self.known = False  # whether a key of this installation has signed so far

    def along(self, after: int) -> None:
        """This function will check each seal behind position `after` with its entry and its words."""
        self.position = after
        if after:
            self.chain = Seal.objects.filter(position=after).values_list("chain", flat=True).first()
        verdict = Verdict.TRUE
        while chunk := list(_chunk(self.position)):
            entries, texts = _entries(seal[1] for seal in chunk)
            for position, entry, chain, signature in chunk:
                self.gap(position)
                verdict = digests.judge(seals.message(position, chain), signature)
                self.link(position, entry, chain, verdict, entries.get(entry))
                if entry in entries:
                    _words(self.result, entry, entries[entry], texts.get(entry))
                self.chain = None if verdict is Verdict.FALSE else chain
                self.key(position, entry, verdict, signature)
                self.position = position
                self.result.sealed += 1
        if verdict is Verdict.UNKNOWN:
            self.result.add(Fault.HEAD_UNSIGNED)

    def gap(self, position: int) -> None:
        """This function will note positions that are not there."""
        if position > self.position + 1:
            self.result.add(Fault.SEAL_MISSING, position=self.position + 1, until=position - 1)
            self.chain = None

    def link(self, position: int, entry: int, chain: str, verdict: Verdict, row: tuple[Any, ...] | None) -> None:
        """This function will check that the entry is genuine and the one that was sealed at this position."""
        place = {"entry": entry, "position": position}
        if row is None:
            self.result.add(Fault.MISSING, **place)
            return
        content = seals.content(row)
        genuine = digests.judge(content, row[1])
        fits = self.chain is None or seals.link(self.chain, position, row, content) == chain
        if verdict is Verdict.FALSE:
            self.result.add(Fault.SEAL_CHANGED, **place)
        if genuine is Verdict.FALSE:
            self.result.add(Fault.CHANGED, entry=entry)
        elif genuine is Verdict.UNKNOWN and self.known:
            self.result.add(Fault.UNKNOWN_KEY, **place, key=row[1].partition(":")[0])
        elif not fits and verdict is not Verdict.FALSE:
            self.result.add(Fault.MOVED, **place)

    def key(self, position: int, entry: int, verdict: Verdict, signature: str) -> None:
        """This function will note a key that turns up after our own: only former keys may be unknown, and those end."""
        if verdict is Verdict.UNKNOWN and self.known:
            self.result.add(Fault.UNKNOWN_KEY, entry=entry, position=position, key=signature.partition(":")[0])
        elif verdict is Verdict.UNKNOWN:
            self.result.former += 1
        self.known = self.known or verdict is Verdict.TRUE


def _chunk(after: int) -> QuerySet[Seal, tuple[int, int, str, str]]:
    # Small reads, not one long one: SQLite cannot shorten its log beneath a reader.
    seals = Seal.objects.filter(position__gt=after).order_by("position")
    return seals.values_list("position", "entry_id", "chain", "signature")[:CHUNK]


Rows = dict[int, tuple[Any, ...]]


def _entries(keys: Iterable[int]) -> tuple[Rows, Rows]:
    wanted = list(keys)
    entries = Entry.objects.filter(pk__in=wanted).values_list(*seals.FIELDS)
    texts = EntryText.objects.filter(pk__in=wanted).values_list(*TEXT)
    return {row[0]: row for row in entries}, {row[0]: row for row in texts}


TEXT = ("entry_id", "erasure_id", "salt", "label", "old", "new", "reason", "note")
DIGEST = 2 + DIGESTED.index("text_digest")


def _words(result: Result, entry: int, row: tuple[Any, ...], text: tuple[Any, ...] | None) -> None:
    if text is None:
        result.add(Fault.TEXT_MISSING, entry=entry)
    elif text[1] is not None:
        if any(text[2:]) or entry not in _erased_by(result, text[1]):
            result.add(Fault.ERASED, entry=entry)
    elif digests.digest(*text[2:]) != row[DIGEST]:
        result.add(Fault.TEXT_CHANGED, entry=entry)


def _erased_by(result: Result, erasure: int) -> frozenset[int]:
    if erasure not in result.erasures:
        telling = Entry.objects.filter(pk=erasure, verb="entry.erased").select_related("text").first()
        result.erasures[erasure] = frozenset((telling.new or {}).get("entries", []) if telling else [])
    return result.erasures[erasure]


def _copies(result: Result, after: int) -> None:
    # The salt makes every digest of words unlike every other: a second one was played back.
    twice = Entry.objects.values("text_digest").annotate(first=Min("pk"), times=Count("pk")).filter(times__gt=1)
    for digest, first in [] if after else twice.values_list("text_digest", "first"):
        for entry in Entry.objects.filter(text_digest=digest, pk__gt=first).values_list("pk", flat=True):
            result.add(Fault.REPEATED, entry=entry, until=first)


def _unsealed(result: Result) -> None:
    last = 0
    while keys := list(
        Entry.objects.unsealed().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        entries, texts = _entries(keys)
        for key, row in entries.items():
            if digests.judge(seals.content(row), row[1]) is not Verdict.TRUE:
                result.add(Fault.INSERTED, entry=key)
            _words(result, key, row, texts.get(key))
        result.unsealed += len(keys)
        last = keys[-1]


def _anchors(result: Result, file: Path | None) -> None:
    end = seals.head().position
    for number, anchor in anchors.kept(file):
        result.anchors += 1
        if anchor is None or digests.judge(anchor.message(), anchor.signature) is Verdict.FALSE:
            result.add(Fault.ANCHOR, position=number)
        elif anchor.position > end:
            result.add(Fault.CUT, position=anchor.position, until=end, time=anchor.at)
        elif not Seal.objects.filter(position=anchor.position, chain=anchor.chain).exists():
            result.add(Fault.REWRITTEN, position=anchor.position, time=anchor.at)
