"""Contracts that were added by mistake taken out again, as long as nothing was built on them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from hourglass.base import timeline
from hourglass.base.grants import Actor
from hourglass.customers.taking_back import WorkedWith, hold
from hourglass.revenue import contracts, publishing
from hourglass.revenue.models import Contract, Line, Payment

REASON = "whether something was built on a contract does not depend on who looks"


@transaction.atomic
def contract(
    contract: Contract,
    *,
    payments: Collection[int],
    version: int,
    by: Actor,
    at: datetime,
    reason: str,
    lines: Mapping[int, int] | None = None,
) -> None:
    """This function will take out a contract that was added by mistake, with its lines; its number is free again.

    `payments` names those that were booked with it; each is voided first, so that the record tells of its amount.
    `lines` gives the versions of the lines that were ended with it.

    :raises WorkedWith: its lines were changed, it is being renewed, or other money arrived for it.
    :raises ChangedMeanwhile: somebody saved it in the meantime.
    """
    contracts.require_written(contract.account, by)
    hold(contract, version)
    only = Contract.objects.unscoped(reason=REASON).filter(pk=contract.pk)
    if what := next((what for _key, what in built_on(only, payments, lines or {})), None):
        raise WorkedWith(what)
    booked = Payment.objects.unscoped(reason=REASON).filter(contract=contract)
    for payment in booked.filter(voided_at=None).order_by("-pk"):
        contracts.void(payment, by=by, at=at, reason=reason)
    account = contract.account_id
    old: dict[str, Any] = {
        "number": contract.number,
        "term": f"{contract.effective_from}/{contract.ends_on}",
        "lines": [f"{line.name}: {line.amount.full()}" for line in contracts.lines_of(contract)],
    }
    timeline.record("contract.taken_back", on=contract, by=by, at=at, old=old, reason=reason, about=str(account))
    booked.delete()
    contract.delete()
    publishing.publish([account], at=at)


def built_on(
    contracts: models.QuerySet[Contract], payments: Collection[int], versions: Mapping[int, int]
) -> Iterator[tuple[int, Any]]:
    """This function will name which of some contracts something was built on, and what, in a query for each kind."""
    keys = contracts.values("pk")
    for relation in (*Contract._meta.related_objects, *Line._meta.related_objects):
        model, path = relation.related_model, relation.field.name
        if not isinstance(model, type) or model in {Line, Payment}:
            continue
        whole = path if relation.model is Contract else f"{path}__contract"
        every: models.QuerySet[Any] = models.QuerySet(model)
        found = every.filter(**{f"{whole}__in": keys}).order_by().values_list(whole, flat=True).distinct()
        yield from ((key, model._meta.verbose_name_plural) for key in found)
    lines = Line.objects.unscoped(reason=REASON).filter(contract__in=keys, version__gt=0)
    changed = lines.values_list("pk", "contract", "version")
    others = {key for pk, key, version in changed if versions.get(pk) != version}
    yield from ((key, Line._meta.verbose_name_plural) for key in others)
    ours = set(payments)
    booked = Payment.objects.unscoped(reason=REASON).filter(contract__in=keys).values_list("pk", "contract")
    yield from ((key, Payment._meta.verbose_name_plural) for pk, key in booked if pk not in ours)
