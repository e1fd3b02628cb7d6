"""A machine that speaks with the interface as a real one does: over HTTP, with a token and nothing else."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from hourglass.base import keys
from hourglass.base.models import User
from hourglass.base.permissions import Permission

BASE = "/api/v1"
PROBLEM = "application/problem+json"


@dataclass
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        """The kind of a problem, without its address."""
        assert self.headers["Content-Type"] == PROBLEM, (self.status, self.body)
        assert set(self.body) == {"type", "title", "status", "detail", "errors"}
        assert self.body["status"] == self.status
        return str(self.body["type"].partition("#")[2])

    @property
    def fields(self) -> list[str]:
        """The fields in which a problem lies."""
        assert self.headers["Content-Type"] == PROBLEM, (self.status, self.body)
        return [error["field"] for error in self.body["errors"]]


@dataclass
class Machine:
    """Somebody's token, and the calls it makes."""

    secret: str
    language: str = "en"
    client: Client = field(default_factory=Client)

    def call(self, method: str, path: str, document: Any = None, **headers: str) -> Answer:
        """This function will make one request."""
        body = document if isinstance(document, bytes) else b"" if document is None else json.dumps(document).encode()
        said = {"Authorization": f"Bearer {self.secret}", "Accept-Language": self.language, **headers}
        sent = {name.replace("_", "-"): value for name, value in said.items() if value}
        kind = sent.pop("Content-Type", "application/json")
        address = path if path.startswith("/") else f"{BASE}/{path}"
        answer = self.client.generic(method, address, body, content_type=kind, headers=sent)
        text = answer.content.decode()
        return Answer(answer.status_code, json.loads(text) if text else None, dict(answer.headers))

    def get(self, path: str, **headers: str) -> Answer:
        """This function will read."""
        return self.call("GET", path, **headers)

    def post(self, path: str, document: Any, **headers: str) -> Answer:
        """This function will add."""
        return self.call("POST", path, document, **headers)

    def patch(self, path: str, document: Any, **headers: str) -> Answer:
        """This function will change."""
        return self.call("PATCH", path, document, **headers)


def machine_of(person: User, *, allows: Iterable[str] = tuple(Permission.values)) -> Machine:
    """This function will give a machine that acts for somebody, with all that they may do, or with less."""
    allowed = [code for code in allows if person.can(code)]
    maker = User.objects.get(pk=person.pk)
    maker.__dict__["permissions"] = maker.permissions | {Permission.KEYS_MANAGE}
    token, secret = keys.create_token("Sync", permissions=allowed, by=maker, at=timezone.now())
    assert token.owner == person
    return Machine(secret)
