"""What the door for events is measured against: the same work as an ordinary Django view, and without durability.

`uvicorn benchmarks.running.doors:plain` and `...:loose`.
"""

import os
import sys
from types import ModuleType
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hourglass.config.settings")

import hourglass.config  # noqa: F401  the fixed SQLite engine takes its place before Django loads
from hourglass.config import settings

LOOSE = os.environ.get("DOOR") == "loose"
if LOOSE and settings.SQLITE:
    options = settings.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")

from hourglass.config.asgi import Hourglass, Pages, Turns  # noqa: E402
from hourglass.config.wsgi import application as pages  # noqa: E402

loose = Hourglass()


def plain_view(request: Any) -> Any:
    """This function will do what the door does, within a view: find the key, read, keep, answer."""
    from django.http import JsonResponse  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from hourglass.gateway.intake import finding, reading  # noqa: PLC0415
    from hourglass.gateway.intake.door import arrival, key_in, opened  # noqa: PLC0415
    from hourglass.usage import ingest  # noqa: PLC0415

    headers = {b"authorization": request.headers.get("Authorization", "").encode()}
    sent = opened(request.body, headers, reading.PLACES["/v1/batch"])
    known = finding.looked_up(key_in(headers))
    assert known, timezone.now()
    found = reading.read(sent)
    ingest.keep([arrival(known, found, sent)])
    return JsonResponse({"success": True, "accepted": len(found.messages), "refused": []})


def plain_urls() -> ModuleType:
    """This function will make the addresses of the product with one more."""
    from django.urls import include, path  # noqa: PLC0415
    from django.views.decorators.csrf import csrf_exempt  # noqa: PLC0415

    made = ModuleType("plain_urls")
    made.__dict__["urlpatterns"] = [
        path("v1/batch", csrf_exempt(plain_view)),
        path("", include("hourglass.config.urls")),
    ]
    return made


if os.environ.get("DOOR") == "plain":
    from django.conf import settings as live
    from django.contrib.auth.decorators import login_not_required

    plain_view.login_required = False  # type: ignore[attr-defined]
    login_not_required(plain_view)
    sys.modules["plain_urls"] = plain_urls()
    live.ROOT_URLCONF = "plain_urls"
plain = Pages(cast(Any, pages), workers=8, turns=Turns())
