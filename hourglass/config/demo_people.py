"""The people of the demo's customers: who decides, who uses, how they stand, and what they asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hourglass.base import configuration
from hourglass.base.labels import Label
from hourglass.customers import contacts, dossier, inquiries, key_persons, person_roles, touches
from hourglass.customers.models import Account, Contact
from hourglass.customers.models.key_persons import Solvable, Stance

BY = "command:demo"
ROLES = (
    ("owner", "院长", "Owner", 1, "把握经营方向\n审批采购", "单店利润", "门店忙闲不均"),
    ("manager", "店长", "Store manager", 1, "排班与现场管理\n查看日报", "营业额", "预约爽约多"),
    ("doctor", "医生", "Doctor", 1, "接诊与病历书写\n复诊管理", "复诊率", "病历录入耗时"),
    ("cashier", "收银财务", "Cashier", 2, "收费与对账", "对账无差错", "医保对账手工核对"),
    ("pharmacist", "药师", "Pharmacist", 2, "药品盘点与发药", "库存准确率", "盘点靠手工"),
    ("service", "客服", "Customer service", 2, "预约与回访", "到诊率", "回访记录分散"),
)
TOPICS = (
    ("owner", "老板", "Owner"),
    ("doctor", "医生", "Doctor"),
    ("operations", "运营与店长", "Operations"),
    ("warehouse", "库管", "Warehouse"),
    ("desk", "护士、收银与财务", "Nurse and desk"),
    ("marketing", "营销场景", "Marketing scenes"),
    ("consumption", "消费场景", "Consumption scenes"),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("敏", "建国", "雪梅", "志强", "丽华", "文静", "海涛", "小燕", "国平", "婷")
STANCES = (
    *(Stance.CHAMPION, Stance.SUPPORTER, Stance.NEUTRAL, Stance.SUPPORTER, Stance.SCEPTIC),
    *(Stance.SUPPORTER, Stance.NEUTRAL, Stance.CHAMPION, Stance.SUPPORTER, Stance.OPPONENT),
)


def install(accounts: Sequence[Account], *, at: datetime) -> None:
    """This function will give every customer of the demo its people, most of them with what is known of them."""
    for key, zh, en, level, duties, measure, pains in ROLES:
        person_roles.add(
            key=key, label=Label(zh, en), level=level, duties=duties, measure=measure, pains=pains, by=BY, at=at
        )
    for key, zh, en in TOPICS:
        dossier.add_topic(key=key, label=Label(zh, en), by=BY, at=at)
    for number, account in enumerate(accounts):
        people = [add(account, number, place, at=at) for place in range(2 + number % 4)]
        tell(account, people, number, at=at)


def add(account: Account, number: int, place: int, *, at: datetime) -> Contact:
    """This function will add one person of a customer."""
    key, zh, _en, level, *_rest = ROLES[place if place < 2 else (number + place) % len(ROLES)]
    seed = number * 7 + place * 3
    contact = contacts.add(
        account,
        SURNAMES[seed % len(SURNAMES)] + GIVEN[(seed + place) % len(GIVEN)],
        roles=[key],
        job_title=zh,
        influence="decides" if place == 0 else "advises" if level == 1 else "uses",
        chain_place=place + 1 if level == 1 and place < 3 else None,
        concern=("投入产出", "门店落地", "使用省时")[place] if level == 1 and place < 3 else "",
        is_buyer=place == 0,
        is_user=place > 0,
        phone=f"138{seed:04}{number:04}",
        by=BY,
        at=at - timedelta(days=120),
    )
    if place == 0:
        contacts.name_liaison(contact, version=contact.version, by=BY, at=at)
    return contact


def tell(account: Account, people: Sequence[Contact], number: int, *, at: datetime) -> None:
    """This function will write down what the team knows of a customer's people."""
    day = configuration.today(at)
    for place, contact in enumerate(people):
        stance = STANCES[(number + place * 3) % len(STANCES)]
        evidence = "季度回访时明确表示" if stance > 0 else "反馈流程没有变快，仍用手工表"
        if (number + place) % 5:
            when = day - timedelta(days=5 + (number * 11 + place * 17) % 80)
            key_persons.judge(contact, stance, on=when, evidence=evidence, by=BY, at=at)
        if (number + place) % 3:
            heard = at - timedelta(days=(number * 5 + place * 13) % 50)
            touches.log(account, channel="call", contact=contact, note="电话回访", by=BY, at=at, happened_at=heard)
    first = people[0]
    profile = key_persons.profile_of(first)
    key_persons.describe(
        first, version=profile.version, duties=profile.duties, goals="三年内开到十家店", scenes="每周看经营日报",
        pains=profile.pains, by=BY, at=at,
    )  # fmt: skip
    for words, solvable, feature in (
        ("查看各店营收", Solvable.YES, "经营日报"),
        ("核对医保账目", Solvable.PARTLY, "收费对账"),
        ("比较店间人效", Solvable.PLANNED, "人效报表"),
    ):
        key_persons.add_work(first, words, solvable=solvable, feature=feature, by=BY, at=at)
    if number % 4 == 0:
        asked = day - timedelta(days=2 + number % 9)
        inquiries.ask(first, "医保接口何时支持异地结算？", topic="医保", on=asked, by=BY, at=at)
    if number % 9 == 5 and len(people) > 2:
        gone = people[2]
        contacts.leave(gone, on=day - timedelta(days=6), version=gone.version, by=BY, at=at)
