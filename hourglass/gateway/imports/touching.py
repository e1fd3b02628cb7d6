"""Touch points of channels outside the product, as files tell of them (FILE-11).

Each is kept once however often it is told: by what the source calls it, or else by all that its row says.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from hourglass.base import configuration
from hourglass.base.models import Sentiment, Way
from hourglass.base.permissions import Permission
from hourglass.customers import touches
from hourglass.customers.models import Account, Contact
from hourglass.gateway.imports.finding import ACCOUNT, RowRefused, account_of
from hourglass.gateway.imports.nouns import Field, Noun, Outcome, Taking, Values
from hourglass.gateway.sheets import values

WAYS: Mapping[Way, Sequence[str]] = {
    Way.CALL: ("电话", "call", "phone call"),
    Way.VISIT: ("拜访", "上门", "visit"),
    Way.MEETING: ("会议", "meeting"),
    Way.MESSAGE: ("聊天消息", "微信", "wechat", "chat", "message"),
    Way.EMAIL: ("邮件", "电子邮件", "e-mail", "mail"),
    Way.HOTLINE: ("热线", "客服热线", "hotline"),
    Way.WEBSITE: ("网站", "官网", "website"),
    Way.BILLING: ("账单", "bill", "invoice"),
    Way.MARKETING: ("市场", "营销", "marketing"),
    Way.EVENT: ("活动", "市场活动", "event"),
}
FEELINGS: Mapping[Sentiment, Sequence[str]] = {
    Sentiment.POSITIVE: ("积极", "正面", "好", "positive", "good"),
    Sentiment.NEUTRAL: ("中性", "一般", "neutral"),
    Sentiment.NEGATIVE: ("消极", "负面", "差", "negative", "bad"),
}


def take_touch(rows: Sequence[Values], taking: Taking) -> Outcome:
    """This function will keep a touch point, unless it was told before."""
    [row] = rows
    account = account_of(row, taking)
    when = _when(row["happened_at"], taking)
    entry, new = touches.receive(
        account,
        source=taking.source,
        key=row.get("key") or _sign(account, row, when),
        channel=row["channel"],
        sentiment=row.get("sentiment", ""),
        note=row.get("note", ""),
        contact=_contact(account, row["contact"]) if row.get("contact") else None,
        happened_at=when,
        by=taking.by,
        at=taking.at,
    )
    if new:
        taking.made("touch", entry)
    return Outcome.CREATED if new else Outcome.SAME


def _when(found: datetime, taking: Taking) -> datetime:
    """This function will give the moment of a time without an offset: by the clocks of the workspace."""
    return found if found.tzinfo else found.replace(tzinfo=configuration.business_zone(taking.at))


def _sign(account: Account, row: Values, when: datetime) -> str:
    """This function will tell a row without an identifier from others by all that it says."""
    said = [str(row.get(name, "")) for name in ("channel", "sentiment", "note", "contact")]
    return "row:" + sha256("\n".join([str(account.pk), when.isoformat(), *said]).encode()).hexdigest()


def _contact(account: Account, name: str) -> Contact:
    people = Contact.objects.unscoped(reason="the people of an account that was found").of(account)
    found: Contact | None = people.filter(name=name).order_by("left_on", "pk").first()
    if found is None:
        raise RowRefused(_("This customer has nobody called %(name)s. Import the people first.") % {"name": name})
    return found


def ways() -> Mapping[str, Sequence[str]]:
    """This function will give the channels with the words for them."""
    return {str(way): (str(way.label), *words) for way, words in WAYS.items()}


def feelings() -> Mapping[str, Sequence[str]]:
    """This function will give how something felt, with the words for it."""
    return {str(feeling): (str(feeling.label), *words) for feeling, words in FEELINGS.items()}


TOUCHES = Noun(
    key="touches",
    kind="touch",
    label=_("Touch points"),
    needs=(Permission.ACCOUNTS_EDIT,),
    take=take_touch,
    fields=(
        *ACCOUNT,
        Field(
            "channel",
            _("Channel"),
            values.choice(ways),
            ("渠道", "沟通方式", "触点渠道", "way", "medium"),
            True,
        ),
        Field(
            "happened_at",
            _("Time"),
            values.moment,
            ("时间", "日期", "发生时间", "沟通时间", "date", "happened at", "when"),
            True,
        ),
        Field("note", _("Note"), values.text(touches.LONGEST), ("备注", "内容", "摘要", "沟通内容", "text", "summary")),
        Field("sentiment", _("Sentiment"), values.choice(feelings), ("情绪", "态度", "mood", "feeling")),
        Field("contact", _("Contact"), values.text(120), ("联系人", "姓名", "person", "contact name")),
        Field(
            "key",
            _("Identifier of the touch point"),
            values.text(200),
            ("触点编号", "记录编号", "工单号", "ticket id", "event id", "record id"),
        ),
    ),
)
