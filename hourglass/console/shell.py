"""What the shell around every page needs."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """This function will give the shell's context: where we are."""
    return {"here": request.resolver_match.view_name if request.resolver_match else ""}
