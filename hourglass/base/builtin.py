"""The roles that come with the product, as the specification names them (section 0.2)."""

from dataclasses import dataclass

from hourglass.base.permissions import Permission, Reach


@dataclass(frozen=True)
class BuiltIn:
    """A role as it is first installed; afterwards it belongs to the administrators."""

    key: str
    zh: str
    en: str
    reach: Reach
    permissions: tuple[Permission, ...] = ()


PLATFORM = (
    Permission.PEOPLE_VIEW,
    Permission.CALENDAR_MANAGE,
    Permission.SETTINGS_MANAGE,
    Permission.CHANNELS_MANAGE,
    Permission.JOBS_VIEW,
    Permission.JOBS_MANAGE,
)

ROLES = (
    BuiltIn("executive", "高管", "Executive", Reach.ALL, (Permission.PEOPLE_VIEW, Permission.AUDIT_VIEW)),
    BuiltIn(
        "cs_head",
        "客户成功负责人",
        "Head of customer success",
        Reach.ALL,
        (
            Permission.PEOPLE_VIEW,
            Permission.PEOPLE_MANAGE,
            Permission.CALENDAR_MANAGE,
            Permission.SETTINGS_MANAGE,
            Permission.AUDIT_VIEW,
        ),
    ),
    BuiltIn("cs_lead", "客户成功主管", "CS team lead", Reach.TEAM, (Permission.PEOPLE_VIEW,)),
    BuiltIn("csm", "客户成功经理", "Customer success manager", Reach.OWN),
    BuiltIn("support_manager", "客服经理", "Support manager", Reach.TEAM, (Permission.PEOPLE_VIEW,)),
    BuiltIn("support_agent", "客服", "Support agent", Reach.OWN),
    BuiltIn("renewal_manager", "续费经理", "Renewal manager", Reach.OWN),
    BuiltIn("implementation", "实施", "Implementation consultant", Reach.OWN),
    BuiltIn("customer_operations", "客户运营", "Customer operations", Reach.ALL, PLATFORM),
    BuiltIn("service_operations", "服务运营", "Service operations", Reach.ALL, PLATFORM),
    BuiltIn("technical_support", "技术支持", "Technical support", Reach.OWN, (Permission.JOBS_VIEW,)),
    BuiltIn("sales_manager", "销售经理", "Sales manager", Reach.OWN),
    BuiltIn("sales_head", "销售VP", "Head of sales", Reach.TEAM, (Permission.PEOPLE_VIEW,)),
    BuiltIn("product_manager", "产品经理", "Product manager", Reach.ALL),
    BuiltIn("marketing", "市场", "Marketing", Reach.ALL),
    BuiltIn("channel_manager", "渠道经理", "Channel manager", Reach.OWN),
    BuiltIn("finance", "财务", "Finance", Reach.ALL),
    BuiltIn("administrator", "管理员", "Administrator", Reach.ALL, tuple(Permission)),
)
