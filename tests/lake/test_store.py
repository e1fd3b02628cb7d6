"""What is appended is there once, what is replaced is there whole, whoever else writes and however often it is said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hourglass.lake import store
from hourglass.lake.store import Lake
from hourglass.lake.tables import EVENTS, PANEL, SESSIONS, USAGE_DAILY
from tests.lake.history import DAY, content, days, events, messages, read, usage

pytestmark = pytest.mark.once


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return store.open(tmp_path / "lake")


def test_opening_makes_every_table_and_finds_it_again(tmp_path: Path) -> None:
    first = store.open(tmp_path / "lake")
    first.append(EVENTS, events([1, 2]), app="inbox", version=1)
    again = store.open(tmp_path / "lake")
    assert messages(again) == [1, 2]
    assert [again.version(table) for table in (EVENTS, USAGE_DAILY, SESSIONS, PANEL)] == [1, 0, 0, 0]


def test_a_version_is_applied_once(lake: Lake) -> None:
    assert lake.applied(EVENTS, "inbox") == 0
    assert lake.append(EVENTS, events([1, 2]), app="inbox", version=3)
    assert not lake.append(EVENTS, events([1, 2]), app="inbox", version=3)
    assert not lake.append(EVENTS, events([9]), app="inbox", version=2)
    assert lake.applied(EVENTS, "inbox") == 3
    assert messages(lake) == [1, 2]


def test_each_application_counts_its_own_versions(lake: Lake) -> None:
    assert lake.append(EVENTS, events([1]), app="inbox", version=7)
    assert lake.append(EVENTS, events([2]), app="import", version=1)
    assert (lake.applied(EVENTS, "inbox"), lake.applied(EVENTS, "import")) == (7, 1)
    assert messages(lake) == [1, 2]


def test_writers_of_one_version_at_a_time_leave_it_there_once(tmp_path: Path) -> None:
    lakes = [store.open(tmp_path / "lake") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for version in range(1, 6):
            rows = events([version * 10, version * 10 + 1], batch=version)
            tries = [pool.submit(each.append, EVENTS, rows, app="inbox", version=version) for each in lakes]
            assert sorted(done.result() for done in tries) == [False, False, False, True]
    assert messages(lakes[0]) == [number for version in range(1, 6) for number in (version * 10, version * 10 + 1)]


def test_replacing_leaves_other_days_alone(lake: Lake) -> None:
    today, tomorrow = days(2)
    lake.replace(USAGE_DAILY, usage([1, 2], day=today), days=[today], based_on=1)
    lake.replace(USAGE_DAILY, usage([3], day=tomorrow), days=[tomorrow], based_on=2)
    lake.replace(USAGE_DAILY, usage([4], day=today), days=[today], based_on=3)
    assert sorted(read(lake.files(USAGE_DAILY), "day, account_id")) == [(today, 4), (tomorrow, 3)]
    assert lake.basis(USAGE_DAILY) == 3


def test_replacing_by_nothing_empties_the_day(lake: Lake) -> None:
    lake.replace(USAGE_DAILY, usage([1, 2]), days=[DAY], based_on=1)
    lake.replace(USAGE_DAILY, usage([]), days=[DAY], based_on=1)
    assert lake.files(USAGE_DAILY) == []


def test_a_day_of_a_closed_month_is_replaced_inside_it(lake: Lake) -> None:
    first, second = days(2)
    for day, account in ((first, 5), (second, 6)):
        lake.replace(USAGE_DAILY, usage([account], day=day), days=[day], based_on=1)
    lake.close_month(USAGE_DAILY, DAY)
    lake.replace(USAGE_DAILY, usage([7, 8], day=second), days=[second], based_on=2)
    assert sorted(read(lake.files(USAGE_DAILY), "day, account_id")) == [(first, 5), (second, 7), (second, 8)]
    assert len(lake.files(USAGE_DAILY)) == 1


def test_what_was_computed_earlier_does_not_replace_what_was_computed_later(lake: Lake) -> None:
    lake.replace(USAGE_DAILY, usage([1]), days=[DAY], based_on=5)
    with pytest.raises(store.Stale):
        lake.replace(USAGE_DAILY, usage([2]), days=[DAY], based_on=4)
    assert read(lake.files(USAGE_DAILY), "account_id") == [(1,)]


def test_rows_of_a_day_that_is_not_replaced_are_refused(lake: Lake) -> None:
    with pytest.raises(ValueError, match="not to be replaced"):
        lake.replace(USAGE_DAILY, usage([1], day=days(2)[1]), days=[DAY], based_on=1)


def test_files_are_those_whose_period_touches_the_span(lake: Lake) -> None:
    october, november = date(2026, 10, 30), DAY
    lake.append(EVENTS, events([1], day=october), app="inbox", version=1)
    lake.append(EVENTS, events([2], day=november), app="inbox", version=2)
    lake.close_month(EVENTS, october)
    assert read(lake.files(EVENTS, until=date(2026, 10, 2)), "message") == [(1,)]
    assert read(lake.files(EVENTS, since=date(2026, 11, 1)), "message") == [(2,)]
    assert lake.files(EVENTS, until=date(2026, 10, 1)) == []
    assert lake.files(EVENTS, since=date(2026, 11, 28)) == []


def test_versions_count_from_one(lake: Lake) -> None:
    with pytest.raises(ValueError, match="from 1"):
        lake.append(EVENTS, events([1]), app="inbox", version=0)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[list[int]], list[Any]]:
    """Events as (message, day), cut into batches in some order, and what is done with the batches and the lake."""
    rows = draw(
        st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3)), unique_by=lambda row: row[0], max_size=40)
    )
    order = draw(st.permutations(range(len(rows))))
    cuts = sorted(draw(st.sets(st.integers(0, len(rows)), max_size=4)))
    batches = [list(order[a:b]) for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    care = st.sampled_from(["compact", "close", "reopen", "repeat"])
    return rows, batches, draw(st.lists(st.lists(care, max_size=2), min_size=len(batches), max_size=len(batches)))


@settings(max_examples=15, deadline=None)
@given(history=histories())
def test_any_order_split_and_repetition_of_the_same_events_gives_the_same_table(history: Any) -> None:
    rows, batches, cares = history
    with TemporaryDirectory() as folder:
        lake = store.open(folder)
        for number, (batch, care) in enumerate(zip(batches, cares, strict=True), start=1):
            append(lake, [rows[index] for index in batch], number)
            for what in care:
                if what == "reopen":
                    lake = store.open(folder)
                elif what == "repeat":
                    earlier = number // 2
                    append(lake, [rows[index] for index in batches[earlier]], earlier + 1)
                else:
                    (lake.compact if what == "compact" else lake.close_month)(EVENTS, DAY)
        expected = events([message for message, _day in rows]) | {"day": [days(4)[day] for _message, day in rows]}
        assert content(lake) == dict.fromkeys(zip(*expected.values(), strict=True), 1)


def append(lake: Lake, rows: list[tuple[int, int]], version: int) -> None:
    columns = events([message for message, _day in rows]) | {"day": [days(4)[day] for _message, day in rows]}
    lake.append(EVENTS, columns, app="inbox", version=version)
