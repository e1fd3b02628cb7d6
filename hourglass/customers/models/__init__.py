"""The rows that say who the customers are."""

from hourglass.customers.models.accounts import Account, Duty, ExternalId, Member
from hourglass.customers.models.archive import Filling, FormRecord, FormTemplate, FormVersion
from hourglass.customers.models.contacts import Contact
from hourglass.customers.models.handings import Handing
from hourglass.customers.models.key_persons import (
    Attitude,
    Finding,
    Inquiry,
    PersonRole,
    Profile,
    ResearchTopic,
    Willingness,
    WorkItem,
    Workload,
)
from hourglass.customers.models.links import Link, Purpose
from hourglass.customers.models.merges import Candidate, Merge
from hourglass.customers.models.portraits import PortraitField
from hourglass.customers.models.products import Edition, Entitlement, Module, Product
from hourglass.customers.models.saved_views import SavedView, TabOrder
from hourglass.customers.models.segments import CustomerClass, Dimension, Override, Placement, Ruling
from hourglass.customers.models.serving import Absence, Reachability
from hourglass.customers.models.standing import Standing
from hourglass.customers.models.stores import Store
from hourglass.customers.models.touches import Receipt

__all__ = [
    "Absence",
    "Account",
    "Attitude",
    "Candidate",
    "Contact",
    "CustomerClass",
    "Dimension",
    "Duty",
    "Edition",
    "Entitlement",
    "ExternalId",
    "Filling",
    "Finding",
    "FormRecord",
    "FormTemplate",
    "FormVersion",
    "Handing",
    "Inquiry",
    "Link",
    "Member",
    "Merge",
    "Module",
    "Override",
    "PersonRole",
    "Placement",
    "PortraitField",
    "Product",
    "Profile",
    "Purpose",
    "Reachability",
    "Receipt",
    "ResearchTopic",
    "Ruling",
    "SavedView",
    "Standing",
    "Store",
    "TabOrder",
    "Willingness",
    "WorkItem",
    "Workload",
]
