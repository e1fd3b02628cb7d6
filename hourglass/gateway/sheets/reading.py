"""Any file that people bring, read as one table."""

from django.utils.translation import gettext_lazy as _

from hourglass.gateway.sheets import texts, workbooks
from hourglass.gateway.sheets.limits import MOST_BYTES, Sheet, SheetRefused

OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(data: bytes) -> Sheet:
    """This function will read a file by what is in it; its name says nothing that could be relied on.

    :raises SheetRefused: it is empty, too large, or no table.
    """
    if not data.strip():
        raise SheetRefused(_("The file is empty."), field="file")
    if len(data) > MOST_BYTES:
        raise SheetRefused(
            _("The file is larger than %(n)s MB. Cut it into parts.") % {"n": MOST_BYTES // 2**20}, field="file"
        )
    if data.startswith(OLD_OFFICE):
        raise SheetRefused(_("This is an old or locked workbook. Save it as XLSX without a password."), field="file")
    return workbooks.read(data) if data.startswith(workbooks.SIGNATURE) else texts.read(data)
