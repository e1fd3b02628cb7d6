"""The command about the lake tells what is damaged, mends it, and repeats erasures."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hourglass.base.models import User
from hourglass.lake.tables import EVENTS
from hourglass.usage import memory, sources
from hourglass.usage.models import Source
from tests.conftest import NOON
from tests.usage.conftest import Sending, flush_all, in_lake, lake, send
from tests.usage.test_flushing import track

__all__ = ["lake", "send"]


@pytest.fixture
def source(admin: User) -> Source:
    return sources.add("Web app", by=admin, at=NOON)


def told(*words: str) -> str:
    out = StringIO()
    call_command("lake", *words, stdout=out)
    return out.getvalue()


def test_damage_is_named_and_mended(send: Sending, tmp_path: Path) -> None:
    send(track("one", "1"))
    flush_all()
    assert "as it was written" in told("check")
    Path(memory.lake().files(EVENTS)[0]).write_bytes(b"nothing")
    with pytest.raises(CommandError, match="1 damaged: events"):
        told("check")
    with pytest.raises(CommandError, match="no folder named lake"):
        told("mend", "--backup", str(tmp_path / "nowhere"))
    (tmp_path / "empty" / "lake").mkdir(parents=True)
    assert "1 events came again from the inbox" in told("mend", "--backup", str(tmp_path / "empty"))
    assert in_lake() == [("one",)]


def test_erasures_are_repeated(lake: Path, db: None) -> None:
    assert told("forget") == "Erased again: 0\n"
