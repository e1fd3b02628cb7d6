"""The jobs that keep the record: seal, anchor, check."""

import logging

from hourglass.base import anchors, seals, verification
from hourglass.base.schedule import Work

log = logging.getLogger(__name__)


def seal(work: Work) -> int:
    """This function will bind new entries to the chain."""
    return seals.seal(at=work.at)


def anchor(work: Work) -> None:
    """This function will look through the whole record for entries without a seal, and drop an anchor."""
    seals.seal(at=work.at, thorough=True)
    anchors.drop(at=work.at)


def check(work: Work) -> None:
    """This function will check the record; what is wrong is told to the log and kept for the audit page."""
    result = verification.check(by="job:record.check", at=work.at)
    if not result.sound:
        faults = [str(finding.fault) for finding in result.findings]
        log.error("record not sound", extra={"faults": faults[:20], "count": len(faults) + result.more})
