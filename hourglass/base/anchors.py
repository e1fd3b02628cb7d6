"""Anchors: where the chain ended and when, kept outside of the database and told to the log.

A chain that was cut short or written anew from its beginning is consistent in itself. An anchor remembers how it was.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hourglass.base import digests, seals

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    """The end of the chain at one time, signed."""

    at: str
    position: int
    chain: str
    signature: str = ""

    def message(self) -> str:
        """This function will return what the anchor's signature is made over."""
        return f"anchor {self.at} {self.position} {self.chain}"


def path() -> Path:
    """This function will name the file that keeps the anchors of this installation."""
    return Path(settings.DATA) / "anchors.jsonl"


def drop(*, at: datetime) -> Anchor | None:
    """This function will append an anchor at the end of the chain to the file (mode 0600) and tell it to the log."""
    end = seals.head()
    if not end.position:
        return None
    bare = Anchor(digests.moment(at), end.position, end.chain)
    anchor = Anchor(bare.at, bare.position, bare.chain, digests.sign(bare.message()))
    file = os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.fchmod(file, 0o600)
        os.write(file, (digests.canonical(asdict(anchor)) + "\n").encode())
        os.fsync(file)
    finally:
        os.close(file)
    log.info("record anchored", extra={"position": anchor.position, "chain": anchor.chain})
    return anchor


def kept(file: Path | None = None) -> Iterator[tuple[int, Anchor | None]]:
    """This function will read the anchors, each with its line number; a line that cannot be read gives None."""
    file = file or path()
    if not file.exists():
        return
    for number, line in enumerate(file.read_text(errors="replace").splitlines(), start=1):
        try:
            values = json.loads(line)
            anchor = Anchor(values["at"], int(values["position"]), values["chain"], values["signature"])
            datetime.fromisoformat(anchor.at)
        except (ValueError, KeyError, TypeError, RecursionError):
            yield number, None
        else:
            yield number, anchor
