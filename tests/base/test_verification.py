"""Whatever an intruder does to the record, `audit verify` finds it and names the row (T48)."""

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import override

from hourglass.base import anchors, digests, seals, timeline, verification
from hourglass.base.models import Entry, EntryText, Seal, User
from hourglass.base.verification import Fault
from tests.record import tamper, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
COUNT = 12


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    """The folder of the installation."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def person() -> User:
    """Who did everything."""
    return User.objects.create_user("someone@example.com", name="Someone")


@pytest.fixture
def keys(person: User) -> list[int]:
    """A record of twelve entries, sealed."""
    written = [write(person, reason=f"reason {number}").pk for number in range(COUNT)]
    assert seals.seal(at=AT) == COUNT
    return written


def write(person: User, *, reason: str = "") -> Entry:
    """This function will record one entry."""
    return timeline.record(
        "person.changed", on=person, by=person, at=AT, old={"name": "A"}, new={"name": "B"}, reason=reason
    )


def faults(*, anchored: Path | None = None) -> set[tuple[str, int | None, int | None]]:
    """This function will verify and return fault, entry and position of each finding."""
    found = verification.verify(anchored=anchored).findings
    for language in ("en", "zh-hans"):
        with override(language):
            assert all(str(finding) and "{" not in str(finding) for finding in found)
    return {(finding.fault, finding.entry, finding.position) for finding in found}


def test_an_untouched_record_is_sound(person: User, keys: list[int]) -> None:
    write(person)
    result = verification.verify()
    assert result.sound
    assert (result.sealed, result.unsealed, result.anchors, result.former) == (COUNT, 1, 0, 0)


def test_an_empty_record_is_sound() -> None:
    assert seals.seal(at=AT) == 0
    assert anchors.drop(at=AT) is None
    assert verification.verify().sound


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'person.added'",
        "machine = 'job:x'",
        "object_id = '99'",
        "actor_id = NULL",
        "about = 'acc-1'",
        "request_id = 'x'",
        "channel = 'hotline'",
        "digest = 'x'",
        "at = recorded_at",
        "recorded_at = at",
        "corrects_id = 1",
        "text_digest = 'x'",
    ],
)
def test_a_changed_field_is_named(keys: list[int], change: str) -> None:
    tamper(f"UPDATE base_entry SET {change} WHERE id = {keys[4]}")
    named = {(fault, entry) for fault, entry, _ in faults()}
    assert named <= {("changed", keys[4]), ("text_changed", keys[4]), ("moved", keys[4]), ("unknown_key", keys[4])}
    assert named


@pytest.mark.parametrize("column", ["label", "old", "new", "reason", "note", "salt"])
def test_changed_words_are_named(keys: list[int], column: str) -> None:
    tamper(f"UPDATE base_entrytext SET {column} = '{{}}' WHERE entry_id = {keys[4]}")
    assert faults() == {("text_changed", keys[4], None)}


def test_changed_words_of_an_entry_not_sealed_yet_are_named(person: User, keys: list[int]) -> None:
    entry = write(person)
    tamper(f"UPDATE base_entrytext SET reason = 'x' WHERE entry_id = {entry.pk}")
    assert faults() == {("text_changed", entry.pk, None)}


def test_a_deleted_row_is_named(keys: list[int]) -> None:
    tamper(f"DELETE FROM base_entry WHERE id = {keys[4]}", f"DELETE FROM base_entrytext WHERE entry_id = {keys[4]}")
    assert faults() == {("missing", keys[4], 5)}


def test_deleted_words_are_named(keys: list[int]) -> None:
    tamper(f"DELETE FROM base_entrytext WHERE entry_id = {keys[4]}")
    assert faults() == {("text_missing", keys[4], None)}


def test_a_row_deleted_with_its_seal_is_named(keys: list[int]) -> None:
    tamper(
        f"DELETE FROM base_entry WHERE id = {keys[4]}",
        f"DELETE FROM base_entrytext WHERE entry_id = {keys[4]}",
        "DELETE FROM base_seal WHERE position = 5",
    )
    assert faults() == {("seal_missing", None, 5)}


def test_a_row_deleted_and_the_gap_closed_is_found(keys: list[int]) -> None:
    tamper(
        f"DELETE FROM base_entry WHERE id = {keys[4]}",
        f"DELETE FROM base_entrytext WHERE entry_id = {keys[4]}",
        "DELETE FROM base_seal WHERE position = 5",
        *(
            f"UPDATE base_seal SET position = {position} WHERE position = {position + 1}"
            for position in range(5, COUNT)
        ),
    )
    assert {fault for fault, _, _ in faults()} == {"seal_changed"}


def inserted(entry: int, like: int) -> list[str]:
    """This function will write the SQL of an entry made up from another."""
    columns = [field.column for field in Entry._meta.concrete_fields if field.name not in {"id", "verb"}]
    words = [field.column for field in EntryText._meta.concrete_fields if field.name != "entry"]
    return [
        (
            f"INSERT INTO base_entry (id, verb, {', '.join(columns)}) "
            f"SELECT {entry}, 'person.added', {', '.join(columns)} FROM base_entry WHERE id = {like}"
        ),
        (
            f"INSERT INTO base_entrytext (entry_id, {', '.join(words)}) "
            f"SELECT {entry}, {', '.join(words)} FROM base_entrytext WHERE entry_id = {like}"
        ),
    ]


def test_an_inserted_row_is_named_before_and_after_it_is_sealed(keys: list[int]) -> None:
    made_up = keys[-1] + 5
    tamper(*inserted(made_up, keys[4]))
    assert ("inserted", made_up, None) in faults()
    seals.seal(at=AT)
    assert ("changed", made_up, None) in faults()
    assert {entry for _, entry, _ in faults()} == {made_up}


def test_a_row_that_is_played_back_is_named(keys: list[int]) -> None:
    """A genuine row copied under another number has a genuine digest: nothing but its number is new."""
    copied = keys[-1] + 5
    tamper(*(statement.replace("'person.added'", "verb") for statement in inserted(copied, keys[4])))
    assert faults() == {("repeated", copied, None)}
    seals.seal(at=AT)
    assert faults() == {("repeated", copied, None)}


def test_swapped_rows_are_both_named(keys: list[int]) -> None:
    one, two = keys[4], keys[7]
    tamper(
        f"UPDATE base_entry SET id = -1 WHERE id = {one}",
        f"UPDATE base_entry SET id = {one} WHERE id = {two}",
        f"UPDATE base_entry SET id = {two} WHERE id = -1",
        f"UPDATE base_entrytext SET entry_id = -1 WHERE entry_id = {one}",
        f"UPDATE base_entrytext SET entry_id = {one} WHERE entry_id = {two}",
        f"UPDATE base_entrytext SET entry_id = {two} WHERE entry_id = -1",
    )
    assert faults() == {("moved", one, 5), ("moved", two, 8)}


def test_swapped_seals_are_both_named(keys: list[int]) -> None:
    tamper(
        "UPDATE base_seal SET position = -1 WHERE position = 5",
        "UPDATE base_seal SET position = 5 WHERE position = 8",
        "UPDATE base_seal SET position = 8 WHERE position = -1",
    )
    assert faults() == {("seal_changed", keys[7], 5), ("seal_changed", keys[4], 8)}


@pytest.mark.parametrize("column", ["chain", "signature"])
def test_a_changed_seal_is_named(keys: list[int], column: str) -> None:
    value = "0" * 64 if column == "chain" else digests.sign("something else")
    tamper(f"UPDATE base_seal SET {column} = '{value}' WHERE position = 5")
    assert faults() == {("seal_changed", keys[4], 5)}


def test_a_tail_cut_off_is_found_by_the_anchor(keys: list[int]) -> None:
    anchors.drop(at=AT)
    tamper(
        "DELETE FROM base_seal WHERE position > 9",
        f"DELETE FROM base_entrytext WHERE entry_id > {keys[8]}",
        f"DELETE FROM base_entry WHERE id > {keys[8]}",
    )
    assert faults() == {("cut", None, COUNT)}


def test_everything_deleted_is_found_by_the_anchor(keys: list[int]) -> None:
    anchors.drop(at=AT)
    tamper("DELETE FROM base_seal", "DELETE FROM base_entrytext", "DELETE FROM base_entry")
    assert faults() == {("cut", None, COUNT)}


def test_a_chain_written_anew_with_the_very_key_is_found_by_the_anchor(person: User, keys: list[int]) -> None:
    anchors.drop(at=AT)
    tamper(
        "DELETE FROM base_seal",
        f"DELETE FROM base_entrytext WHERE entry_id = {keys[4]}",
        f"DELETE FROM base_entry WHERE id = {keys[4]}",
    )
    write(person)
    assert seals.seal(at=AT) == COUNT
    assert faults() == {("rewritten", None, COUNT)}
    (anchors.path()).unlink()
    assert faults() == set()


def test_a_chain_written_anew_with_a_key_of_ones_own_is_found(keys: list[int], settings: Any) -> None:
    own, settings.SECRET_KEY = settings.SECRET_KEY, "an intruder's own key, long enough to look like one"
    tamper("DELETE FROM base_seal")
    seals.seal(at=AT)
    settings.SECRET_KEY = own
    assert ("head_unsigned", None, None) in faults()


def test_a_changed_anchor_is_named(keys: list[int]) -> None:
    anchors.drop(at=AT)
    anchors.drop(at=AT + timedelta(days=1))
    lines = anchors.path().read_text().splitlines()
    anchors.path().write_text("\n".join([lines[0].replace('"position":12', '"position":11'), "{", lines[1]]) + "\n")
    assert faults() == {("anchor", None, 1), ("anchor", None, 2)}


def test_anchors_are_read_only_by_their_owner_and_only_grow(keys: list[int], data: Path) -> None:
    anchors.drop(at=AT)
    anchors.drop(at=AT)
    assert stat.S_IMODE((data / "anchors.jsonl").stat().st_mode) == 0o600
    assert [json.loads(line)["position"] for line in (data / "anchors.jsonl").read_text().splitlines()] == [12, 12]
    copy = data / "kept elsewhere"
    copy.write_bytes(anchors.path().read_bytes())
    anchors.path().unlink()
    assert verification.verify(anchored=copy).anchors == 2


def test_a_missing_trigger_is_named(keys: list[int]) -> None:
    with unlocked():
        found = verification.verify().findings
    assert "base_entry_no_update" in {finding.key for finding in found}
    assert {finding.fault for finding in found} == {"unguarded"}


def test_after_a_key_is_replaced_its_entries_are_verified_through_the_fallbacks(
    person: User, keys: list[int], settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next key of this installation, also long"
    write(person)
    seals.seal(at=AT)
    assert verification.verify().sound
    assert verification.verify().former == 0


def test_when_a_former_key_is_gone_the_chain_still_vouches(person: User, keys: list[int], settings: Any) -> None:
    settings.SECRET_KEY = "the next key of this installation, also long"
    write(person)
    seals.seal(at=AT)
    assert (verification.verify().sound, verification.verify().former) == (True, COUNT)
    tamper(f"UPDATE base_entry SET verb = 'person.added' WHERE id = {keys[4]}")
    assert faults() == {("moved", keys[4], 5)}


def test_an_unknown_key_after_the_present_one_is_named(person: User, keys: list[int], settings: Any) -> None:
    own, settings.SECRET_KEY = settings.SECRET_KEY, "an intruder's own key, long enough to look like one"
    entry = write(person)
    settings.SECRET_KEY = own
    assert faults() == {("inserted", entry.pk, None)}
    seals.seal(at=AT)
    assert faults() == {("unknown_key", entry.pk, COUNT + 1)}


def test_t50_after_an_erasure_the_chain_is_sound(person: User, keys: list[int]) -> None:
    anchors.drop(at=AT)
    erased = list(Entry.objects.filter(pk__in=keys[2:5]))
    timeline.erase(erased, on=person, by=person, at=AT, reason="request 12")
    seals.seal(at=AT)
    assert verification.verify().sound


def test_an_erasure_that_no_entry_tells_is_named(person: User, keys: list[int]) -> None:
    erasure = timeline.erase([Entry.objects.get(pk=keys[2])], on=person, by=person, at=AT, reason="request 12")
    blank = "salt = '', label = '', reason = '', note = '', old = NULL, new = NULL"
    tamper(
        f"UPDATE base_entrytext SET {blank}, erasure_id = {erasure.pk} WHERE entry_id = {keys[3]}",
        f"UPDATE base_entrytext SET {blank}, erasure_id = {keys[0]} WHERE entry_id = {keys[4]}",
    )
    assert faults() == {("erased", keys[3], None), ("erased", keys[4], None)}


def test_words_put_back_after_an_erasure_are_named(person: User, keys: list[int]) -> None:
    timeline.erase([Entry.objects.get(pk=keys[2])], on=person, by=person, at=AT, reason="request 12")
    tamper(f"UPDATE base_entrytext SET reason = 'x' WHERE entry_id = {keys[2]}")
    assert faults() == {("erased", keys[2], None)}


def test_an_erasure_is_not_itself_erased(person: User, keys: list[int]) -> None:
    erasure = timeline.erase([Entry.objects.get(pk=keys[2])], on=person, by=person, at=AT, reason="request 12")
    timeline.erase([erasure], on=person, by=person, at=AT, reason="request 13")
    assert verification.verify().sound


def test_several_faults_are_all_named(keys: list[int]) -> None:
    tamper(
        f"UPDATE base_entry SET verb = 'person.added' WHERE id = {keys[1]}",
        f"UPDATE base_entrytext SET note = 'x' WHERE entry_id = {keys[3]}",
        f"DELETE FROM base_entry WHERE id = {keys[6]}",
        f"UPDATE base_entry SET object_id = '0' WHERE id = {keys[10]}",
    )
    assert {entry for _, entry, _ in faults()} == {keys[1], keys[3], keys[6], keys[10]}


def test_many_faults_are_counted_beyond_the_first(keys: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST", 5)
    tamper("UPDATE base_entry SET verb = 'person.added'")
    result = verification.verify()
    assert (len(result.findings), result.more, result.sound) == (5, COUNT - 5, False)


def test_it_works_in_chunks(keys: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "CHUNK", 5)
    assert verification.verify().sealed == COUNT
    tamper(f"UPDATE base_entry SET verb = 'person.added' WHERE id = {keys[5]}")
    assert faults() == {("changed", keys[5], None)}


def test_a_part_of_the_record_can_be_checked(keys: list[int]) -> None:
    tamper(f"UPDATE base_entry SET verb = 'person.added' WHERE id = {keys[5]}")
    assert verification.verify(after=6).sound
    assert verification.verify(after=6).sealed == COUNT - 6
    assert not verification.verify(after=5).sound


def test_a_check_is_itself_on_the_record(keys: list[int], person: User) -> None:
    verification.check(by=person, at=AT)
    entry = Entry.objects.told().filter(verb="record.checked").get()
    assert entry.new is not None
    assert (entry.new["sealed"], entry.new["findings"], entry.actor) == (COUNT, [], person)


def test_the_command_fails_and_names_the_row(keys: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "verify")
    assert "12 sealed entries" in capsys.readouterr().out
    tamper(f"UPDATE base_entry SET verb = 'person.added' WHERE id = {keys[4]}")
    with pytest.raises(CommandError, match="NOT sound"):
        call_command("audit", "verify")
    assert f"Entry {keys[4]} was changed" in capsys.readouterr().out
    with pytest.raises(CommandError, match="NOT sound"):
        call_command("audit", "verify", "--language", "zh-hans")
    assert f"{keys[4]} 在写入后被改动" in capsys.readouterr().out


def test_the_command_seals_and_anchors(person: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "anchor")
    assert "Nothing is recorded" in capsys.readouterr().out
    write(person)
    call_command("audit", "seal")
    assert "1 entries sealed" in capsys.readouterr().out
    write(person)
    call_command("audit", "anchor")
    assert capsys.readouterr().out.startswith("2:")
    with pytest.raises(CommandError, match="not a file"):
        call_command("audit", "verify", "--anchors", "/nowhere")


# --- sealing ----------------------------------------------------------------------------------------------------------


def test_sealing_twice_changes_nothing(keys: list[int]) -> None:
    before = list(Seal.objects.order_by("position").values_list())
    assert seals.seal(at=AT) == 0
    assert seals.seal(at=AT, thorough=True) == 0
    assert list(Seal.objects.order_by("position").values_list()) == before


def test_an_entry_that_shows_up_late_is_sealed_after_those_with_higher_numbers(person: User) -> None:
    entries = [write(person) for _ in range(3)]
    late = entries[1]
    end, batch = digests.ORIGIN, []
    for position, entry in enumerate((entries[0], entries[2]), start=1):
        row = Entry.objects.values_list(*seals.FIELDS).get(pk=entry.pk)
        end = seals.link(end, position, row, seals.content(row))
        batch.append(
            Seal(
                position=position,
                entry=entry,
                chain=end,
                signature=digests.sign(seals.message(position, end)),
                sealed_at=AT,
            )
        )
    Seal.objects.bulk_create(batch)
    assert seals.seal(at=datetime.now(UTC)) == 1
    assert Seal.objects.get(entry=late).position == 3
    assert verification.verify().sound


def test_after_a_long_pause_nothing_is_left_behind(person: User, keys: list[int]) -> None:
    write(person)
    assert seals.seal(at=datetime.now(UTC) + timedelta(days=90)) == 1


def test_a_batch_is_written_in_far_less_than_fifty_milliseconds(person: User) -> None:
    for _ in range(seals.BATCH):
        write(person)
    held: list[float] = []
    with connection.execute_wrapper(stopwatch(held)):
        assert seals.seal(at=AT) == seals.BATCH
    assert sum(held) < 0.05


def stopwatch(held: list[float]) -> Callable[..., object]:
    """This function will time what is executed inside of a transaction."""

    def timed(execute: Callable[..., object], *arguments: object) -> object:
        begun = datetime.now(UTC)
        try:
            return execute(*arguments)
        finally:
            if connection.in_atomic_block:
                held.append((datetime.now(UTC) - begun).total_seconds())

    return timed


def test_it_gives_way_to_another_sealer(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = write(person)
    write(person)
    genuine, calls = seals._batch, []

    def overtaken(**arguments: object) -> list[Seal]:
        batch = genuine(**arguments)  # type: ignore[arg-type]
        calls.append(len(batch))
        if len(calls) == 1:
            Seal.objects.bulk_create(batch[:1])
        return batch

    monkeypatch.setattr(seals, "_batch", overtaken)
    assert seals.seal(at=AT) == 1
    assert Seal.objects.get(position=1).entry == entry
    assert verification.verify().sealed == 2


# --- with processes and files -----------------------------------------------------------------------------------------

ADD = """
from datetime import datetime, UTC
from hourglass.base import timeline
from hourglass.base.models import User
person = User.objects.create_user("a@example.com", name="A")
for number in range({count}):
    timeline.record("person.changed", on=person, by=person, at=datetime.now(UTC), reason=f"canary-{{number}}-end")
"""


def command(environment: dict[str, str], *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """This function will run one command of the product in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "hourglass.config", *arguments],
        env=environment,
        check=check,
        capture_output=True,
        text=True,
    )


def test_six_sealers_at_once_make_one_chain(shared_database: dict[str, str]) -> None:
    command(shared_database, "shell", "-v", "0", "-c", ADD.format(count=1500))
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "hourglass.config", "audit", "seal"],
            env=shared_database,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    sealed = [int(racer.communicate(timeout=120)[0].split()[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 6
    assert sum(sealed) == 1500
    assert "1500 sealed entries, 0 not sealed yet" in command(shared_database, "audit", "verify").stdout


@pytest.mark.skipif(connection.vendor != "sqlite", reason="flips a byte in the file of SQLite")
@pytest.mark.parametrize(("needle", "fault"), [(b"canary-7-end", "words of entry 8"), (b"person.changed", "Entry")])
def test_one_byte_flipped_in_the_file_is_named(shared_database: dict[str, str], needle: bytes, fault: str) -> None:
    command(shared_database, "shell", "-v", "0", "-c", ADD.format(count=20))
    command(shared_database, "audit", "anchor")
    file = Path(shared_database["DATABASE_URL"].removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    places = [place for place in range(len(content)) if content.startswith(needle, place)]
    content[places[-1] + 7] ^= 1
    file.write_bytes(content)
    answer = command(shared_database, "audit", "verify", check=False)
    assert answer.returncode != 0
    assert fault in answer.stdout
    assert "NOT sound" in answer.stderr


def test_the_fault_words_are_distinct() -> None:
    with transaction.atomic():
        assert len({str(fault.label) for fault in Fault}) == len(Fault)
