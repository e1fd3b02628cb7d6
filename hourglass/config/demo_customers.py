"""The customers of the demo: clinics of many sizes, each with an owner, some with branches."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hourglass.base.models import User
from hourglass.customers import accounts, stores
from hourglass.customers.models import Account

BY = "command:demo"


@dataclass(frozen=True)
class Customer:
    """One customer of the demo: name, city, what it treats, branches, and the mailbox of its owner."""

    name: str
    city: str
    industry: str
    owner: str = ""
    branches: tuple[str, ...] = ()


CUSTOMERS = (
    Customer("仁康口腔连锁", "成都", "口腔", "kexin", ("春熙店", "高新店", "武侯店", "锦江店", "双流店")),
    Customer("瑞明眼科集团", "武汉", "眼科", "kexin", ("汉口店", "武昌店", "光谷店")),
    Customer("清禾医美", "上海", "医美", "kexin", ("静安店", "徐汇店", "浦东店")),
    Customer("童欣儿科", "杭州", "儿科", "kexin", ("西湖店", "滨江店")),
    Customer("明德口腔", "长沙", "口腔", "kexin"),
    Customer("春晖社区门诊", "合肥", "全科", "kexin"),
    Customer("天语听力中心", "济南", "专科", "kexin", ("历下店", "市中店")),
    Customer("悦心康复中心", "南京", "康复", "kexin"),
    Customer("华泽中西医结合", "重庆", "全科", "kexin", ("渝中店", "江北店")),
    Customer("普仁妇儿门诊", "福州", "妇儿", "kexin", ("鼓楼店", "台江店")),
    Customer("杏林全科", "郑州", "全科", "kexin"),
    Customer("嘉安体检", "青岛", "体检", "kexin", ("市南店", "崂山店")),
    Customer("安禾全科诊所", "苏州", "全科", "chen"),
    Customer("正安推拿", "昆明", "中医", "chen"),
    Customer("百草堂国医馆", "广州", "中医", "mei", ("天河店", "越秀店", "番禺店")),
    Customer("康泰骨科门诊", "深圳", "骨科", "mei"),
    Customer("益禾慢病管理", "宁波", "慢病", "chen"),
    Customer("乐知心理", "北京", "心理", "chen", ("朝阳店", "海淀店")),
    Customer("美朗皮肤", "厦门", "皮肤", "mei"),
    Customer("佳和月子中心", "佛山", "妇儿", "mei"),
    Customer("启明视光", "无锡", "眼科", "chen"),
    Customer("同济堂中医", "东莞", "中医", "mei"),
    Customer("博雅口腔", "西安", "口腔", "chen", ("雁塔店", "未央店")),
    Customer("圣安宠物医院", "珠海", "宠物", "mei"),
    Customer("新朗医学检验", "天津", "检验"),
    Customer("惠民联合诊所", "南昌", "全科"),
)


def install(*, at: datetime) -> list[Account]:
    """This function will add the customers of the demo, each as if it had come in within the last months."""
    people = {person.email.partition("@")[0]: person for person in User.objects.unscoped(reason="the demo's own")}
    return [add(entry, number, people, at=at) for number, entry in enumerate(CUSTOMERS, start=1)]


def add(entry: Customer, number: int, people: dict[str, User], *, at: datetime) -> Account:
    """This function will add one customer with its branches."""
    owner, began = people.get(entry.owner), at - timedelta(days=400 - 11 * number)
    account = accounts.add(
        entry.name, owner=owner, team=owner.team if owner else None, by=BY, at=began,
        number=f"KH-{number:04}", city=entry.city, industry=entry.industry,
    )  # fmt: skip
    for branch in entry.branches:
        stores.add(account, branch, city=entry.city, by=BY, at=began)
    return account
