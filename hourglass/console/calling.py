"""The interface for other machines as people read it: its operations, the fields of rows, and what may go wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hourglass.base.permissions import Permission
from hourglass.gateway.api.interface import api
from hourglass.gateway.imports.known import NOUNS
from hourglass.gateway.imports.nouns import Noun


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for: the method, the address, what it does, and what a token has to allow."""

    method: str
    path: str
    says: str
    rights: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The operations of one kind."""

    label: str | Promise
    operations: Sequence[Operation]


LABELS = {noun.key: noun.label for noun in NOUNS.values()} | {"renewals": _("Renewals")}


def parts() -> list[Part]:
    """This function will list every operation by what it is about, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, operations in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items():
        for method, told in operations.items():
            rights = [str(Permission(code).label) for code in told["x-permissions"]]
            operation = Operation(method.upper(), path, str(told["summary"]), rights)
            found.setdefault(path.split("/")[3], []).append(operation)
    return [Part(LABELS.get(name, name), operations) for name, operations in found.items()]


def rows() -> list[Noun]:
    """This function will give what comes in batches, with the fields of its rows."""
    return list(NOUNS.values())
