"""A whole archive in one file: every submitted document as a page to read and print, and the story beside them."""

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hourglass.base import configuration, spreadsheets
from hourglass.base.models import User
from hourglass.console import chronicle
from hourglass.console.forms.archive import language
from hourglass.console.telling import Telling
from hourglass.customers.archive import reading, records
from hourglass.customers.models import Account, Filling, FormRecord

MOST_ENTRIES = 20_000
UNFIT = re.compile(r"[^\w-]+")


def bound(account: Account, person: User) -> bytes:
    """This function will pack what `person` may read of an account's archive."""
    rows = FormRecord.objects.visible_to(person).of(account).select_related("template", "account")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as binder:
        sent = records.all_submissions(rows)
        for place, row in enumerate(rows.order_by("opened_at", "pk"), start=1):
            for filling in sent.get(row.pk, []):
                name = f"{place:02}-{UNFIT.sub('-', str(row)).strip('-')}-{filling.number}.html"
                binder.writestr(name, page(row, filling, person))
        binder.writestr("forms.csv", "".join(spreadsheets.table(*listed(rows.order_by("due_on", "pk")))))
        binder.writestr("timeline.csv", "".join(spreadsheets.table(*told(account, person))))
    return packed.getvalue()


def page(row: FormRecord, filling: Filling, person: User) -> str:
    """This function will draw one submission as a page that needs nothing beside it."""
    parts = reading.parts(filling, person, language())
    context = {"record": row, "filling": filling, "parts": parts, "lang": language()}
    return render_to_string("console/archive/paper.html", context)


def listed(rows: Iterable[FormRecord]) -> tuple[list[str], list[list[object]]]:
    """This function will list the documents with their days."""
    head = [_("Form"), _("Occasion"), _("Due"), _("State"), _("Submitted"), _("Confirmed"), _("Confirmed by")]
    return head, [
        [str(row.template), row.occasion, row.due_on or "", str(row.state.label), day(row.submitted_at),
         day(row.confirmed_at), row.confirmed_by]
        for row in rows
    ]  # fmt: skip


def told(account: Account, person: User) -> tuple[list[str], list[list[object]]]:
    """This function will tell the story of an account as `person` may read it, the newest first."""
    entries = chronicle.readable(account, person).told().order_by("-at", "-pk")[:MOST_ENTRIES]
    rows = [Telling(entry) for entry in entries]
    return [_("Time"), _("Actor"), _("What happened")], [
        [entry.entry.at.isoformat(), entry.actor, "".join(text for text, _named in entry.parts)] for entry in rows
    ]


def day(at: datetime | None) -> object:
    """This function will give the day of a moment in the workspace; nothing where there is none."""
    return configuration.today(at) if at else ""
