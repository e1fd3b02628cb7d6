"""Events that were turned away are read once more, after what they lacked is there or a rule has changed."""

from datetime import datetime

from hourglass.base.grants import Actor
from hourglass.gateway.intake.reading import Place, fit, reader
from hourglass.usage import ingest
from hourglass.usage.messages import Unfit
from hourglass.usage.models import Quarantined, Source

AT_ONCE = 50  # so many go into the inbox in one transaction


def replay(source: Source, reason: str, *, by: Actor, at: datetime) -> tuple[int, int]:
    """This function will take in what was turned away for a reason and can be read now: how many, and how many not."""
    rows = Quarantined.objects.filter(source=source, reason=reason, replayed_at=None).order_by("pk")
    found, left = [], 0
    for row in rows:
        form, _colon, call = row.form.partition(":")
        read_one = reader(Place(form, call), sent=row.sent_ms, group_type=source.group_type)
        try:
            found.append((row, fit(bytes(row.body), read_one)))
        except Unfit:
            left += 1
    taken = 0
    for start in range(0, len(found), AT_ONCE):
        taken += ingest.replay(source, found[start : start + AT_ONCE], by=by, at=at)
    return taken, left
