"""Today: the page a person opens in the morning."""

from django.http import HttpResponse
from django.shortcuts import render

from hourglass.console.access import Request, needs


@needs()
def show(request: Request) -> HttpResponse:
    return render(request, "console/today/index.html")
