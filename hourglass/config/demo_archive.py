"""The archives of the demo's customers: the five documents, most of them filled in, some waiting and some late."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hourglass.base import configuration
from hourglass.base.periods import add_months
from hourglass.customers.archive import defaults, opening, records
from hourglass.customers.models import Account, FormRecord, FormTemplate

BY = "command:demo"
REASON = "the demo fills in every archive"
LINES = (
    ("前台收费", "收银", "医保对账自动核对", "high", "standard"),
    ("会员回访", "客服", "批量发送复诊提醒", "medium", "workaround"),
    ("药品盘点", "药师", "盘点差异报表", "medium", "later"),
)
VALUES: dict[str, dict[str, Any]] = {
    "handover": {
        "staff": "医生 4，护士 3，前台 2",
        "software": "单机收费软件",
        "lead_source": "老客户介绍",
        "promises": "首月上门培训两次",
        "concessions": "赠送两个月",
        "business": "全科、理疗、体检",
        "pains": "复诊率低，回访靠手工",
        "reasons": "统一各门店数据",
        "expected": "三个月内复诊率提高一成",
    },
    "requirements": {
        "goal": "提高复诊率，减少对账时间",
        "lines": [
            dict(zip(("scenario", "requester", "function", "importance", "answer"), line, strict=True))
            for line in LINES
        ],
    },
    "training": {
        "trainer": "陈晓",
        "satisfaction": 4,
        "again": False,
        "participants": [{"name": "李敏", "role": "前台"}, {"name": "王强", "role": "药师"}],
        "topics": [{"topic": "收费与退费", "mastery": 4}, {"topic": "库存盘点", "mastery": 3}],
    },
    "status": {
        "staff": "12",
        "capability": "店长熟悉电脑操作",
        "process": "手工登记后集中录入",
        "goals": "日均接待量提高两成",
        "pains": [{"role": "前台", "pain": "高峰期排队"}],
    },
    "monthly": {"cause": "新店长上任，团队在学习", "judgement": "使用平稳，回访功能仍少用", "next": "安排一次回访演练"},
}


def install(accounts: Sequence[Account], *, at: datetime) -> None:
    """This function will set the documents up, open what has been due since two months, and fill most of it in."""
    began = at - timedelta(days=62)
    defaults.install(by=BY, at=began)
    forms = {form.key: form for form in FormTemplate.objects.all()}
    for number, account in enumerate(accounts):
        if number % 3 == 0 and account.closed_at is None:
            held_on = configuration.today(began + timedelta(days=number % 50))
            due_on = held_on + timedelta(days=forms["training"].days)
            records.open_record(
                account, forms["training"], occasion=f"{held_on:%Y-%m-%d}", due_on=due_on, by=BY, at=began
            )
    for back in (2, 1, 0):
        first = add_months(configuration.today(at).replace(day=1), -back)
        opening.open_due(at=min(at, at + (first - configuration.today(at))))
    rows = FormRecord.objects.unscoped(reason=REASON).select_related("template", "account").order_by("pk")
    for row in rows:
        if row.account.closed_at is None and (row.pk * 7) % 10 < 8:
            fill(row, at=min(at, row.opened_at + timedelta(days=row.pk % 4)))


def fill(row: FormRecord, *, at: datetime) -> None:
    """This function will fill one document in; every fifth stays a draft, and most are confirmed by customers."""
    day = configuration.today(at)
    values = {**records.draft_of(row, on=day).values, **VALUES[row.template.key]}
    wanted = {field.key for field in records.fields_of(records.draft_of(row, on=day)) if field.mandatory}
    for key in wanted - set(values):
        values[key] = {"users": "9", "visits": str(40 + row.pk % 30), "trained_on": row.occasion}.get(key, "已核对")
    if row.pk % 5 == 0:
        records.keep(row, values, version=0, by=BY, at=at)
        return
    records.submit(row, values, version=0, by=BY, at=at)
    if row.template.key == "requirements" and row.pk % 4:
        records.confirm_by_customer(row, name="客户对接人", by=BY, at=at)
    elif row.template.key == "handover" and row.pk % 3:
        records.confirm(row, version=row.version, by=BY, at=at)
