"""Who may do what at every address: the table that the access matrix holds the product to.

It repeats by intention what the views declare: two people have to forget the same thing before a hole opens.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import reduce
from typing import Any

from django.utils import timezone

from hourglass.base.models import (
    CalendarException,
    Channel,
    ConfiguredValue,
    Delivery,
    Entry,
    Invitation,
    Role,
    Run,
    ServiceToken,
    Team,
    User,
    WriteKey,
)
from hourglass.base.workspace import WEEK_START
from hourglass.customers.models import (
    Account,
    Contact,
    CustomerClass,
    Dimension,
    Edition,
    ExternalId,
    FormRecord,
    FormTemplate,
    Inquiry,
    Link,
    Member,
    Override,
    PersonRole,
    PortraitField,
    SavedView,
    Store,
    WorkItem,
)
from hourglass.gateway.models import Import
from hourglass.insight.models import CostEntry
from hourglass.revenue.models import (
    Contract,
    Line,
    NextYearGoal,
    Payment,
    PlanItem,
    Question,
    Renewal,
    RenewalLine,
    RenewalStep,
)
from hourglass.usage.models import Claim, EventRule, Feature, ProductGroup, ProductUser, Source
from tests.pages.furnished import JOB

PUBLIC, EVERYONE = "public", ""
Objects = Callable[[], list[tuple[dict[str, Any], User | None]]]


@dataclass(frozen=True)
class Row:
    """One address: its methods, the permission each needs, the objects in it, and a body that changes something."""

    methods: str = "GET"
    needs: str = EVERYONE
    post: str | None = None
    # Each object with the person it belongs to: it is found by those who see that person. None belongs to everybody.
    objects: Objects = field(default=lambda: [({}, None)])
    body: dict[str, Any] | None = None
    # Found by the owner alone, whoever else sees the owner; `beyond` is the permission that finds everything.
    alone: bool = False
    beyond: str = ""

    def code(self, method: str) -> str:
        """The permission that a method needs."""
        return self.post if method == "POST" and self.post is not None else self.needs


def called(*words: dict[str, Any]) -> Objects:
    """Objects that the address names, instead of numbering them."""
    return lambda: [(word, None) for word in words]


def absent(**words: Any) -> Objects:
    """An object that is not there, for addresses whose objects last for minutes and are somebody's alone."""
    return lambda: [(words, MISSING)]


MISSING = User(name="nobody")


def people() -> list[tuple[dict[str, Any], User | None]]:
    return [({"pk": person.pk}, person) for person in User.objects.filter(email__in=SUBJECTS)]


SUBJECTS = ("csm@example.com", "other@example.com", "admin@example.com")


def owned(model: Any, owner: str) -> Objects:
    """Every row of a model, with its owner."""
    return lambda: [({"pk": row.pk}, getattr(row, owner)) for row in model.objects.order_by("pk")]


def everybodys(model: Any, **which: Any) -> Objects:
    """One row of a model that everybody with the permission sees."""
    return lambda: [({"pk": model.objects.filter(**which).order_by("pk").last().pk}, None)]


def customers() -> list[tuple[dict[str, Any], User | None]]:
    return owned(Account, "owner")()


def of_customers(model: Any, word: str) -> Objects:
    """Every row that belongs to an account, with the account's owner."""
    return lambda: [({"pk": row.account_id, word: row.pk}, row.account.owner) for row in model.objects.order_by("pk")]


def with_features() -> list[tuple[dict[str, Any], Any]]:
    """Every customer with the first feature of the catalogue."""
    feature = Feature.objects.order_by("pk")[0]
    return [(words | {"feature": feature.pk}, owner) for words, owner in customers()]


def of_accounts(path: str, model: Any) -> Objects:
    """Every row that belongs to an account, with the account's owner; `path` leads there."""
    return lambda: [
        ({"pk": row.pk}, reduce(getattr, path.split("__"), row).owner) for row in model.objects.order_by("pk")
    ]


def of_people(model: Any, word: str) -> Objects:
    """Every row that belongs to a person of an account, with the account's owner."""
    return lambda: [
        ({"pk": row.contact.account_id, "contact": row.contact_id, word: row.pk}, row.contact.account.owner)
        for row in model.objects.order_by("pk")
    ]


DAY = "2099-01-05"
IMPORT: dict[str, Any] = {"objects": owned(Import, "made_by"), "alone": True, "beyond": "audit.view"}
PERSON = of_customers(Contact, "contact")
LINES = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-name": "Main", "lines-0-amount": "12000"}
LINES |= {"lines-0-quantity": 1, "lines-0-recurrence": "recurring", "lines-0-starts_on": "2026-01-15"}
WHY = {"reason": "Agreed", "version": 0}
HEADER = {"number": "HT-NEW", "currency": "CNY", "version": 0}


def points_of_plans() -> list[tuple[dict[str, Any], User | None]]:
    """Every point of a plan, at the renewal of its customer, with the customer's owner."""
    renewals = {renewal.account_id: renewal.pk for renewal in Renewal.objects.all()}
    points = PlanItem.objects.order_by("pk")
    return [({"pk": renewals[item.account_id], "item": item.pk}, item.account.owner) for item in points]


def entries() -> list[tuple[dict[str, Any], User | None]]:
    """What people did to themselves, each with the person."""
    told = Entry.objects.filter(verb="person.preferences_changed").select_related("actor")
    return [({"pk": entry.pk}, entry.actor) for entry in told]


def planned() -> list[tuple[dict[str, Any], User | None]]:
    """A change of a setting that has not taken effect yet."""
    return [({"key": row.key, "pk": row.pk}, None) for row in ConfiguredValue.objects.filter(key=WEEK_START.key)]


SOURCE = everybodys(Source)
SETTING = called({"key": WEEK_START.key})
SLACK = {"purpose": "staff", "url": "https://hooks.slack.com/services/T/B/x"}
WEBHOOK = {"purpose": "integration", "url": ""}
CHANNEL = everybodys(Channel, purpose="integration")
UNCERTAIN, GIVEN_UP = everybodys(Delivery, uncertain_at__isnull=False), everybodys(Delivery, dead_at__isnull=False)
DEAD_LETTER = everybodys(Run, dead_at__isnull=False)
REASON = {"reason": "She told me by telephone"}
NEXT_MONTH = (timezone.now() + timedelta(days=30)).date().isoformat()
TODAY = timezone.now().date().isoformat()
YESTERDAY = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
ROLE = {"name_zh": "新", "name_en": "New", "reach": "own", "version": 0}
PAPERS, WORK = "contracts.view", "renewals.work"
RENEWALS = of_accounts("account", Renewal)
MANAGE, VIEW = "people.manage", "people.view"
SEE, EDIT, ASSIGN, CLOSE = "accounts.view", "accounts.edit", "accounts.assign", "accounts.close"
ANY = "GET POST PUT PATCH DELETE"
TABLE: dict[str, Row] = {
    # Probes of machines answer every method alike and read nothing of the request.
    "healthz": Row(ANY, PUBLIC),
    "readyz": Row(ANY, PUBLIC),
    "today": Row(),
    "preferences": Row("GET POST"),
    "preferences-theme": Row("POST"),
    "language": Row("POST", PUBLIC),
    "customer-new": Row("GET POST", "accounts.edit", body={"name": "North"}),
    "customers": Row(needs="accounts.view"),
    "customers-filter": Row("GET POST", "accounts.view"),
    "customers-why": Row(needs="accounts.view"),
    "customer-why": Row(needs="accounts.view", objects=owned(Account, "owner")),
    "views": Row(needs="accounts.view", objects=lambda: [({"noun": "customers"}, None)]),
    "view-new": Row(
        "GET POST", "accounts.view", objects=lambda: [({"noun": "customers"}, None)], body={"name": "North"}
    ),
    "views-order": Row(
        "POST",
        "accounts.view",
        objects=lambda: [({"noun": "customers"}, None)],
        body={"key": "all", "way": "right"},
    ),
    "view": Row("GET POST", "accounts.view", objects=owned(SavedView, "owner"), alone=True),
    "view-update": Row("POST", "accounts.view", objects=owned(SavedView, "owner"), alone=True),
    "view-removal": Row("POST", "accounts.view", objects=owned(SavedView, "owner"), alone=True),
    "view-restoration": Row("POST", "accounts.view", objects=owned(SavedView, "owner"), alone=True),
    "bulk": Row("POST", "accounts.view", objects=absent(noun="customers", action="moon")),
    "list-export": Row("POST", "accounts.view", objects=absent(noun="moon")),
    "bulk-outcome": Row(needs="accounts.view", objects=absent(token="moon")),
    "bulk-undo": Row("POST", "accounts.view", objects=absent(token="moon")),
    "condition-draft": Row("POST", "accounts.view"),
    "customer-peek": Row(needs="accounts.view", objects=owned(Account, "owner")),
    "customer": Row(needs=SEE, objects=customers),
    "customer-timeline": Row(needs=SEE, objects=customers),
    "customer-touches": Row("GET POST", EDIT, objects=customers, body={"channel": "call", "note": "Rang back"}),
    "duplicates": Row(needs=CLOSE),
    "duplicate-dismissal": Row("POST", CLOSE, objects=absent(pk=10**6)),
    "customer-merge": Row(needs=CLOSE, objects=customers),
    "customer-comparison": Row("GET POST", CLOSE, objects=absent(pk=10**6, other=10**6)),
    "customer-merge-undoing": Row("GET POST", CLOSE, objects=absent(pk=10**6, merge=10**6)),
    "customer-card": Row(needs=SEE, objects=customers),
    "customer-card-links": Row("POST", EDIT, objects=customers, body={"expires_on": ""}),
    "customer-card-revocation": Row("POST", EDIT, objects=of_customers(Link, "link"), body={}),
    "portal-card": Row("GET", PUBLIC, objects=lambda: [({"secret": "wrong"}, None)]),
    "reachability": Row("GET POST", body={"phone": "1380000", "version": 0}),
    "absences": Row("GET POST", body={"first": "2026-12-01", "last": "2026-12-03", "deputy": ""}),
    "absence-calling-off": Row("POST", objects=absent(pk=10**6)),
    "person-absences": Row("GET POST", MANAGE, objects=people),
    "customer-profile": Row(needs=SEE, objects=customers),
    "customer-edit": Row("GET POST", EDIT, objects=customers, body={"name": "N", "version": 0}),
    "customer-portrait": Row("GET POST", EDIT, objects=customers),
    "customer-closing": Row("GET POST", CLOSE, objects=customers, body={"reason": "Gone", "version": 0}),
    "customer-reopening": Row("GET POST", CLOSE, objects=customers),
    "customer-identifiers": Row("GET POST", EDIT, objects=customers, body={"source": "crm", "value": "2"}),
    "customer-identifier-removal": Row("POST", EDIT, objects=of_customers(ExternalId, "identifier"), body={}),
    "customer-team": Row("GET POST", ASSIGN, objects=customers, body={"owner": "", "reason": "Moved", "version": 0}),
    "customer-members": Row("POST", ASSIGN, objects=customers),
    "customer-member-removal": Row("POST", ASSIGN, objects=of_customers(Member, "member"), body={}),
    "customer-stores": Row(needs=SEE, objects=customers),
    "customer-store-new": Row("GET POST", EDIT, objects=customers, body={"name": "Hill"}),
    "customer-store": Row("GET POST", EDIT, objects=of_customers(Store, "store"), body={"name": "N", "version": 0}),
    "customer-store-closing": Row(
        "POST", EDIT, objects=of_customers(Store, "store"), body={"on": "2026-11-23", "version": 0}
    ),
    "customer-store-reopening": Row("POST", EDIT, objects=of_customers(Store, "store")),
    "archives": Row(needs=SEE),
    "customer-archive": Row(needs=SEE, objects=customers),
    "customer-archive-file": Row(needs=SEE, objects=customers),
    "customer-archive-new": Row("GET POST", "forms.fill", objects=customers),
    "customer-document": Row(needs=SEE, objects=of_customers(FormRecord, "record")),
    "customer-document-filling": Row("GET POST", "forms.fill", objects=of_customers(FormRecord, "record")),
    "customer-document-return": Row("GET POST", "forms.confirm", objects=of_customers(FormRecord, "record")),
    "customer-document-confirmation": Row("POST", "forms.confirm", objects=of_customers(FormRecord, "record")),
    "customer-document-link": Row("POST", "forms.fill", objects=of_customers(FormRecord, "record"), body={}),
    "forms": Row(needs="forms.manage"),
    "form-new": Row("GET POST", "forms.manage"),
    "forms-proposed": Row("POST", "forms.manage"),
    "form": Row("GET POST", "forms.manage", objects=everybodys(FormTemplate)),
    "form-fields": Row("GET POST", "forms.manage", objects=everybodys(FormTemplate)),
    "form-retirement": Row("POST", "forms.manage", objects=everybodys(FormTemplate), body={}),
    "customer-people": Row(needs=SEE, objects=customers),
    "customer-people-file": Row(needs=SEE, objects=customers),
    "customer-people-report": Row(needs=SEE, objects=customers),
    "customer-person-new": Row("GET POST", EDIT, objects=customers, body={"name": "Mr Wang", "version": 0}),
    "customer-person": Row(needs=SEE, objects=PERSON),
    "customer-person-edit": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-leaving": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-return": Row("POST", EDIT, objects=PERSON),
    "customer-person-predecessor": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-liaison": Row("POST", EDIT, objects=PERSON, body={}),
    "customer-person-profile": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-work": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-work-item": Row("GET POST", EDIT, objects=of_people(WorkItem, "work")),
    "customer-person-work-removal": Row("POST", EDIT, objects=of_people(WorkItem, "work"), body={}),
    "customer-person-attitudes": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-willingness": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-workload": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-questions": Row("GET POST", EDIT, objects=PERSON),
    "customer-person-answer": Row("GET POST", EDIT, objects=of_people(Inquiry, "inquiry")),
    "customer-person-confirmation": Row("POST", EDIT, objects=of_people(Inquiry, "inquiry")),
    "customer-findings": Row("GET POST", EDIT, objects=customers),
    "segments": Row(needs=SEE),
    "segments-tables": Row("POST", "segments.manage"),
    "segment": Row(needs=SEE, objects=everybodys(CustomerClass)),
    "segment-dimension-new": Row("GET POST", "segments.manage", body={"key": "k", "name_zh": "新", "name_en": "New"}),
    "segment-dimension": Row(
        "GET POST",
        "segments.manage",
        objects=everybodys(Dimension),
        body={"key": "n", "name_zh": "新", "name_en": "New"},
    ),
    "segments-lost": Row(needs=SEE),
    "segment-portrait": Row(needs=SEE, objects=everybodys(CustomerClass)),
    "segment-service": Row(
        "GET POST",
        "segments.manage",
        objects=everybodys(CustomerClass),
        body={"name_zh": "新", "name_en": "New", "version": 0},
    ),
    "segment-rule": Row("GET POST", "segments.manage", objects=everybodys(CustomerClass, dimension__key="tier")),
    "customer-classes": Row(needs=SEE, objects=customers),
    "customer-head": Row(
        "GET POST", "segments.approve", objects=customers, body={"to": "yes", "reason": "x", "version": 0}
    ),
    "customer-class-proposals": Row("GET POST", EDIT, objects=customers),
    "class-by-hand-approval": Row("POST", "segments.approve", objects=of_customers(Override, "override"), body={}),
    "class-by-hand-refusal": Row("POST", "segments.approve", objects=of_customers(Override, "override"), body={}),
    "class-by-hand-renewal": Row("POST", "segments.approve", objects=of_customers(Override, "override")),
    "class-by-hand-ending": Row("POST", "segments.approve", objects=of_customers(Override, "override")),
    "dossier": Row(needs=SEE),
    "dossier-work": Row(needs=SEE),
    "portrait-fields": Row(needs="segments.manage"),
    "portrait-field-new": Row(
        "GET POST",
        "segments.manage",
        body={"key": "k", "label_zh": "新", "label_en": "New", "kind": "text", "group": "business"},
    ),
    "portrait-field": Row("GET POST", "segments.manage", objects=everybodys(PortraitField)),
    "portrait-field-retirement": Row("POST", "segments.manage", objects=everybodys(PortraitField), body={}),
    "catalogue": Row(needs="products.manage"),
    "product-new": Row("GET POST", "products.manage", body={"key": "k", "name_zh": "新", "name_en": "New"}),
    "module-new": Row("GET POST", "products.manage"),
    "edition-new": Row("GET POST", "products.manage"),
    "edition": Row("GET POST", "products.manage", objects=everybodys(Edition)),
    "features": Row(needs=SEE),
    "customer-usage": Row(needs=SEE, objects=customers),
    "customer-switch": Row(
        "GET POST", EDIT, objects=with_features, body={"effective_from": DAY, "reason": "They bill elsewhere"}
    ),
    "customer-hours": Row("GET POST", EDIT, objects=customers, body={"day_0": "09:00-18:00", "effective_from": DAY}),
    "customer-other-days": Row("POST", EDIT, objects=customers, body={"day": DAY}),
    "customer-store-hours": Row(
        "GET POST", EDIT, objects=of_customers(Store, "store"), body={"day_0": "09:00-18:00", "effective_from": DAY}
    ),
    "customer-store-other-days": Row("POST", EDIT, objects=of_customers(Store, "store"), body={"day": DAY}),
    "feature": Row(needs=SEE, objects=everybodys(Feature)),
    "feature-new": Row("GET POST", "products.manage"),
    "feature-edit": Row(
        "GET POST",
        "products.manage",
        objects=everybodys(Feature),
        body={"name_zh": "新", "name_en": "New", "version": 0},
    ),
    "feature-core": Row(
        "POST",
        "products.manage",
        objects=everybodys(Feature),
        body={"effective_from": "2099-01-01", "reason": "Moved", "version": 0},
    ),
    "feature-events": Row("POST", "products.manage", objects=everybodys(Feature), body={"event": "opened"}),
    "feature-event-removal": Row(
        "POST",
        "products.manage",
        objects=lambda: [({"pk": rule.feature_id, "rule": rule.pk}, None) for rule in EventRule.objects.all()[:1]],
        body={},
    ),
    "contact-roles": Row(needs="segments.manage"),
    "contact-role-new": Row("GET POST", "segments.manage", body={"key": "k", "name_zh": "新", "name_en": "New"}),
    "contact-role": Row("GET POST", "segments.manage", objects=everybodys(PersonRole)),
    "contact-role-retirement": Row("POST", "segments.manage", objects=everybodys(PersonRole), body={}),
    "research-topics": Row("POST", "segments.manage", body={"key": "t", "name_zh": "题", "name_en": "T"}),
    "imports": Row("GET POST", "accounts.import"),
    "import": Row(needs="accounts.import", **IMPORT),
    "import-columns": Row("POST", "accounts.import", **IMPORT),
    "import-start": Row("POST", "accounts.import", **IMPORT),
    "import-cancellation": Row("POST", "accounts.import", **IMPORT),
    "import-return": Row("GET POST", "accounts.import", **IMPORT),
    "import-faults": Row(needs="accounts.import", **IMPORT),
    "renewals": Row(needs=PAPERS),
    "renewals-target": Row("GET POST", "renewals.approve", body={"amount": "1000", "version": 0}),
    "renewals-calendar": Row(needs=PAPERS),
    "renewals-reasons": Row(needs=PAPERS),
    "renewal": Row(needs=PAPERS, objects=RENEWALS),
    "renewal-presentation": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-agreement": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-commitment": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-signature": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-contract": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-return": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-forecast": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-owner": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-loss": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-reason": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-extension": Row("GET POST", "renewals.approve", objects=RENEWALS),
    **{f"renewal-answer-{key}": Row("GET POST", WORK, objects=RENEWALS) for key in Question.values},
    "renewal-lines": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-line": Row("GET POST", WORK, objects=of_accounts("renewal__account", RenewalLine)),
    "renewal-line-drop": Row("GET POST", WORK, objects=of_accounts("renewal__account", RenewalLine)),
    # What expires cannot be taken out, so nobody gets further than a refusal.
    "renewal-line-removal": Row("POST", WORK, objects=absent(pk=10**6)),
    "renewal-step": Row("GET POST", WORK, objects=of_accounts("renewal__account", RenewalStep)),
    "renewal-step-completion": Row("GET POST", WORK, objects=of_accounts("renewal__account", RenewalStep)),
    "renewal-step-reopening": Row("GET POST", WORK, objects=of_accounts("renewal__account", RenewalStep)),
    "renewal-goals": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-goals-links": Row("POST", WORK, objects=RENEWALS),
    "renewal-goals-revocation": Row("POST", WORK, objects=absent(pk=10**6, link=10**6)),
    "renewal-goal": Row("GET POST", WORK, objects=of_accounts("renewal__account", NextYearGoal)),
    "renewal-goal-removal": Row("POST", WORK, objects=of_accounts("renewal__account", NextYearGoal)),
    "renewal-plan": Row("GET POST", WORK, objects=RENEWALS),
    "renewal-plan-removal": Row("POST", WORK, objects=points_of_plans),
    "customer-renewals": Row("POST", WORK, objects=absent(pk=10**6)),
    "portal-form": Row("GET POST", PUBLIC, objects=lambda: [({"secret": "wrong"}, None)]),
    "portal-goals": Row("GET POST", PUBLIC, objects=lambda: [({"secret": "wrong"}, None)]),
    "customer-contracts": Row(needs="contracts.view", objects=owned(Account, "owner")),
    "contract-new": Row("GET POST", "contracts.edit", objects=owned(Account, "owner"), body=HEADER | LINES),
    "service-start": Row(
        "GET POST", "renewals.approve", objects=owned(Account, "owner"), body={"to": "2026-02-01", **WHY}
    ),
    "contracts": Row(needs="contracts.view"),
    "contracts-unpaid": Row(needs="contracts.view"),
    "contract": Row(needs="contracts.view", objects=of_accounts("account", Contract)),
    "contract-edit": Row("GET POST", "contracts.edit", objects=of_accounts("account", Contract), body=HEADER | LINES),
    "contract-end": Row(
        "GET POST", "contracts.edit", objects=of_accounts("account", Contract), body={"on": "2026-06-30", **WHY}
    ),
    "contract-lines": Row(
        "GET POST",
        "contracts.edit",
        objects=of_accounts("account", Contract),
        body={key.removeprefix("lines-0-"): value for key, value in LINES.items()},
    ),
    "contract-payments": Row(
        "POST",
        "payments.confirm",
        objects=of_accounts("account", Contract),
        body={"amount": "100", "on": "2026-02-01"},
    ),
    "contract-merger": Row("GET POST", "contracts.edit", objects=of_accounts("account", Contract)),
    "contract-split": Row("GET POST", "contracts.edit", objects=of_accounts("account", Contract)),
    "line-replacement": Row(
        "GET POST",
        "contracts.edit",
        objects=of_accounts("contract__account", Line),
        body={"on": "2026-06-30", "quantity": 3, "amount": "100", "version": 0},
    ),
    "line-price-step": Row(
        "GET POST",
        "contracts.edit",
        objects=of_accounts("contract__account", Line),
        body={"on": "2026-06-30", "amount": "100", "version": 0},
    ),
    "line-cut": Row(
        "GET POST", "contracts.edit", objects=of_accounts("contract__account", Line), body={"on": "2026-06-30", **WHY}
    ),
    "payment-void": Row("POST", "payments.confirm", objects=of_accounts("contract__account", Payment), body=WHY),
    "admin": Row(),
    "about": Row(),
    "about-source": Row(),
    "calendar": Row(),
    "calendar-days": Row("POST", "calendar.manage", body={"day": TODAY, "worked": "on"} | REASON),
    "calendar-day-removal": Row("POST", "calendar.manage", objects=everybodys(CalendarException), body=REASON),
    "settings": Row(needs="settings.manage"),
    "setting": Row("GET POST", "settings.manage", None, SETTING, {"value": "5", "effective_from": NEXT_MONTH} | REASON),
    "setting-cancellation": Row("POST", "settings.manage", objects=planned, body=REASON),
    "terms": Row(needs="settings.manage"),
    "term": Row("GET POST", "settings.manage", objects=called({"key": "account"})),
    "term-reset": Row("POST", "settings.manage", objects=called({"key": "account"})),
    "channels": Row(needs="channels.manage"),
    "channel-new": Row(
        "GET POST", "channels.manage", None, called({"kind": "slack"}, {"kind": "email"}), {"name": "N"} | SLACK
    ),
    "channel": Row("GET POST", "channels.manage", None, CHANNEL, {"name": "N", "version": 0} | WEBHOOK),
    "channel-tests": Row("POST", "channels.manage", objects=CHANNEL, body={}),
    "channel-pause": Row("POST", "channels.manage", objects=CHANNEL, body={}),
    "channel-resumption": Row("POST", "channels.manage", objects=CHANNEL),
    "channel-rotation": Row("POST", "channels.manage", objects=CHANNEL, body={}),
    "deliveries": Row(needs="jobs.view"),
    "delivery": Row(needs="jobs.view", objects=everybodys(Delivery)),
    "delivery-resending": Row("POST", "jobs.manage", objects=UNCERTAIN, body=REASON),
    "delivery-confirmation": Row("POST", "jobs.manage", objects=UNCERTAIN, body=REASON),
    "delivery-retry": Row("POST", "jobs.manage", objects=GIVEN_UP, body=REASON),
    "delivery-discard": Row("POST", "jobs.manage", objects=GIVEN_UP, body=REASON),
    "jobs": Row(needs="jobs.view"),
    "job": Row(needs="jobs.view", objects=called({"key": JOB})),
    "job-runs": Row("POST", "jobs.manage", objects=called({"key": JOB}), body={}),
    "job-watermark": Row("POST", "jobs.manage", objects=called({"key": JOB}), body={"to": YESTERDAY} | REASON),
    "dead-letters": Row(needs="jobs.view"),
    "dead-letter": Row(needs="jobs.view", objects=DEAD_LETTER),
    "dead-letter-retry": Row("POST", "jobs.manage", objects=DEAD_LETTER, body=REASON),
    "dead-letter-discard": Row("POST", "jobs.manage", objects=DEAD_LETTER, body=REASON),
    "audit": Row(needs="audit.view"),
    "audit-checks": Row("POST", "audit.view"),
    "audit-exports": Row("POST", "audit.view"),
    "entry": Row("GET POST", objects=entries, alone=True, beyond="audit.view"),
    "people": Row(needs=VIEW),
    "person": Row("GET POST", VIEW, MANAGE, people, {"name": "N", "email": "n@example.com", "version": 0}),
    "person-roles": Row("POST", MANAGE, objects=people, body={"roles": [], "version": 0}),
    "person-deactivation": Row("POST", MANAGE, objects=people, body={}),
    "person-reactivation": Row("POST", MANAGE, objects=people),
    "person-log-out": Row("POST", MANAGE, objects=people, body={}),
    "invitations": Row("GET POST", MANAGE, body={"email": "new@example.com"}),
    "invitation-withdrawal": Row("POST", MANAGE, objects=owned(Invitation, "invited_by"), body={}),
    "teams": Row("GET POST", MANAGE, body={"name": "North"}),
    "team": Row("GET POST", MANAGE, objects=everybodys(Team, name="West"), body={"name": "North", "version": 0}),
    "roles": Row(needs="roles.manage"),
    "role-new": Row("GET POST", "roles.manage", body=ROLE),
    "role": Row("GET POST", "roles.manage", objects=everybodys(Role), body=ROLE),
    "role-deletion": Row("POST", "roles.manage", objects=everybodys(Role), body={}),
    "interface": Row(),
    "own-token-revocation": Row("POST", objects=owned(ServiceToken, "owner"), body={}, alone=True),
    "sources": Row(needs="sources.view"),
    "source-new": Row("GET POST", "sources.manage", body={"name": "Phone app"}),
    "source": Row(needs="sources.view", objects=SOURCE),
    "source-edit": Row(
        "GET POST", "sources.manage", objects=SOURCE, body={"kept": "rows", "silent_after": 24, "version": 0}
    ),
    "source-keys": Row("POST", "keys.manage", objects=SOURCE, body={}),
    "source-replays": Row("POST", "sources.manage", objects=SOURCE),
    "source-events": Row(needs="sources.view", objects=SOURCE),
    "source-guide": Row(needs="sources.view", objects=SOURCE),
    "identities": Row(needs="sources.manage"),
    "product-group": Row("GET POST", "sources.manage", objects=everybodys(ProductGroup)),
    "product-group-setting-aside": Row("POST", "sources.manage", objects=everybodys(ProductGroup), body={}),
    "product-group-return": Row("POST", "sources.manage", objects=everybodys(ProductGroup), body={}),
    "product-group-removal": Row("POST", "sources.manage", objects=everybodys(ProductGroup)),
    "product-user": Row("GET POST", "sources.manage", objects=everybodys(ProductUser)),
    "product-user-erasure": Row(
        "GET POST", "sources.manage", objects=everybodys(ProductUser), body={"version": 0, "reason": "Demanded"}
    ),
    "product-user-setting-aside": Row("POST", "sources.manage", objects=everybodys(ProductUser), body={}),
    "product-user-return": Row("POST", "sources.manage", objects=everybodys(ProductUser), body={}),
    "product-user-removal": Row("POST", "sources.manage", objects=everybodys(ProductUser)),
    "claim-acceptance": Row("POST", "sources.manage", objects=everybodys(Claim), body={}),
    "claim-refusal": Row("POST", "sources.manage", objects=everybodys(Claim), body={}),
    "claim-withdrawal": Row("POST", "sources.manage", objects=everybodys(Claim)),
    "keys": Row(needs="keys.manage"),
    "write-key-new": Row("GET POST", "keys.manage", body={"source": "Another"}),
    "write-key-rotation": Row("POST", "keys.manage", objects=everybodys(WriteKey), body={}),
    "write-key-revocation": Row("POST", "keys.manage", objects=everybodys(WriteKey), body={}),
    "token-new": Row("GET POST", "keys.manage", body={"name": "Another"}),
    "token-revocation": Row("POST", "keys.manage", objects=owned(ServiceToken, "owner"), body={}),
    "invitation-acceptance": Row("GET POST", PUBLIC),
    "invitation-open": Row("GET", PUBLIC, objects=lambda: [({"secret": "wrong"}, None)]),
    "figures": Row(needs="figures.view"),
    "figures-bridge": Row(needs="figures.view"),
    "figures-worth": Row(needs="figures.view"),
    "figures-cash": Row(needs="figures.view"),
    "figures-owners": Row(needs="figures.view"),
    "figures-credited": Row(needs="figures.view"),
    "figures-what-if": Row(needs="figures.view"),
    "costs": Row(needs="figures.view"),
    "cost-new": Row("GET POST", "costs.edit"),
    "cost": Row("GET POST", "costs.edit", objects=everybodys(CostEntry)),
    "cost-withdrawal": Row("GET POST", "costs.edit", objects=everybodys(CostEntry)),
    "figures-bookings": Row(needs="figures.view"),
    "figures-due": Row(needs="figures.view"),
    "figures-due-correction": Row("POST", "payments.confirm", objects=absent(pk=10**6)),
    "figures-month-correction": Row("POST", "payments.confirm", objects=absent(pk=10**6)),
    "figures-movements": Row(needs="figures.view"),
    "figures-movements-file": Row(needs="figures.view"),
    "figures-records": Row(needs="figures.view", objects=absent()),
    "figures-vintages": Row(needs="figures.view"),
    "gallery": Row(),
    "gallery-toast": Row("POST"),
    "gallery-undo": Row("POST"),
    "gallery-error": Row(objects=called({"code": "404"}, {"code": "500"})),
    # No identity provider is set up here; what a real one opens is told in tests/console/test_sso.py.
    "openid_connect_login": Row("GET POST", PUBLIC, objects=called({"provider_id": "moon"})),
    "openid_connect_callback": Row("GET POST", PUBLIC, objects=called({"provider_id": "moon"})),
}
# The library's own pages: those that open before log-in. The rest of them wants a person, and shows only that person's.
# What lies below it is asked by machines with tokens: tests/gateway/api/test_asked.py has their table.
MACHINES = "api/v1/"
LIBRARY = ("account_", "mfa_", "socialaccount_", "usersessions_")
LIBRARY_OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_confirm_login_code",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_signup",
}
LIBRARY_OBJECTS = {
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
    "account_confirm_email": {"key": "x"},
}
