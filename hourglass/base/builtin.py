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

SERVE = (
    Permission.ACCOUNTS_VIEW,
    Permission.ACCOUNTS_EDIT,
    Permission.FORMS_FILL,
    Permission.CONTRACTS_VIEW,
    Permission.RENEWALS_WORK,
)
LEAD = (
    *SERVE,
    Permission.PEOPLE_VIEW,
    Permission.ACCOUNTS_ASSIGN,
    Permission.ACCOUNTS_CLOSE,
    Permission.FORMS_CONFIRM,
    Permission.SEGMENTS_APPROVE,
    Permission.VIEWS_SHARE,
)
SELL = (*SERVE, Permission.CONTRACTS_EDIT)
LOOK = (Permission.ACCOUNTS_VIEW, Permission.CONTRACTS_VIEW)
FIGURES = (*LOOK, Permission.FIGURES_VIEW)
OPERATE = (
    Permission.SOURCES_VIEW,
    Permission.SOURCES_MANAGE,
    *PLATFORM,
    *SERVE,
    Permission.ACCOUNTS_ASSIGN,
    Permission.ACCOUNTS_CLOSE,
    Permission.ACCOUNTS_IMPORT,
    Permission.VIEWS_SHARE,
    Permission.SEGMENTS_MANAGE,
    Permission.FORMS_MANAGE,
    Permission.PRODUCTS_MANAGE,
    Permission.CONTRACTS_EDIT,
    Permission.FIGURES_VIEW,
)
HEAD = (
    *LEAD,
    Permission.SOURCES_VIEW,
    Permission.SOURCES_MANAGE,
    Permission.ACCOUNTS_IMPORT,
    Permission.SEGMENTS_MANAGE,
    Permission.FORMS_MANAGE,
    Permission.PRODUCTS_MANAGE,
    Permission.CONTRACTS_EDIT,
    Permission.RENEWALS_APPROVE,
    Permission.FIGURES_VIEW,
    Permission.PEOPLE_MANAGE,
    Permission.CALENDAR_MANAGE,
    Permission.SETTINGS_MANAGE,
    Permission.AUDIT_VIEW,
    Permission.AUDIT_CORRECT,
)

ROLES = (
    BuiltIn("executive", "高管", "Executive", Reach.ALL, (*FIGURES, Permission.PEOPLE_VIEW, Permission.AUDIT_VIEW)),
    BuiltIn("cs_head", "客户成功负责人", "Head of customer success", Reach.ALL, HEAD),
    BuiltIn("cs_lead", "客户成功主管", "CS team lead", Reach.TEAM, LEAD),
    BuiltIn("csm", "客户成功经理", "Customer success manager", Reach.OWN, SERVE),
    BuiltIn("support_manager", "客服经理", "Support manager", Reach.TEAM, (*LOOK, Permission.PEOPLE_VIEW)),
    BuiltIn("support_agent", "客服", "Support agent", Reach.OWN, (Permission.ACCOUNTS_VIEW,)),
    BuiltIn("renewal_manager", "续费经理", "Renewal manager", Reach.OWN, SELL),
    BuiltIn("implementation", "实施", "Implementation consultant", Reach.OWN, SERVE),
    BuiltIn("customer_operations", "客户运营", "Customer operations", Reach.ALL, OPERATE),
    BuiltIn("service_operations", "服务运营", "Service operations", Reach.ALL, OPERATE),
    BuiltIn(
        "technical_support",
        "技术支持",
        "Technical support",
        Reach.OWN,
        (Permission.ACCOUNTS_VIEW, Permission.JOBS_VIEW),
    ),
    BuiltIn("sales_manager", "销售经理", "Sales manager", Reach.OWN, SELL),
    BuiltIn("sales_head", "销售VP", "Head of sales", Reach.TEAM, (*SELL, Permission.PEOPLE_VIEW)),
    BuiltIn(
        "product_manager",
        "产品经理",
        "Product manager",
        Reach.ALL,
        (Permission.ACCOUNTS_VIEW, Permission.SOURCES_VIEW),
    ),
    BuiltIn("marketing", "市场", "Marketing", Reach.ALL, (Permission.ACCOUNTS_VIEW,)),
    BuiltIn("channel_manager", "渠道经理", "Channel manager", Reach.OWN, LOOK),
    BuiltIn(
        "finance",
        "财务",
        "Finance",
        Reach.ALL,
        (*FIGURES, Permission.CONTRACTS_EDIT, Permission.PAYMENTS_CONFIRM, Permission.COSTS_EDIT),
    ),
    BuiltIn("administrator", "管理员", "Administrator", Reach.ALL, tuple(Permission)),
)
