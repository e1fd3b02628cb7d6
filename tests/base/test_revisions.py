"""Two people edit the same thing: the second is told, and overwrites nothing that they have not seen."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from hourglass.base import channels, people
from hourglass.base.models import Channel, Entry, Team, User
from hourglass.base.models.timeline import Row
from hourglass.base.revisions import ChangedMeanwhile, revise, touch
from tests.base.outbox_world import channel
from tests.base.test_uniqueness import at_once
from tests.conftest import NOON

# Models that nobody edits, and what becomes of their rows instead. Every other model has a version.
NOT_EDITED = {
    "base.Attempt": "written once, when the attempt ended",
    "base.CalendarException": "added and removed; another decision is another row",
    "base.ConfiguredValue": "each change is a row of its own, and both of two are in the history",
    "base.Delivery": "decided about in the state that was seen, and in no other",
    "base.Invitation": "sent, then accepted or withdrawn, once",
    "base.Run": "claimed and decided about in the state that was seen, and in no other",
    "base.ServiceToken": "made and revoked",
    "base.Watermark": "set back at the round that was seen, and in no other",
    "base.Worker": "written by the worker it names",
    "base.WriteKey": "made, replaced and revoked",
    "customers.Attitude": "judged once; another judgement is a row of its own",
    "customers.FormVersion": "written once; another version is a row of its own",
    "customers.Finding": "written once; another finding replaces it",
    "customers.Placement": "written by the rules of the day, never by a person",
    "customers.Ruling": "set at the version of its dimension that was seen",
    "customers.Willingness": "asked once; another answer is a row of its own",
    "customers.Workload": "asked once; another answer is a row of its own",
    "customers.Absence": "entered and called off, once",
    "customers.Candidate": "judged once, while nobody has",
    "customers.Entitlement": "published anew from contracts, whose lines have a version",
    "customers.ExternalId": "linked and taken away",
    "customers.Handing": "written once, when a customer was handed on",
    "customers.Link": "made and revoked",
    "customers.Member": "added and taken away",
    "customers.Merge": "made, and undone once",
    "customers.Receipt": "written once, with the entry it stands for",
    "customers.TabOrder": "one person's own, and nobody else's",
    "gateway.ImportRow": "read once from its file; what became of it is written by the job alone",
    "gateway.ImportTrace": "written by the jobs that take an import in and back",
    "gateway.KeptAnswer": "written once for a request with a key, and handed out",
    "gateway.Mapping": "kept as it was used last, under its name",
    "gateway.Spending": "counted by conditional updates",
    "usage.Switch": "each change is a row of its own day",
    "usage.Erasure": "asked for, then done, once",
    "usage.Batch": "written once, and marked by the flush that took it",
    "usage.Claim": "decided once, and taken back once",
    "usage.Drop": "counted by updates",
    "usage.Flushed": "moved on by a conditional update",
    "usage.Quarantined": "written once, and taken in once",
    "usage.TouchedDay": "written by flushes, and deleted at the version that was seen",
    "revenue.ClosedMonth": "written once; a correction is a row of its own",
    "revenue.Forecast": "kept once a day, as it was known that day",
    "revenue.Payment": "booked, and voided once",
    "revenue.PlanItem": "added and removed",
    "revenue.Settled": "written once; a correction is a row of its own",
    "revenue.Suggestion": "made, and settled once",
    "usage.Course": "carried on by the measuring of each night, never by a person",
    "usage.HandedIn": "handed in, and gone once it is in the lake",
    "usage.RestatedDay": "noted by one job and taken by another",
    "usage.OpeningHours": "each week from a day on is a row of its own",
    "usage.OtherDay": "the last word about a day counts",
    "usage.Snapshot": "written once; what late data says is a row of its own",
    "usage.SourceDay": "counted anew with its day",
    "usage.Stand": "moved on by the measuring of each night",
    "usage.CoreMark": "set at the version of its feature that was seen",
    "usage.EventRule": "added and taken off",
}


def ours() -> set[type[models.Model]]:
    """Every model of the product; libraries answer for their own."""
    return {model for model in apps.get_models() if model.__module__.startswith("hourglass.")}


def has_version(model: type[models.Model]) -> bool:
    """Whether `revise` can hold the rows of a model."""
    return any(field.name == "version" for field in model._meta.get_fields())


def unsafe(found: set[type[models.Model]]) -> set[str]:
    """Models that have no version, do not only grow, and are not known to be edited by nobody."""
    return {
        model._meta.label
        for model in found
        if not has_version(model) and not issubclass(model, Row) and model._meta.label not in NOT_EDITED
    }


def test_every_model_that_somebody_edits_has_a_version() -> None:
    assert unsafe(ours()) == set()
    assert {model._meta.label for model in ours() if has_version(model)}.isdisjoint(NOT_EDITED)
    assert set(NOT_EDITED) <= {model._meta.label for model in ours()}


def test_a_model_without_a_version_is_caught() -> None:
    assert unsafe({Session, Channel, Entry}) == {"sessions.Session"}


def test_of_two_editors_at_the_same_moment_one_is_told(shared_database: dict[str, str]) -> None:
    answers = at_once("edits", shared_database)
    assert {label: answer for label, answer in answers.items() if answer != ["done", "refused: ChangedMeanwhile"]} == {}
    base = {model._meta.label for model in ours() if has_version(model) and model._meta.app_label == "base"}
    assert {label.partition(",")[0] for label in answers} == base


def seen(row: Any) -> Any:
    """The row as another editor sees it now."""
    return type(row)._base_manager.get(pk=row.pk)


def test_a_stale_edit_of_a_channel_changes_nothing_and_tells_nothing(admin: User) -> None:
    row = channel(admin, NOON)
    other = seen(row)
    channels.edit(row, version=0, name="A", options={}, secrets={"url": "a"}, by=admin, at=NOON)
    entries = Entry.objects.count()
    for editor in (other, seen(row)):
        with pytest.raises(ChangedMeanwhile):
            channels.edit(editor, version=0, name="B", options={}, secrets={"url": "b"}, by=admin, at=NOON)
    kept = seen(row)
    assert (kept.name, kept.secrets, kept.version, Entry.objects.count()) == ("A", {"url": "a"}, 1, entries)


def test_editing_a_channel_does_not_undo_its_pause(admin: User) -> None:
    row = channel(admin, NOON)
    other = seen(row)
    channels.pause(row, by=admin, at=NOON)
    channels.edit(other, version=0, name="A", options={}, secrets={}, by=admin, at=NOON)
    assert seen(row).state == "paused"


def test_resuming_a_channel_does_not_undo_an_edit(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = channel(admin, NOON)
    channels.pause(row, by=admin, at=NOON)
    read = Channel.refresh_from_db

    def edited_meanwhile(self: Channel) -> None:
        read(self)
        channels.edit(seen(row), version=0, name="A", options={}, secrets={}, by=admin, at=NOON)

    monkeypatch.setattr(Channel, "refresh_from_db", edited_meanwhile)
    channels.resume(row, by=admin, at=NOON)
    assert (seen(row).name, seen(row).state) == ("A", "active")


def test_who_moved_a_person_or_gave_them_a_role_is_seen_by_who_edits_them(
    csm: User, west: Team, built_in: dict[str, Any]
) -> None:
    before = seen(csm)
    people.move(csm, to=west, by="test", at=NOON)
    with pytest.raises(ChangedMeanwhile):
        people.edit(before, version=before.version, name="N", by="test", at=NOON)
    touch(csm)
    with pytest.raises(ChangedMeanwhile):
        people.move(before, to=None, by="test", at=NOON)


def test_what_does_not_differ_is_not_written(east: Team) -> None:
    assert revise(east, version=0, changes={"name": "East"}) == ({}, {})
    assert (east.version, seen(east).version) == (0, 0)
    assert revise(east, version=0, changes={"name": "Far east"}) == ({"name": "East"}, {"name": "Far east"})
    assert (east.name, east.version, seen(east).version) == ("Far east", 1, 1)
    with pytest.raises(ChangedMeanwhile):
        revise(east, version=0, changes={"name": "Far east"})
