"""The interface as its own description has it: hundreds of requests made of it find no failure and no untruth."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from hourglass.base.models import User
from hourglass.config.wsgi import application
from hourglass.customers.models import Account
from hourglass.gateway.api import accounts, door
from hourglass.gateway.api.problems import EVERY
from hourglass.revenue.models import Contract
from tests import world
from tests.gateway.api.machine import BASE, Machine

ADDRESS = f"{BASE}/openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
OPERATIONS = {
    *("list_accounts", "get_account", "add_account", "edit_account", "batch_accounts"),
    *("list_contacts", "get_contact", "add_contact", "edit_contact", "batch_contacts"),
    *("list_contracts", "get_contract", "add_contract", "edit_contract", "add_payment", "batch_contracts"),
    *("list_stores", "get_store", "add_store", "edit_store", "batch_stores"),
    *("list_touches", "get_touch", "add_touch", "batch_touches", "batch_costs", "batch_usage"),
    *("list_renewals", "get_renewal", "batch_subscriptions"),
}


def description() -> dict[str, Any]:
    return dict(Client().get(ADDRESS).json())


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of the description, with its path and method."""
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def test_the_description_is_open_to_everybody_and_sound(db: None) -> None:
    answer = Client().get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"], answer.json()["openapi"]) == (200, "application/json", "3.1.0")
    schemathesis.openapi.from_dict(answer.json()).validate()
    broken = answer.json() | {"paths": {"/x": {"get": {"responses": 5}}}}
    with pytest.raises(Exception, match="responses"):
        schemathesis.openapi.from_dict(broken).validate()
    assert Client().post(ADDRESS, {}).status_code == 405
    assert Client().delete(ADDRESS).status_code == 405


def test_every_operation_is_described_with_its_rights_and_its_problems(db: None) -> None:
    found = {operation["operationId"]: operation for _path, _method, operation in described()}
    assert set(found) == OPERATIONS
    for operation in found.values():
        assert operation["x-permissions"]
        assert operation["security"] == [{"Bearer": []}]
        assert {"401", "403", "404", "422", "429"} <= set(operation["responses"])


def test_every_address_below_the_interface_is_described(db: None) -> None:
    def names(resolver: Any) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from names(pattern)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name

    [resolver] = [one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/"]
    ids = {operation["operationId"] for _path, _method, operation in described()}
    assert set(names(resolver)) <= ids | {"open_description", "api-root"}


def test_nobody_uses_an_operation_without_a_token_or_without_its_rights(admin: User) -> None:
    bare = Machine("")
    for path, method, _operation in described():
        answer = bare.call(method.upper(), path.replace("{pk}", "1"), {} if method != "get" else None, Authorization="")
        assert (answer.status, answer.kind) == (401, "no-token"), (method, path)


def test_every_kind_of_problem_is_named_in_the_description(db: None) -> None:
    responses = description()["components"]["responses"]
    told = {word for response in responses.values() for word in response["description"].split("; ")}
    assert told == {kind.key for kind in EVERY}


@pytest.fixture
def stocked(csm: User) -> dict[str, int]:
    """Something of every kind, by the noun of its address."""
    renewal = world.renewal(world.account("North", number="K1", owner=csm))
    return {
        "accounts": Account.objects.get().pk,
        "contracts": Contract.objects.get().pk,
        "renewals": renewal.pk,
        "contacts": 0,
        "stores": 0,
        "touches": 0,
    }


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests see what the test wrote and nobody else does: its transaction ends with it, not with a request.

    Lines in the log about hundreds of refusals are left out.
    """
    logging.disable(logging.CRITICAL)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        logging.disable(logging.NOTSET)


def asked(machine: Machine, stocked: dict[str, int], name: str) -> set[int]:
    """This function will make requests of an operation's description, half of them about what is there."""
    with one_connection():
        schema = schemathesis.openapi.from_wsgi(ADDRESS, application)
    operation = schema.find_operation_by_id(name)
    noun = operation.path.split("/")[3]
    modes = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    statuses = set()

    @settings(
        max_examples=25, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(modes), there=st.sampled_from([True, True, False]))
    def ask(case: Any, there: bool) -> None:
        if there and "pk" in (case.path_parameters or {}):
            case.path_parameters["pk"] = stocked[noun]
        if there and isinstance(case.body, dict) and isinstance(case.body.get("account"), int):
            case.body["account"] = stocked["accounts"]
        response = case.call(headers={"Authorization": f"Bearer {machine.secret}", "Accept-Language": "en"})
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    with one_connection():
        ask()
    return statuses


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_requests_made_of_the_description_find_no_failure_and_no_untruth(
    machine: Machine, stocked: dict[str, int], name: str
) -> None:
    stocked["contacts"] = machine.post("contacts", {"account": stocked["accounts"], "name": "Li"}).body["id"]
    stocked["stores"] = machine.post("stores", {"account": stocked["accounts"], "name": "West"}).body["id"]
    touch = {"account": stocked["accounts"], "source": "hotline", "key": "1", "channel": "hotline"}
    stocked["touches"] = machine.post("touches", touch).body["id"]
    statuses = asked(machine, stocked, name)
    assert statuses & {200, 201, 409, 422}
    assert max(statuses) < 500


@pytest.mark.parametrize("untruth", [{"version": "moon"}, {"id": None}])
def test_a_failure_is_found(
    machine: Machine, stocked: dict[str, int], monkeypatch: pytest.MonkeyPatch, untruth: dict[str, Any]
) -> None:
    told = accounts.told
    monkeypatch.setattr(accounts, "told", lambda account: told(account) | untruth)
    with pytest.raises(FailureGroup):
        asked(machine, stocked, "list_accounts")


def test_an_untruth_is_found(machine: Machine, stocked: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    told, text = door.plain, json.dumps({"data": [{"id": "x"}], "next": None})

    def untrue(answer: HttpResponse) -> HttpResponse:
        listed = answer.content.startswith(b'{"data"')
        return HttpResponse(text, content_type="application/json") if listed else told(answer)

    monkeypatch.setattr(door, "plain", untrue)
    with pytest.raises(FailureGroup):
        asked(machine, stocked, "list_accounts")
