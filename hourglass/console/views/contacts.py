"""The people of a customer: the map, one person, and what becomes known of them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hourglass.base import configuration
from hourglass.base.permissions import Permission
from hourglass.console import peoples, record, tables, telling
from hourglass.console.access import Request, needs
from hourglass.console.forms import contacts as forms
from hourglass.console.peoples import Person
from hourglass.console.refusals import said_on, status_of
from hourglass.console.views.accounts import PAGES, sent
from hourglass.customers import contacts, inquiries, key_persons, people
from hourglass.customers.models import Account, Contact, Inquiry, Profile, WorkItem

TAB = "customer-people"
KNOWN = (
    *("name", "job_title", "roles", "level", "influence", "chain_place", "concern", "store", "phone", "email", "im"),
    *("product_user", "is_buyer", "is_user", "trust", "version"),
)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def index(request: Request, account: Account) -> HttpResponse:
    """The map of a customer's people, and what needs somebody."""
    context = peoples.of(account, request.user, at=timezone.now()) | {"edits": edits(request, account)}
    return record.page(request, account, "console/customers/people/index.html", context)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def report(request: Request, account: Account) -> HttpResponse:
    """What a customer's buyers and users suffer from, apart from each other, and how much is solved (KEY-10)."""
    context = {"sections": peoples.voices(account, request.user, at=timezone.now())}
    return record.page(request, account, "console/customers/people/report.html", context, tab=TAB)


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def export(request: Request, account: Account) -> HttpResponseBase:
    """The record of a customer's key persons as a table (KEY-08)."""
    day = configuration.today(timezone.now())
    rows = Contact.objects.visible_to(request.user).of(account).active().order_by("level", "pk")
    people = lines(account, peoples.tell(list(rows), day))
    return tables.answer(request, HEAD(), people, name=f"people-{account.pk}")


def HEAD() -> list[str]:  # noqa: N802  a constant that speaks the reader's language
    """This function will name the columns of the key-person record."""
    return [
        *(_("Customer"), _("Name"), _("Job title"), _("Roles"), _("Level"), _("Phone"), _("E-mail address")),
        *(_("Duties"), _("Goals"), _("Scenes of work"), _("Pains"), _("User in the product"), _("Attitude")),
        *(_("Trust"), _("Last touch"), _("Topics and questions"), _("Answers"), _("Next step"), _("Due")),
    ]


def lines(account: Account, told: list[Person]) -> Iterator[list[object]]:
    """This function will give one row a person; what is not known is marked by a dash."""
    keys = [one.contact.pk for one in told]
    seen = "the people were read as the person sees them"
    profiles = {row.contact_id: row for row in Profile.objects.unscoped(reason=seen).filter(contact__in=keys)}
    asked: dict[int, list[Inquiry]] = {}
    for row in Inquiry.objects.unscoped(reason=seen).filter(contact__in=keys).order_by("asked_on", "pk"):
        asked.setdefault(row.contact_id, []).append(row)
    for one in told:
        contact, profile, rows = one.contact, profiles.get(one.contact.pk), asked.get(one.contact.pk, [])
        waiting = next((row for row in rows if row.answered_at is None), None)
        cells: list[object] = [
            *(account.name, contact.name, contact.job_title, ", ".join(one.roles)),
            *(contact.get_level_display() if contact.level else "", contact.phone, contact.email),
            *(getattr(profile, name, "") for name in ("duties", "goals", "scenes", "pains")),
            *(contact.product_user, one.attitude if one.stands.stance is not None else ""),
            *(contact.get_trust_display(), contact.touched_at.date() if contact.touched_at else ""),
            *("\n".join(row.question for row in rows), "\n".join(row.answer for row in rows if row.answer)),
            *(str(waiting) if waiting else "", waiting.due_on if waiting else ""),
        ]
        yield [cell or "—" for cell in cells]


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def add(request: Request, account: Account) -> HttpResponse:
    """Add a person."""
    form = forms.ContactForm(sent(request), account=account, by=request.user)
    if form.is_valid():
        with said_on(form):
            contact = contacts.add(account, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("Person added."))
            return redirect("customer-person", account.pk, contact.pk)
    return shown(request, account, form, _("Add a person"))


@needs(Permission.ACCOUNTS_VIEW)
@require_safe
@record.of_account
def show(request: Request, account: Account, contact: int) -> HttpResponse:
    """One person, and all that is known of them."""
    found = find(request, account, contact)
    context = peoples.one(found, request.user, at=timezone.now())
    context |= {"edits": edits(request, account), "history": telling.history(found)}
    return record.page(request, account, "console/customers/people/show.html", context, tab=TAB)


def find(request: Request, account: Account, contact: int) -> Contact:
    """This function will fetch a person of the account."""
    seen = Contact.objects.visible_to(request.user).of(account).select_related("account__owner", "store", "succeeds")
    found: Contact = get_object_or_404(seen, pk=contact)
    return found


def edits(request: Request, account: Account) -> bool:
    """This function will tell whether the person may change what belongs to the account."""
    return request.user.can(Permission.ACCOUNTS_EDIT) and account.is_open


def shown(request: Request, account: Account, form: Form, title: str, contact: Contact | None = None) -> HttpResponse:
    """This function will show a form about a person of the account."""
    context = {"form": form, "title": title, "contact": contact}
    return record.page(request, account, "console/customers/people/act.html", context, tab=TAB, status=status_of(form))


def acted(
    request: Request, contact: Contact, form: Form, done: Callable[[dict[str, Any]], Any], title: str, said: str
) -> HttpResponse:
    """This function will show a form about a person, and act on what was typed into it."""
    if form.is_valid():
        with said_on(form):
            data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
            if "version" in form.fields:
                data["version"] = form.cleaned_data["version"] if form.cleaned_data["version"] is not None else -1
            done({**data, "by": request.user, "at": timezone.now()})
            messages.success(request, said)
            return redirect("customer-person", contact.account_id, contact.pk)
    return shown(request, contact.account, form, title, contact)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def edit(request: Request, account: Account, contact: int) -> HttpResponse:
    """Change who somebody is."""
    found = find(request, account, contact)
    known = {name: getattr(found, name) for name in KNOWN}
    form = forms.ContactForm(sent(request), account=account, by=request.user, contact=found, initial=known)

    def done(data: dict[str, Any]) -> None:
        contacts.edit(found, version=data["version"], by=data["by"], at=data["at"], **form.changes())

    return acted(request, found, form, done, _("Change %(name)s") % {"name": found.name}, _("Person saved."))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def leave(request: Request, account: Account, contact: int) -> HttpResponse:
    """Note that somebody has left."""
    found = find(request, account, contact)
    today = configuration.today(timezone.now())
    form = forms.LeavingForm(sent(request), initial={"version": found.version, "on": today})

    def done(data: dict[str, Any]) -> None:
        contacts.leave(found, **data)

    title = _("%(name)s has left") % {"name": found.name}
    return acted(request, found, form, done, title, _("Noted. Somebody has to follow."))


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def come_back(request: Request, account: Account, contact: int) -> HttpResponse:
    """Note that somebody is there after all."""
    found = find(request, account, contact)
    contacts.come_back(found, version=found.version, by=request.user, at=timezone.now())
    messages.success(request, _("Noted."))
    return redirect("customer-person", account.pk, found.pk)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def follow(request: Request, account: Account, contact: int) -> HttpResponse:
    """Note whom somebody follows."""
    found = find(request, account, contact)
    known = {"version": found.version, "gone": found.succeeds_id}
    form = forms.FollowingForm(sent(request), account=account, by=request.user, initial=known)

    def done(data: dict[str, Any]) -> None:
        contacts.follow(found, **data)

    title = _("Whom %(name)s follows") % {"name": found.name}
    return acted(request, found, form, done, title, _("Noted."))


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def name_liaison(request: Request, account: Account, contact: int) -> HttpResponse:
    """Make somebody the liaison."""
    found = find(request, account, contact)
    contacts.name_liaison(found, version=found.version, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s is the liaison now.") % {"name": found.name})
    return redirect("customer-person", account.pk, found.pk)


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def describe(request: Request, account: Account, contact: int) -> HttpResponse:
    """Write down what is known of somebody's work."""
    found = find(request, account, contact)
    profile = key_persons.profile_of(found)
    names = (*people.BLOCKS, *key_persons.OTHERS, "version")
    form = forms.ProfileForm(sent(request), initial={name: getattr(profile, name) for name in names})

    def done(data: dict[str, Any]) -> None:
        key_persons.describe(found, **data)

    title = _("Profile of %(name)s") % {"name": found.name}
    return acted(request, found, form, done, title, _("Profile saved."))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def add_work(request: Request, account: Account, contact: int) -> HttpResponse:
    """Add a duty or pain."""
    found = find(request, account, contact)
    form = forms.WorkForm(sent(request), initial={"version": 0})

    def done(data: dict[str, Any]) -> None:
        data.pop("version")
        key_persons.add_work(found, **data)

    return acted(request, found, form, done, _("Add a duty or pain"), _("Added."))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def edit_work(request: Request, account: Account, contact: int, work: int) -> HttpResponse:
    """Judge a duty or pain anew."""
    found = find(request, account, contact)
    row = get_object_or_404(WorkItem.objects.visible_to(request.user).filter(contact=found), pk=work)
    names = ("description", "solvable", "feature", "version")
    form = forms.WorkForm(sent(request), initial={name: getattr(row, name) for name in names})

    def done(data: dict[str, Any]) -> None:
        key_persons.edit_work(row, **data)

    return acted(request, found, form, done, _("Change a duty or pain"), _("Kept."))


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def remove_work(request: Request, account: Account, contact: int, work: int) -> HttpResponse:
    """Take a duty or pain out."""
    found = find(request, account, contact)
    row = get_object_or_404(WorkItem.objects.visible_to(request.user).filter(contact=found), pk=work)
    key_persons.remove_work(row, by=request.user, at=timezone.now())
    messages.success(request, _("Taken out."))
    return redirect("customer-person", account.pk, found.pk)


def saying(form_class: type[Form], verb: Callable[..., Any], title: Callable[[], str]) -> Any:
    """This function will make a view that keeps something a person said or was seen to be, with its day."""

    @needs(Permission.ACCOUNTS_EDIT)
    @require_http_methods(PAGES)
    @record.of_account
    def view(request: Request, account: Account, contact: int) -> HttpResponse:
        found = find(request, account, contact)
        form = form_class(sent(request), initial={"on": configuration.today(timezone.now())})

        def done(data: dict[str, Any]) -> None:
            first = data.pop(next(iter(form.fields)))
            verb(found, first, **data)

        return acted(request, found, form, done, f"{title()}: {found.name}", _("Kept."))

    return view


judge = saying(forms.AttitudeForm, key_persons.judge, lambda: _("Attitude"))
ask_will = saying(forms.WillForm, key_persons.ask_will, lambda: _("Wants the renewal"))
ask_workload = saying(forms.WorkloadForm, key_persons.ask_workload, lambda: _("Minutes a day"))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def ask(request: Request, account: Account, contact: int) -> HttpResponse:
    """Keep a question that somebody raised."""
    found = find(request, account, contact)
    form = forms.QuestionForm(sent(request), initial={"on": configuration.today(timezone.now())})

    def done(data: dict[str, Any]) -> None:
        inquiries.ask(found, data.pop("question"), **data)

    return acted(request, found, form, done, _("Question of %(name)s") % {"name": found.name}, _("Question kept."))


@needs(Permission.ACCOUNTS_EDIT)
@require_http_methods(PAGES)
@record.of_account
def answer(request: Request, account: Account, contact: int, inquiry: int) -> HttpResponse:
    """Answer a question."""
    found = find(request, account, contact)
    row = get_object_or_404(Inquiry.objects.visible_to(request.user).filter(contact=found), pk=inquiry)
    form = forms.AnswerForm(sent(request), initial={"version": row.version, "text": row.answer})

    def done(data: dict[str, Any]) -> None:
        inquiries.answer(row, data.pop("text"), **data)

    return acted(request, found, form, done, row.question, _("Answer kept."))


@needs(Permission.ACCOUNTS_EDIT)
@require_POST
@record.of_account
def confirm(request: Request, account: Account, contact: int, inquiry: int) -> HttpResponse:
    """Note that somebody is content with the answer."""
    found = find(request, account, contact)
    row = get_object_or_404(Inquiry.objects.visible_to(request.user).filter(contact=found), pk=inquiry)
    inquiries.confirm(row, version=row.version, by=request.user, at=timezone.now())
    messages.success(request, _("Noted."))
    return redirect("customer-person", account.pk, found.pk)
