"""Workbooks: counted while they are unpacked, and then read by a process that may end (T23)."""

import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from hourglass.gateway.sheets.limits import (
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_ROWS,
    MOST_UNPACKED,
    Sheet,
    SheetRefused,
    fitted,
)

SIGNATURE = b"PK\x03\x04"
SECONDS = 60
PORTION = 2**16
MODULE = "hourglass.gateway.sheets.unpacking"


def read(data: bytes) -> Sheet:
    """This function will read the first table of a workbook.

    :raises SheetRefused: it is broken, unpacks to too much, or takes too long.
    """
    refuse_swelling(data)
    try:
        done = subprocess.run(  # noqa: S603  our own module; what is hostile is its input
            [sys.executable, "-m", MODULE], input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SheetRefused(_("Reading the workbook takes too long. Save the table as CSV."), field="file") from None
    if done.returncode:
        raise SheetRefused(_("The workbook cannot be read. Save the table as CSV and bring that."), field="file")
    found = json.loads(done.stdout)
    return fitted(found["name"], [[restored(cell) for cell in row] for row in found["rows"]])


def restored(cell: Any) -> Any:
    """This function will give a cell as it was before it was written as JSON."""
    if not isinstance(cell, dict):
        return cell
    return date.fromisoformat(cell["on"]) if "on" in cell else datetime.fromisoformat(cell["at"])


def refuse_swelling(data: bytes) -> None:
    """This function will unpack a workbook for counting only: what the file says of its sizes can be a lie."""
    too_much = SheetRefused(
        _("The workbook unpacks to too much: at most %(rows)s rows and %(columns)s columns are read.")
        % {"rows": MOST_ROWS, "columns": MOST_COLUMNS},
        field="file",
    )
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            if len(parts.infolist()) > MOST_PARTS:
                raise too_much
            total = 0
            for part in parts.infolist():
                with parts.open(part) as unpacked:
                    while portion := unpacked.read(PORTION):
                        total += len(portion)
                        if total > MOST_UNPACKED or total > max(len(data), 2**16) * MOST_RATIO:
                            raise too_much
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        raise SheetRefused(_("The workbook is broken or locked with a password. Save it anew."), field="file") from None
    except Exception as error:
        if isinstance(error, SheetRefused):
            raise
        # The library of deflate has errors of its own for what it cannot unpack.
        raise SheetRefused(_("The workbook is broken or locked with a password. Save it anew."), field="file") from None
