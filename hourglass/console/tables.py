"""Tables that leave the product as a file: CSV, or a workbook where the reader asks for one."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from hourglass.base import spreadsheets
from hourglass.console.access import Request


class Form(StrEnum):
    """The kinds of file."""

    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def answer(
    request: Request, head: Sequence[str], rows: Iterable[Sequence[object]], *, name: str, plain: str = ""
) -> HttpResponseBase:
    """This function will answer with a table as the kind of file that was asked for.

    `name` is the file's name without its ending; `plain` the same for programs that read no letters beyond ASCII.
    """
    form = asked(request)
    sent: HttpResponseBase
    if form is Form.XLSX:
        sent = HttpResponse(spreadsheets.workbook(head, rows), content_type=TYPES[form])
    else:
        sent = StreamingHttpResponse(spreadsheets.table(head, rows), content_type=TYPES[form])
    names = f"filename=\"{plain or name}.{form}\"; filename*=UTF-8''{quote(f'{name}.{form}')}"
    sent["Content-Disposition"] = f"attachment; {names}"
    sent["Cache-Control"] = "no-store"
    return sent


def asked(request: Request) -> Form:
    """This function will read which kind of file is asked for; what is no kind asks for CSV."""
    wanted = request.POST.get("as", "") or request.GET.get("as", "")
    return Form(wanted) if wanted in set(Form) else Form.CSV
