"""The description of the interface, as anybody may read it."""

from typing import Any

import pytest
from django.test import Client

from hourglass.gateway.api import pages
from tests.gateway.api.machine import BASE


def test_the_description_is_written_once_for_each_language(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may ask for it as often as they like, and it takes a while."""
    pages.written.cache_clear()
    made: list[Any] = []
    describe = pages.api.get_openapi_schema
    monkeypatch.setattr(pages.api, "get_openapi_schema", lambda: made.append(1) or describe())
    said = [
        Client().get(f"{BASE}/openapi.json", headers={"Accept-Language": language}).json()
        for language in ("en", "zh-Hans", "en", "zh-Hans")
    ]
    assert len(made) == 2
    assert said[0] == said[2] != said[1] == said[3]
