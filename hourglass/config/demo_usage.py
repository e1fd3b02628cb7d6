"""What the demo's vendor offers, feature by feature, when its customers are open, and what the nights made of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hourglass.base import configuration
from hourglass.base.periods import DAY
from hourglass.config import demo_events
from hourglass.customers import placing
from hourglass.customers.models import Account, Module, Store
from hourglass.usage import features, flushing, hours, mapping, restating, rolling, snapshots
from hourglass.usage.models import Feature, ProductGroup

BY = "command:demo"
# Module, Chinese name (the event that means it), English name, whether it is a core feature, days since its release.
FEATURES = (
    ("reception", "登记患者", "Register patient", True, 0),
    ("reception", "预约", "Appointment", False, 0),
    ("reception", "排队叫号", "Queue call", False, 150),
    ("doctor", "电子病历", "Electronic record", True, 0),
    ("doctor", "开具处方", "Prescription", True, 0),
    ("doctor", "诊疗历史", "Treatment history", True, 0),
    ("doctor", "病历模板", "Record templates", False, 95),
    ("orders", "医嘱执行", "Order execution", True, 0),
    ("orders", "输液记录", "Infusion record", True, 0),
    ("cashier", "收费", "Charging", True, 0),
    ("cashier", "日结", "Day closing", True, 0),
    ("cashier", "医保结算", "Insurance settlement", False, 0),
    ("pharmacy", "出入库", "Goods in and out", True, 0),
    ("pharmacy", "盘点", "Stock count", True, 0),
    ("pharmacy", "效期提醒", "Expiry alert", False, 60),
    ("patients", "患者档案", "Patient file", True, 0),
    ("patients", "随访清单", "Follow-up list", False, 200),
    ("statistics", "经营概览", "Business overview", True, 0),
    ("statistics", "医生业绩", "Doctor performance", False, 0),
    ("marketing", "积分奖励", "Points reward", False, 40),
    ("branches", "连锁概览", "Branch overview", False, 0),
)
OPEN = ((9 * 60, 12 * 60), (14 * 60, 17 * 60))
HALF = ((9 * 60, 12 * 60),)
WEEKS = 4  # before yesterday's, of which the demo has figures too
UNKNOWN_HOURS = {9, 17}  # customers whose opening hours nobody gave


def install(customers: Sequence[Account], *, at: datetime) -> list[Feature]:
    """This function will add the features, each meant by an event of its name, and the opening hours of customers."""
    held = {module.key: module for module in Module.objects.all()}
    made = []
    for module, zh, en, core, days in FEATURES:
        released = configuration.today(at) - timedelta(days=days) if days else None
        feature = features.add(
            held[module], name_zh=zh, name_en=en, core=core, released_on=released, by=BY, at=at
        )  # fmt: skip
        features.listen(feature, zh, by=BY, at=at)
        made.append(feature)
    for number, account in enumerate(customers):
        if number not in UNKNOWN_HOURS:
            since = configuration.today(at) - timedelta(days=200)
            hours.keep(account, (*[OPEN] * 5, HALF, ()), effective_from=since, by=BY, at=at)
    return made


def measure(*, at: datetime) -> int:
    """This function will bring the events of the demo to the lake and measure them, as the jobs would in a night.

    The lake keeps its own commits, so this comes after the demo is in the database for good. Returns the snapshots.
    """
    while flushing.flush(at=at) is not None:
        pass
    map_stores(at=at)
    while restating.restate() is not None:
        pass
    rolling.roll_touched(at=at)
    yesterday, late = configuration.today(at) - DAY, rolling.restated()
    made = sum(snapshots.keep_all(at=at, until=yesterday - timedelta(weeks=weeks)) for weeks in range(WEEKS, -1, -1))
    rolling.measured(late)
    placing.place_all(at=at)
    return made


def map_stores(*, at: datetime) -> None:
    """This function will say of the groups of customers with several stores which store each is."""
    everyone = Account.objects.unscoped(reason="the demo's own").order_by("pk")
    known = {group.key: group for group in ProductGroup.objects.filter(source__name=demo_events.SOURCE)}
    for number, account in enumerate(everyone):
        branches = Store.objects.unscoped(reason="the demo's own").of(account).order_by("pk")
        for key, store in zip(demo_events.groups(number, account), branches, strict=False):
            group = known.get(key)
            if group and number not in demo_events.UNMAPPED and account.store_count > 1:
                mapping.map_group(group, account, store=store, version=group.version, by=BY, at=at)
