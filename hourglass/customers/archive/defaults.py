"""The five named documents (FILE-03 to FILE-07), which a company starts from and changes."""

from datetime import datetime
from typing import Any

from hourglass.base.grants import Actor
from hourglass.base.labels import Label
from hourglass.customers.archive import forms
from hourglass.customers.models import FormTemplate
from hourglass.customers.models.archive import Confirming, Due

Document = list[dict[str, Any]]


def _field(key: str, kind: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "zh": zh, "en": en, **more}


def _part(zh: str, en: str, *fields: dict[str, Any]) -> Document:
    return [{"part_zh": zh, "part_en": en, **field} for field in fields]


# What a new document begins with.
FIRST = [_field("note", "long", "说明", "Note", mandatory=True)]
HANDOVER = [
    *_part(
        "基本信息",
        "Base information",
        _field("name", "text", "客户名称", "Customer", mandatory=True, source="name"),
        _field("registration", "text", "营业执照号", "Registration number", source="registration"),
        _field("city", "text", "所在城市", "City", mandatory=True, source="city"),
        _field("branches", "number", "门店数", "Branches", mandatory=True, source="stores"),
        _field("staff", "long", "各岗位人数", "Staff by role", mandatory=True),
        _field("hours", "text", "营业时间", "Opening hours"),
        _field("contract", "text", "合同编号", "Contract number", mandatory=True, source="contract.number"),
        _field("amount", "text", "合同金额", "Contract amount", mandatory=True, source="contract.amount"),
        _field("modules", "long", "购买的版本和模块", "Editions and modules", mandatory=True, source="contract.lines"),
        _field("term", "text", "合同期限", "Term", mandatory=True, source="contract.term"),
    ),
    *_part(
        "现场环境",
        "Site",
        _field("devices", "long", "电脑、打印机等设备", "Computers, printers and other devices"),
        _field("network", "text", "网络情况", "Network"),
        _field("software", "long", "此前使用的软件", "Software used so far", mandatory=True),
    ),
    *_part(
        "销售过程",
        "Sales process",
        _field("lead_source", "text", "线索来源", "Source of the lead", mandatory=True),
        _field("duration", "number", "成交周期", "Duration of the sale", unit="天"),
        _field("deciders", "text", "决策人", "Who decides", mandatory=True, source="deciders"),
        _field("competitors", "text", "对比过的竞品", "Competitors considered"),
        _field("promises", "long", "销售承诺", "Promises made", mandatory=True),
        _field("concessions", "long", "价格让步", "Price concessions", mandatory=True),
        _field("personality", "long", "沟通要点", "How they like to be dealt with"),
    ),
    *_part(
        "周边环境",
        "Surroundings",
        _field("nearby", "long", "周边竞争", "Competitors nearby"),
        _field("residents", "text", "周边人群", "Residents and passers-by"),
    ),
    *_part(
        "目前状况",
        "Current state",
        _field("visits", "number", "日均接待量", "Visits per day", mandatory=True, source="portrait.visits"),
        _field("business", "long", "业务线", "Business lines", mandatory=True),
        _field("pains", "long", "痛点", "Pains", mandatory=True),
        _field("reasons", "long", "购买原因", "Reasons to buy", mandatory=True),
        _field("expected", "long", "期望结果", "Expected results", mandatory=True),
        _field("start_wish", "day", "希望开始日期", "Wished start"),
        _field("users", "number", "计划使用人数", "Planned users", mandatory=True),
        _field("liaison", "text", "客户对接人", "Liaison", mandatory=True, source="liaison"),
    ),
]
ANSWERS = [
    {"key": "standard", "zh": "标准功能", "en": "Standard function"},
    {"key": "workaround", "zh": "变通方案", "en": "Work-around"},
    {"key": "service", "zh": "服务支持", "en": "Service"},
    {"key": "no", "zh": "无法满足", "en": "Not possible"},
    {"key": "later", "zh": "后续支持", "en": "Later"},
]
IMPORTANCE = [
    {"key": "high", "zh": "高", "en": "High"},
    {"key": "medium", "zh": "中", "en": "Medium"},
    {"key": "low", "zh": "低", "en": "Low"},
]
REQUIREMENTS = [
    _field("goal", "long", "业务目标", "Business goal", mandatory=True),
    _field(
        "lines",
        "lines",
        "需求",
        "Requirements",
        mandatory=True,
        columns=[
            _field("scenario", "text", "使用场景", "Scenario", mandatory=True),
            _field("requester", "text", "提出人", "Requester", mandatory=True),
            _field("function", "text", "所需功能或服务", "Function or service", mandatory=True),
            _field("importance", "choice", "重要程度", "Importance", mandatory=True, choices=IMPORTANCE),
            _field("answer", "choice", "约定的答复", "Agreed answer", mandatory=True, choices=ANSWERS),
            _field("target", "day", "目标日期", "Target date"),
        ],
    ),
]
TRAINING = [
    _field("trained_on", "day", "培训日期", "Training date", mandatory=True),
    _field("trainer", "text", "培训人", "Trainer", mandatory=True, source="owner"),
    _field(
        "participants",
        "lines",
        "参加人员",
        "Participants",
        mandatory=True,
        columns=[
            _field("name", "text", "姓名", "Name", mandatory=True),
            _field("role", "text", "岗位", "Role"),
        ],
    ),
    _field(
        "topics",
        "lines",
        "培训内容",
        "Topics",
        mandatory=True,
        columns=[
            _field("topic", "text", "内容", "Topic", mandatory=True),
            _field("mastery", "rating", "掌握程度", "Mastery", mandatory=True),
        ],
    ),
    _field("open", "long", "遗留问题", "Open questions"),
    _field("satisfaction", "rating", "满意度", "Satisfaction", mandatory=True),
    _field("again", "yes_no", "是否需要再次培训", "Another training", mandatory=True),
    _field("again_on", "day", "再次培训日期", "Date of the next training"),
]
STATUS = [
    *_part(
        "使用前的经营数据",
        "Business figures before use",
        _field(
            "visits", "number", "日均接待量", "Visits per day", mandatory=True, baseline="visits",
            source="portrait.visits",
        ),
        _field("revenue", "number", "月营业额", "Revenue per month", baseline="revenue"),
        _field("turns", "number", "库存周转次数", "Stock turns a year", baseline="stock_turns"),
        _field("staff", "number", "员工数", "Staff", mandatory=True, baseline="staff"),
    ),
    *_part(
        "现状与目标",
        "State and goals",
        _field("capability", "long", "团队能力", "Team capability", mandatory=True),
        _field("process", "long", "业务流程", "How the work runs", mandatory=True),
        _field("systems", "long", "在用的系统", "Systems in use"),
        _field("goals", "long", "目标", "Goals", mandatory=True),
        _field("risks", "long", "风险", "Risks"),
        _field(
            "pains",
            "lines",
            "各岗位痛点",
            "Pains by role",
            columns=[
                _field("role", "text", "岗位", "Role", mandatory=True),
                _field("pain", "text", "痛点", "Pain", mandatory=True),
            ],
        ),
    ),
]  # fmt: skip
MONTHLY = [
    *_part(
        "本月使用",
        "Use in this month",
        _field("core_depth", "number", "核心功能使用深度", "Core depth", unit="%", source="usage.core_depth"),
        _field("time_depth", "number", "时间深度", "Time depth", unit="%", source="usage.time_depth"),
        _field("breadth", "number", "使用广度", "Breadth", unit="%", source="usage.breadth"),
        _field(
            "core_change", "number", "核心深度较上月变化", "Change of core depth", unit="%",
            source="usage.core_change",
        ),
        _field("tickets", "number", "工单数", "Tickets", source="desk.tickets"),
        _field("requests", "number", "需求数", "Requests", source="desk.requests"),
    ),
    *_part(
        "分析",
        "Analysis",
        _field("cause", "long", "变化原因", "Causes", mandatory=True),
        _field("judgement", "long", "判断", "Judgement", mandatory=True),
        _field(
            "next", "long", "下一步动作", "Next action", when={"field": "core_change", "at_most": "-10"}
        ),
    ),
]  # fmt: skip
FORMS: tuple[tuple[str, Label, Document, Due, int, Confirming], ...] = (
    ("handover", Label("客户交接表", "Handover"), HANDOVER, Due.START, 3, Confirming.STAFF),
    (
        "requirements",
        Label("需求确认表", "Requirement confirmation"),
        REQUIREMENTS,
        Due.START,
        14,
        Confirming.CUSTOMER,
    ),
    ("training", Label("培训回访表", "Training return visit"), TRAINING, Due.OCCASION, 3, Confirming.NOBODY),
    ("status", Label("客户现状表", "Customer status"), STATUS, Due.START, 14, Confirming.NOBODY),
    ("monthly", Label("月度使用分析表", "Monthly usage analysis"), MONTHLY, Due.MONTH, 5, Confirming.NOBODY),
)


def install(*, by: Actor, at: datetime) -> int:
    """This function will add those of the five documents that were never there; a retired one does not come back."""
    there = set(FormTemplate.objects.values_list("key", flat=True))
    new = [one for one in FORMS if one[0] not in there]
    for key, label, document, due, days, confirming in new:
        forms.add(key=key, label=label, document=document, due=due, days=days, confirming=confirming, by=by, at=at)
    return len(new)
