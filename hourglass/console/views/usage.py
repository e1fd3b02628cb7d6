"""How customers use the product: the tab of one, the features over all of them, and when stores are open."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console import record
from hourglass.console.access import Request, needs
from hourglass.console.forms.features import SwitchForm
from hourglass.console.forms.hours import OtherDayForm, WeekForm
from hourglass.console.refusals import said_on, status_of
from hourglass.console.using import adoption, tab
from hourglass.customers.models import Account, Store
from hourglass.usage import hours, switches
from hourglass.usage.metrics import opening as opening_words
from hourglass.usage.models import Feature, OpeningHours, OtherDay

PAGES = ["GET", "HEAD", "POST"]
TAB = "customer-usage"


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account) -> HttpResponse:
    """How one customer uses the product."""
    context = tab.of_account(account, timezone.now())
    context["edits"] = request.user.can(Permission.ACCOUNTS_EDIT) and account.is_open
    return record.page(request, account, "console/usage/tab.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
def features(request: Request) -> HttpResponse:
    """How far customers have come with each feature."""
    rows = adoption.overview(request.user, configuration.today(timezone.now()))
    heads = [adoption.WORDS[state] for state in adoption.COLUMNS]
    return render(request, "console/usage/features.html", {"rows": rows, "heads": heads})


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def switch(request: Request, account: Account, feature: int) -> HttpResponse:
    """Switch a feature off for one customer, or on again."""
    row = get_object_or_404(Feature, pk=feature)
    off = row.pk in switches.off([account.pk], on=configuration.today(timezone.now())).get(account.pk, ())
    form = SwitchForm(request.POST or None, initial={"effective_from": today()})
    if form.is_valid():
        with said_on(form):
            switches.switch(account, row, on=off, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Kept. The rates follow with the night after that day."))
            return redirect(TAB, account.pk)
    context = {"form": form, "feature": row, "off": off}
    return record.page(request, account, "console/usage/switch.html", context, tab=TAB, status=status_of(form))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def opening(request: Request, account: Account, store: int = 0) -> HttpResponse:
    """The week in which a store is open; without one that of every store."""
    place = find(request, account, store)
    form = WeekForm(request.POST or None, initial=WeekForm.of(newest(account, place), today()))
    if form.is_valid():
        with said_on(form):
            begins = form.cleaned_data["effective_from"]
            hours.keep(
                account, form.week(), store=place, effective_from=begins, by=request.user, at=timezone.now()
            )  # fmt: skip
            messages.success(request, _("Opening hours kept. Time depth follows with the next night."))
            return redirect(TAB, account.pk)
    return page(request, account, place, form, OtherDayForm(auto_id="other_%s"))


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def other_day(request: Request, account: Account, store: int = 0) -> HttpResponse:
    """A day on which a store opens otherwise, or not at all."""
    place = find(request, account, store)
    form = OtherDayForm(request.POST, auto_id="other_%s")
    if form.is_valid():
        with said_on(form):
            hours.otherwise(
                account, form.cleaned_data["times"], store=place, day=form.cleaned_data["day"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Kept."))
            return redirect(TAB, account.pk)
    return page(request, account, place, WeekForm(initial=WeekForm.of(newest(account, place), today())), form)


def page(
    request: Request, account: Account, place: Store | None, week: WeekForm, other: OtherDayForm
) -> HttpResponse:  # fmt: skip
    """This function will render the page of opening hours with the form that was sent."""
    rows = OtherDay.objects.visible_to(request.user).of(account).filter(store=place).order_by("-day")[:50]
    others = [{"day": row.day.isoformat(), "times": opening_words.write(row.times)} for row in rows]
    context = {"store": place, "form": week, "other": other, "others": others}
    status = max(status_of(week), status_of(other))
    return record.page(request, account, "console/usage/hours.html", context, tab=TAB, status=status)


def find(request: Request, account: Account, store: int) -> Store | None:
    """This function will fetch the store that the address names; none means the account itself."""
    if not store:
        return None
    found: Store = get_object_or_404(Store.objects.visible_to(request.user).of(account), pk=store)
    return found


def newest(account: Account, store: Store | None) -> OpeningHours | None:
    """This function will give the week that was kept last."""
    rows = OpeningHours.objects.unscoped(reason="the account was asked for").filter(account=account, store=store)
    return rows.order_by("effective_from").last()


def today() -> object:
    """This function will give the day that a form begins with."""
    return configuration.today(timezone.now())
