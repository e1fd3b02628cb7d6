"""A request with a key is done once: repeated, it gets the answer that is kept, and nothing is done again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from hourglass.base.models import ServiceToken
from hourglass.gateway.api.problems import INVALID, KEY_REUSED, UNDER_WAY, Problem
from hourglass.gateway.models import KeptAnswer

HEADER, REPEATED = "Idempotency-Key", "Idempotent-Replayed"
KEPT = timedelta(hours=24)
# After this time a request that left no answer is taken for dead: its process was killed, and it may be tried again.
LEASE = timedelta(minutes=15)
LONGEST = 255
PORTION = 200
Act = Callable[[], HttpResponse]


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request that may come again: whose it is, its key, and what it says."""

    token: ServiceToken
    key: str
    digest: str


def repeatable(token: ServiceToken, key: str, *, method: str, path: str, body: bytes) -> Repeatable:
    """This function will tell requests apart by what they say.

    :raises Problem: the key is empty, too long, or holds more than letters, digits and signs.
    """
    if not 1 <= len(key) <= LONGEST or not key.isascii() or not key.isprintable():
        said = _("Give a key of 1 to %(most)d letters, digits and signs, such as a UUID.") % {"most": LONGEST}
        raise Problem(INVALID, said, errors=[(HEADER, said)])
    digest = hashlib.sha256(b"\n".join([method.encode(), path.encode(errors="replace"), body])).hexdigest()
    return Repeatable(token, key, digest)


def done(request: Repeatable, act: Act, *, at: datetime, whole: bool) -> HttpResponse:
    """This function will do a request, or give the answer that is kept of it.

    With `whole` act and answer are one transaction: there is never the one without the other.

    :raises Problem: the key was used for another request, or the same one is under way.
    """
    kept = begin(request, at=at)
    if kept.status is not None:
        return told(kept)
    try:
        if not whole:
            return keep(kept, act())
        with transaction.atomic():
            return keep(kept, act())
    except BaseException:
        give_up(kept)
        raise


def begin(request: Repeatable, *, at: datetime) -> KeptAnswer:
    """This function will take the key, or find what became of the request that has it."""
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(token=request.token, key=request.key, digest=request.digest, begun_at=at)
    except IntegrityError:
        kept = KeptAnswer.objects.filter(token=request.token, key=request.key).first()
    if kept is None:  # it was given up this very moment
        raise under_way()
    if kept.begun_at <= at - KEPT:
        return taken_over(kept, request, at=at)
    if kept.digest != request.digest:
        raise Problem(KEY_REUSED, _("This key belongs to another request. Give every request a key of its own."))
    if kept.status is None:
        if kept.begun_at > at - LEASE:
            raise under_way()
        return taken_over(kept, request, at=at)
    return kept


def taken_over(kept: KeptAnswer, request: Repeatable, *, at: datetime) -> KeptAnswer:
    """This function will take over the key of a request that died, or whose answer need not be kept any longer."""
    changes = {"digest": request.digest, "begun_at": at, "status": None, "media_type": "", "content": ""}
    if not KeptAnswer.objects.filter(pk=kept.pk, begun_at=kept.begun_at).update(**changes):
        raise under_way()
    for name, value in changes.items():
        setattr(kept, name, value)
    return kept


def under_way() -> Problem:
    """This function will make the problem of a request that comes while the same one is worked on."""
    said = _("The request with this key is being worked on. Ask again in a moment.")
    return Problem(UNDER_WAY, said, headers={"Retry-After": "2"})


def keep(kept: KeptAnswer, answer: HttpResponse) -> HttpResponse:
    """This function will keep an answer; a failure of ours is none."""
    if answer.status_code >= 500:
        give_up(kept)
        return answer
    rows = KeptAnswer.objects.filter(pk=kept.pk, begun_at=kept.begun_at)
    rows.update(
        status=answer.status_code, media_type=answer.headers["Content-Type"][:80], content=answer.content.decode()
    )
    return answer


def give_up(kept: KeptAnswer) -> None:
    """This function will free the key of a request that failed, so that it can be tried again."""
    KeptAnswer.objects.filter(pk=kept.pk, begun_at=kept.begun_at, status=None).delete()


def told(kept: KeptAnswer) -> HttpResponse:
    """This function will give an answer again."""
    headers = {REPEATED: "true"}
    return HttpResponse(kept.content, status=kept.status, content_type=kept.media_type, headers=headers)


def forget(*, at: datetime) -> int:
    """This function will delete the answers that need not be kept any longer, a portion at a time."""
    removed = 0
    old = KeptAnswer.objects.filter(begun_at__lte=at - KEPT).order_by("pk")
    while keys := list(old.values_list("pk", flat=True)[:PORTION]):
        removed += KeptAnswer.objects.filter(pk__in=keys).delete()[0]
    return removed
