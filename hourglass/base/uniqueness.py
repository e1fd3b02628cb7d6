"""What only one row may have: the database says who came first, and the verb of the other refuses.

Looking whether a name is free is not enough: what another transaction wrote and has not ended yet cannot be seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from hourglass.base.refusals import Refused


@contextmanager
def unless_taken(model: type[models.Model], **refusals: Refused) -> Iterator[None]:
    """This function will raise, for a row that breaks a unique constraint of `model`, the refusal called like it.

    What was written inside the block is taken back; the transaction around it goes on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, refusal in refusals.items():
            if breaks(error, model, name):
                raise refusal from None
        raise


def breaks(error: IntegrityError, model: type[models.Model], name: str) -> bool:
    """This function will tell whether the unique constraint called `name` caused `error`.

    PostgreSQL names the constraint; SQLite names an index over expressions, and otherwise the columns.
    """
    constraint = next(found for found in model._meta.constraints if found.name == name)
    told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if told is not None:
        return bool(told == name)
    fields = [model._meta.get_field(field) for field in getattr(constraint, "fields", ())]
    columns = ", ".join(f"{model._meta.db_table}.{field.column}" for field in fields)  # type: ignore[union-attr]
    where = columns or f"index '{name}'"
    return str(error) == f"UNIQUE constraint failed: {where}"
