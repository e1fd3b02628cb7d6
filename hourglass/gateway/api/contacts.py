"""People of customers, as other machines read and write them."""

from datetime import date, datetime
from typing import Annotated, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status
from pydantic import BeforeValidator, Field, WithJsonSchema

from hourglass.base.models import User
from hourglass.base.permissions import Permission
from hourglass.customers import contacts
from hourglass.customers.models import Account, Contact
from hourglass.gateway.api import paging
from hourglass.gateway.api.asked import Asked, address, belonging, find, now
from hourglass.gateway.api.fields import Body, Key, PersonRoleKey, Text40, Text120, Text200, Version, YesNo, read_by
from hourglass.gateway.sheets import values

router = Router(tags=["contacts"])
VIEW, EDIT = [Permission.ACCOUNTS_VIEW], [Permission.ACCOUNTS_EDIT]


def mail_or_none(value: Any) -> str:
    """This function will read an e-mail address; an empty text is none, as it is told of who has none."""
    found: str = "" if value == "" else read_by(values.mail)(value)
    return found


MailOrNone = Annotated[
    str,
    BeforeValidator(mail_or_none),
    WithJsonSchema({"anyOf": [{"const": ""}, {"type": "string", "format": "email", "maxLength": 254}]}),
]


class Person(Body):
    """What is known of a person."""

    job_title: Text120 = ""
    roles: list[PersonRoleKey] = Field([], max_length=20, description="Keys of roles of persons.")
    email: MailOrNone = Field("", description="Empty for none.")
    phone: Text40 = ""
    im: Text120 = ""
    is_buyer: YesNo = False
    is_user: YesNo = False
    product_user: Text200 = Field("", description="What the product calls the person.")


class ContactIn(Person):
    """A new person of a customer."""

    account: Key = Field(description="The id of the customer.")
    name: Text120 = Field(min_length=1)


class ContactChange(Person):
    """What is known of a person; what is left out stays as it is."""

    version: Version
    name: Text120 = Field("", min_length=1)


class ContactOut(Schema):
    """A person of a customer."""

    id: int
    version: int
    account: int
    name: str
    job_title: str
    roles: list[str]
    email: str
    phone: str
    im: str
    level: int | None = Field(description="1 or 2 for key persons of the first and second level.")
    is_liaison: bool
    is_buyer: bool
    is_user: bool
    product_user: str
    left_on: date | None
    created_at: datetime


class ContactPage(Schema):
    """People of one page."""

    data: list[ContactOut]
    next: str | None = Field(description="The address of the next page; null on the last one.")


class ContactFilters(paging.Since):
    """Which people are wanted."""

    account: int | None = Field(None, ge=1, le=2**63 - 1, description="The id of the customer.")
    email: str | None = Field(None, max_length=254)
    product_user: str | None = Field(None, max_length=200)


@address(
    router, "GET", "", name="list_contacts", needs=VIEW, says=_("People of customers, page by page"),
    gives={200: ContactPage},
)  # fmt: skip
def index(request: Asked, wanted: Query[ContactFilters]) -> Any:
    rows = seen(request.by).filter(narrowed(wanted))
    found, following = paging.page(request, rows, wanted, noun="contacts")
    return {"data": [told(contact) for contact in found], "next": following}


@address(router, "GET", "/{int:pk}", name="get_contact", needs=VIEW, says=_("One person"), gives={200: ContactOut})
def show(request: Asked, pk: int) -> Any:
    return told(find(seen(request.by), pk))


@address(router, "POST", "", name="add_contact", needs=EDIT, says=_("Add a person"), gives={201: ContactOut})
@transaction.atomic
def add(request: Asked, body: ContactIn) -> Any:
    account = belonging(Account.objects.visible_to(request.by), body.account, field="account")
    given = body.model_dump(exclude={"account", "name"}, exclude_unset=True)
    return Status(201, told(contacts.add(account, body.name, by=request.by, at=now(), **given)))


@address(
    router, "PATCH", "/{int:pk}", name="edit_contact", needs=EDIT, says=_("Change a person"), gives={200: ContactOut}
)
@transaction.atomic
def edit(request: Asked, pk: int, body: ContactChange) -> Any:
    changes = body.model_dump(exclude_unset=True, exclude={"version"})
    contact = find(seen(request.by), pk)
    return told(contacts.edit(contact, version=body.version, by=request.by, at=now(), **changes))


def seen(person: User) -> QuerySet[Contact]:
    """This function will give the people of the customers that a person sees."""
    return Contact.objects.visible_to(person).select_related("account")


def narrowed(wanted: ContactFilters) -> Q:
    """This function will make a condition of what was asked for."""
    given = {"account": wanted.account, "email__iexact": wanted.email, "product_user": wanted.product_user}
    found = Q(**{name: value for name, value in given.items() if value is not None})
    if wanted.updated_since:
        found &= Q(pk__in=paging.changed("customers.contact", wanted.updated_since))
    return found


def told(contact: Contact) -> dict[str, Any]:
    """This function will write a person."""
    fields = (
        *("version", "name", "job_title", "roles", "email", "phone", "im", "level", "is_liaison", "is_buyer"),
        *("is_user", "product_user", "left_on", "created_at"),
    )
    return {"id": contact.pk, "account": contact.account_id, **{name: getattr(contact, name) for name in fields}}
