"""A request of another machine, and how an address of the interface is declared."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar, cast

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.security import HttpBearer

from hourglass.base.grants import require
from hourglass.base.models import ServiceToken, User
from hourglass.gateway.api.problems import ABSENT, INVALID, Problem

M = TypeVar("M", bound=models.Model)
View = Callable[..., Any]


class Asked(HttpRequest):
    """A request that came through the door: the token, the person it acts for, and what the body says."""

    token: ServiceToken
    by: User
    document: Any = None
    at: Any = None


def address(
    router: Router, method: str, path: str, *, name: str, needs: Collection[str], says: Promise, gives: dict[int, Any]
) -> Callable[[View], View]:
    """This function will put a view at an address, for tokens that allow every one of `needs`.

    `name` is what programs call it, `says` what people read about it.
    """

    rights = sorted(str(code) for code in needs)
    declare: Callable[[View], View] = router.api_operation(
        [method],
        path,
        auth=Bearer(rights),
        response=gives,
        operation_id=name,
        summary=cast(str, says),  # told in the language that is asked for
        description=f"Needs: {', '.join(rights)}.",
        url_name=name,
        openapi_extra={"x-permissions": rights},
    )
    return declare


class Bearer(HttpBearer):
    """A service token in the header, which the door has looked at; it has to allow what the address needs."""

    def __init__(self, needs: Collection[str]) -> None:
        super().__init__()
        self.needs = needs

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """This function will give the person for whom the token acts."""
        by = cast(Asked, request).by
        require(by, *self.needs)
        return by


def find(rows: models.QuerySet[M], key: int) -> M:
    """This function will give a row of those that may be seen; what may not be seen is not there."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise Problem(ABSENT, _("There is nothing here, or nothing that this token may see."))
    return found


def belonging(rows: models.QuerySet[M], key: int, *, field: str) -> M:
    """This function will give the row that a field of a body names by its id."""
    found = rows.filter(pk=key).first()
    if found is None:
        said = _("There is nothing with this id, or nothing that this token may see.")
        raise Problem(INVALID, said, errors=[(field, said)])
    return found


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """This function will refuse parameters that mean nothing here: a filter that is misspelt would filter nothing."""
    if lost := sorted(set(request.GET) - set(known)):
        said = _("There is no such parameter.")
        raise Problem(INVALID, _("Some parameters are not known."), errors=[(name, said) for name in lost])


def person_of(mail: str | None, *, field: str = "owner") -> User | None:
    """This function will find a person by e-mail address."""
    if mail is None:
        return None
    everyone = User.objects.unscoped(reason="a person is named by the e-mail address alone")
    found: User | None = everyone.active().filter(email__iexact=mail).first()
    if found is None:
        said = _("Nobody here has the e-mail address %(mail)s.") % {"mail": mail}
        raise Problem(INVALID, said, errors=[(field, said)])
    return found


def now() -> Any:
    """This function will read the clock."""
    return timezone.now()
