"""The description of the interface, completed by what the library does not know: problems, keys and headers."""

from http import HTTPStatus
from typing import Any

from hourglass.gateway.api import once
from hourglass.gateway.api.problems import EVERY, MEDIA_TYPE, ProblemOut

INTRODUCTION = (
    "Customers, their people, contracts and renewals for other machines. Send a service token as "
    "`Authorization: Bearer hgs_…`; it acts for a person and never may more than that person. Every error is a problem "
    "of RFC 9457; Accept-Language chooses the language of its sentences (en, zh-Hans)."
)
READING = (400, 401, 403, 404, 405, 422, 429, 500, 503)
WRITING = (*READING, 409, 413, 415)
METHODS = ("get", "post", "patch")
IDEMPOTENCY: dict[str, Any] = {
    "name": once.HEADER,
    "in": "header",
    "required": False,
    "description": "Repeated with the same key and body within 24 hours, the request gets the same answer once more.",
    "schema": {"type": "string", "minLength": 1, "maxLength": once.LONGEST, "pattern": "^[!-~]+$"},
}


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """This function will add what every address of the interface has in common."""
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            complete(operation, method)
    components = schema["components"]
    components["schemas"]["Problem"] = problem()
    components["responses"] = {f"Problem{code}": response(code) for code in WRITING}
    schema.pop("servers", None)
    return schema


def complete(operation: dict[str, Any], method: str) -> None:
    """This function will add to one operation how it may go wrong."""
    codes = READING if method == "get" else WRITING
    for code in codes:
        operation["responses"][code] = {"$ref": f"#/components/responses/Problem{code}"}
    if method == "post":
        operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY]


def problem() -> dict[str, Any]:
    """This function will describe a problem."""
    described = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    fault = described.pop("$defs")["Fault"]
    described["properties"]["errors"]["items"] = fault
    return described


def response(code: int) -> dict[str, Any]:
    """This function will describe the answers of one status."""
    kinds = [kind for kind in EVERY if kind.status == code]
    return {
        "description": "; ".join(kind.key for kind in kinds) or HTTPStatus(code).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
