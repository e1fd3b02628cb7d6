"""`python -m hourglass.gateway.sheets.unpacking`: read a workbook from standard input, write its first table as JSON.

It runs in a process of its own with a limit on memory, so that a workbook that swells ends this process and no other.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

MEMORY = 2 * 2**30


def plain(cell: Any) -> Any:
    """This function will write a cell so that JSON keeps it: dates with a mark, whole numbers without a point."""
    if isinstance(cell, datetime):
        return {"on": cell.date().isoformat()} if cell.time() == time() else {"at": cell.isoformat()}
    if isinstance(cell, date):
        return {"on": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return cell


def main() -> None:
    """This function will read and write."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import python_calamine  # noqa: PLC0415  only below the limit

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    name = book.sheet_names[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    json.dump({"name": name, "rows": [[plain(cell) for cell in row] for row in rows]}, sys.stdout)


if __name__ == "__main__":
    main()
