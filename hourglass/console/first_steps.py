"""The first steps of an installation and of a person, each with the page where it is taken."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from hourglass.base import readiness
from hourglass.base.models import User

PAGES = {
    "second-factor": "mfa_index",
    "workspace-name": "settings",
    "colleagues": "people",
    "leads": "people",
    "calendar": "settings",
    "channel": "channels",
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A step as the page shows it."""

    title: str | Promise
    why: str | Promise
    url: str
    done: bool


def of(person: User) -> Iterator[Offered]:
    """This function will yield the steps that the person can take, where their page exists."""
    for step in readiness.steps(person):
        try:
            url = reverse(PAGES[step.key])
        except NoReverseMatch:
            continue
        yield Offered(step.title, step.why, url, step.done)
