"""The programs that work with the demo: one reads for reports, one keeps customers in line with a CRM."""

from collections.abc import Sequence
from datetime import datetime

from hourglass.base import keys
from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.customers import accounts
from hourglass.customers.models import Account

READING = (Permission.ACCOUNTS_VIEW, Permission.CONTRACTS_VIEW)
WRITING = (Permission.ACCOUNTS_VIEW, Permission.ACCOUNTS_EDIT, Permission.ACCOUNTS_IMPORT)


def install(customers: Sequence[Account], by: User, *, at: datetime) -> None:
    """This function will make the tokens, and let the CRM name its customers; nobody keeps the secrets."""
    keys.create_token("BI 报表取数", permissions=READING, by=by, at=at)
    token, _secret = keys.create_token("CRM 同步", permissions=WRITING, by=by, at=at)
    machine = keys.acting(token)
    for number, account in enumerate(customers[:5], start=1):
        accounts.link(account, source="crm", value=f"CRM-{number:04}", by=machine, at=at)
