"""Daily use as files and programs bring it: one row for a customer, store, person, feature and day (USE-14)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from hourglass.base.permissions import Permission
from hourglass.gateway.imports.finding import ACCOUNT, account_of
from hourglass.gateway.imports.nouns import Field, Noun, Outcome, Taking, Values
from hourglass.gateway.sheets import values
from hourglass.usage import daily
from hourglass.usage.daily import Handed

SECOND = 1000
MOST_SECONDS = 86_400


def take_use(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will take in the use of one day; a row that says nothing new is the same."""
    [row] = rows
    handed = Handed(
        day=row["day"],
        feature=row["feature"],
        uses=row.get("uses", 1),
        store=row.get("store", ""),
        user=row.get("user", ""),
        active_ms=row.get("active_seconds", 0) * SECOND,
    )
    new = daily.hand_in(account_of(row, taking), handed, source=taking.source, by=taking.by, at=taking.at)
    return Outcome.CREATED if new else Outcome.SAME


USE = Noun(
    key="usage",
    kind="usage",
    label=_("Daily use"),
    needs=(Permission.ACCOUNTS_EDIT,),
    take=take_use,
    fields=(
        *ACCOUNT,
        Field("day", _("Day"), values.day, ("日期", "date", "usage date"), True),
        Field("feature", _("Feature"), values.text(60), ("功能", "功能标识", "feature key", "feature name"), True),
        Field("uses", _("Uses"), values.at_most(2**31 - 1), ("次数", "使用次数", "usage count", "count")),
        Field(
            "active_seconds",
            _("Active seconds"),
            values.at_most(MOST_SECONDS),
            ("活跃秒数", "使用时长", "usage duration secs", "duration"),
        ),
        Field("store", _("Store"), values.text(120), ("门店", "门店编号", "branch", "store number")),
        Field("user", _("User in the product"), values.text(200), ("用户", "产品账号", "user id", "product user")),
    ),
)
