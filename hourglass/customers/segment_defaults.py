"""The proposed tables of tiers and usage levels (SEG-02, SEG-03), which a company starts from and changes."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hourglass.base.labels import Label
from hourglass.customers.models.portraits import FieldGroup, FieldKind
from hourglass.customers.models.segments import TIER, USAGE_LEVEL, TouchModel

Document = dict[str, Any]
PORTRAIT = (
    ("branches", Label("门店数", "Branches"), FieldKind.NUMBER, FieldGroup.BUSINESS),
    ("doctors", Label("医生数", "Doctors"), FieldKind.NUMBER, FieldGroup.TEAM),
    ("visits", Label("日均接诊", "Visits per day"), FieldKind.NUMBER, FieldGroup.BUSINESS),
    ("regional_brand", Label("区域品牌", "Regional brand"), FieldKind.YES_NO, FieldGroup.TRAITS),
)


def _at_least(fact: str, value: str) -> Document:
    return {"fact": fact, "op": "at_least", "value": value}


def _less(fact: str, value: str) -> Document:
    return {"fact": fact, "op": "less_than", "value": value}


def _between(fact: str, least: str, below: str) -> Document:
    return {"all": [_at_least(fact, least), _less(fact, below)]}


def _known(fact: str) -> Document:
    return {"fact": fact, "op": "known"}


BRANCHES, DOCTORS, VISITS, BRAND = (f"portrait.{key}" for key, *_rest in PORTRAIT)
ACTIVATED = {"fact": "activated", "op": "is", "value": True}


@dataclass(frozen=True, slots=True)
class Proposed:
    """One class of a proposed table."""

    key: str
    name: Label
    condition: Document
    policy: dict[str, Any] = field(default_factory=dict)


def _policy(touch: TouchModel, days: int, hours: int, weight: str, role: str, traits: str, needs: str) -> Document:
    return {
        "touch_model": touch,
        "visit_days": days,
        "return_visit_days": days,
        "reply_hours": hours,
        "weight": Decimal(weight),
        "owner_role": role,
        "traits": traits,
        "needs": needs,
    }


TIERS = (
    Proposed(
        "S",
        Label("连锁头部", "Chain or head"),
        {
            "any": [
                _at_least(BRANCHES, "5"),
                _at_least("recurring", "100000"),
                {"fact": BRAND, "op": "is", "value": True},
            ]
        },
        _policy(TouchModel.PERSONAL, 30, 2, "4", "资深客户成功经理", "多店连锁或区域品牌", "集团报表与门店复制"),
    ),
    Proposed(
        "A",
        Label("大型机构", "Large"),
        {"any": [_between(BRANCHES, "2", "5"), _at_least(DOCTORS, "10"), _at_least(VISITS, "100")]},
        _policy(TouchModel.PERSONAL, 30, 4, "2", "客户成功经理", "医生多、接诊量大", "流程效率与团队培训"),
    ),
    Proposed(
        "B",
        Label("标准机构", "Standard"),
        {"any": [_between(DOCTORS, "3", "10"), _between(VISITS, "30", "100")]},
        _policy(TouchModel.MIXED, 60, 8, "1", "客户成功经理", "单店、团队稳定", "获客与复诊"),
    ),
    Proposed(
        "C",
        Label("个体诊所", "Solo"),
        {"any": [_known(fact) for fact in (BRANCHES, "recurring", DOCTORS, VISITS, BRAND)]},
        _policy(TouchModel.BATCH, 90, 24, "0.3", "客户运营", "一两位医生", "开方收费简单好用"),
    ),
)
LEVELS = (
    Proposed(
        "U4",
        Label("全面使用", "Full use"),
        {"all": [ACTIVATED, _at_least("core_depth", "100"), _at_least("time_depth", "80"), _at_least("breadth", "90")]},
    ),
    Proposed(
        "U3",
        Label("深度使用", "Deep use"),
        {"all": [ACTIVATED, _at_least("core_depth", "70"), _at_least("time_depth", "70"), _at_least("breadth", "40")]},
    ),
    Proposed(
        "U2",
        Label("中度使用", "Medium use"),
        {
            "all": [
                ACTIVATED,
                _at_least("core_depth", "40"),
                {"any": [_at_least("time_depth", "40"), {"fact": "time_depth", "op": "unknown"}]},
            ]
        },
    ),
    Proposed("U1", Label("轻度使用", "Light use"), ACTIVATED),
    Proposed("U0", Label("未激活", "Not activated"), {"fact": "activated", "op": "is", "value": False}),
)
TABLES = (
    (TIER, Label("客户分级", "Tier"), TIERS),
    (USAGE_LEVEL, Label("使用分级", "Usage level"), LEVELS),
)
