"""The customer page: its head, its tabs and the cards of its overview. An area adds a row for what it has to say.

A tab is an address `/customers/<pk>/<tab>/` with a view of its own, guarded by `needs` and `of_account`, whose template
extends `console/customers/record.html` and fills the block `tab`. A card is a template and a function that gives what
the template calls `card`, or None to leave the card out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.console import chronicle, peoples, profile
from hourglass.console.access import Request
from hourglass.console.forms.touches import TouchForm
from hourglass.console.renewing import board
from hourglass.customers import succession
from hourglass.customers.models import Account

P = ParamSpec("P")
Words = str | Promise


class Column(StrEnum):
    """Where a card stands: in the wide column, or beside it."""

    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the page: the name of its address, and what stands beside its label, such as how many there are."""

    name: str
    label: Words
    needs: str = ""
    count: Callable[[Account], int | str | None] | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One card of the overview; `context` gives None where there is nothing to show."""

    template: str
    context: Callable[[Account, User, datetime], dict[str, Any] | None]
    column: Column = Column.MAIN
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do from the page; `dialog` names one that the page holds, `key` the single key that opens it."""

    name: str
    label: Words
    icon: str
    needs: str = ""
    primary: bool = False
    dialog: str = ""
    key: str = ""
    closed: bool | None = False  # offered for open accounts, for closed ones (True), or for both (None)


TABS: tuple[Tab, ...] = (
    Tab("customer", _("Overview")),
    Tab("customer-people", _("People"), count=lambda account: account.contact_count or None),
    Tab("customer-usage", _("Use")),
    Tab("customer-contracts", _("Contracts"), Permission.CONTRACTS_VIEW),
    Tab("customer-classes", _("Classes")),
    Tab("customer-archive", _("Archive")),
    Tab("customer-timeline", _("Timeline")),
    Tab("customer-profile", _("Profile")),
    Tab("customer-stores", _("Stores"), count=lambda account: account.store_count or None),
)

# In the order in which they stand below each other, each in its column.
OVERVIEW: tuple[Card, ...] = (
    Card("console/customers/cards/renewals.html", board.card, needs=Permission.CONTRACTS_VIEW),
    Card("console/customers/cards/people.html", peoples.card),
    Card("console/customers/cards/timeline.html", chronicle.latest),
    Card("console/customers/cards/team.html", profile.service_team, Column.SIDE),
    Card("console/customers/cards/portrait.html", profile.portrait_card, Column.SIDE),
    Card("console/customers/cards/details.html", profile.details, Column.SIDE),
)

# What stands below the name, and beside it: functions of the account, the person and the moment; None says nothing.
FACTS: tuple[tuple[Callable[[Account, User, datetime], profile.Fact | None], str], ...] = (
    (profile.place, ""),
    (profile.recurring, Permission.CONTRACTS_VIEW),
    (profile.due, Permission.CONTRACTS_VIEW),
    (profile.touched, ""),
    (profile.served_by, ""),
)
TAGS: tuple[Callable[[Account, User, datetime], profile.Tag | None], ...] = (profile.closed,)

ACTIONS: tuple[Action, ...] = (
    Action("customer-touches", _("Log a touch point"), "pencil", Permission.ACCOUNTS_EDIT, dialog="touch", key="c"),
)
MENU: tuple[Action, ...] = (
    Action("customer-edit", _("Change details"), "pencil", Permission.ACCOUNTS_EDIT),
    Action("customer-portrait", _("Fill in the portrait"), "clipboard-list", Permission.ACCOUNTS_EDIT),
    Action("customer-team", _("Owner and service team"), "users", Permission.ACCOUNTS_ASSIGN),
    Action("customer-card", _("Service card for the customer"), "id-badge-2", Permission.ACCOUNTS_VIEW),
    Action("customer-merge", _("Merge with another customer"), "git-merge", Permission.ACCOUNTS_CLOSE),
    Action("customer-closing", _("Close the customer"), "lock", Permission.ACCOUNTS_CLOSE),
    Action("customer-reopening", _("Reopen the customer"), "refresh", Permission.ACCOUNTS_CLOSE, closed=True),
)


def of_account(
    view: Callable[Concatenate[Request, Account, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """This function will give a view the account of its address; an account out of the person's sight is not there.

    Reading about an account that was merged leads to the one it went into.
    """

    @wraps(view)
    def found(request: Request, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        account = find(request.user, pk)
        if account.pk != pk and request.method in {"GET", "HEAD"}:
            match = request.resolver_match
            name = match.view_name if match and not kwargs else "customer"
            return redirect(name, account.pk)
        return view(request, account, *args, **kwargs)

    return found


def find(person: User, pk: int) -> Account:
    """This function will fetch an account that `person` sees, or the one it was merged into."""
    seen = Account.objects.visible_to(person).select_related("owner", "team")
    account: Account | None = seen.filter(pk=pk).first()
    if account is None or account.merged_into_id:
        account = seen.filter(pk=succession.standing_for(pk)).first()
    if account is None:
        raise Http404
    return account


def page(
    request: Request,
    account: Account,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    tab: str = "",
    status: int = 200,
) -> HttpResponse:
    """This function will render one part of the page; `tab` names the current tab where the address is not its own."""
    at = timezone.now()
    match = request.resolver_match
    current = tab or (match.view_name if match else "")
    head = head_of(account, request.user, at) | {"tabs": tabs_of(account, request.user, current)}
    return render(request, template, head | {"account": account, "at": at} | (context or {}), status=status)


def head_of(account: Account, person: User, at: datetime) -> dict[str, Any]:
    """This function will give what the head of the page says and offers."""
    facts = [fact(account, person, at) for fact, needed in FACTS if not needed or person.can(needed)]
    tags = [tag(account, person, at) for tag in TAGS]
    logs = account.is_open and person.can(Permission.ACCOUNTS_EDIT)
    return {
        "touch": TouchForm(account=account, by=person, short=True) if logs else None,
        "facts": [fact for fact in facts if fact],
        "tags": [tag for tag in tags if tag],
        "actions": offered(ACTIONS, account, person),
        "menu": offered(MENU, account, person),
    }


def offered(actions: tuple[Action, ...], account: Account, person: User) -> list[dict[str, Any]]:
    """This function will give the actions that `person` may take on the account, with their addresses."""
    return [
        {"action": action, "url": reverse(action.name, args=[account.pk])}
        for action in actions
        if (not action.needs or person.can(action.needs)) and action.closed in {None, not account.is_open}
    ]


def tabs_of(account: Account, person: User, current: str) -> list[dict[str, Any]]:
    """This function will give the tabs that `person` may open, the current one marked."""
    return [
        {
            "label": tab.label,
            "url": reverse(tab.name, args=[account.pk]),
            "current": tab.name == current,
            "count": tab.count(account) if tab.count else None,
        }
        for tab in TABS
        if not tab.needs or person.can(tab.needs)
    ]


def cards_of(account: Account, person: User, at: datetime) -> dict[str, list[dict[str, Any]]]:
    """This function will give the overview's cards by column, each template with what it calls `card`."""
    columns: dict[str, list[dict[str, Any]]] = {column: [] for column in Column}
    for card in OVERVIEW:
        if card.needs and not person.can(card.needs):
            continue
        if (said := card.context(account, person, at)) is not None:
            columns[card.column].append({"template": card.template, "card": said})
    return columns
