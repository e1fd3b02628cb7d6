"""Money in a row: two columns, whole coins and the currency, so that both databases keep and add it exactly.

A decimal column would not do: SQLite keeps decimals as floating-point numbers.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import QuerySet, Sum

from hourglass.base.money import Money


class MoneyField:
    """`price = MoneyField(_("Price"))` makes the columns `price_minor` and `price_currency`, and `price` as Money.

    The attribute can be read, set, and given to the model or to `create`; queries filter and sort on the columns.
    """

    def __init__(self, verbose_name: Any = None, *, null: bool = False) -> None:
        self.verbose_name = verbose_name
        self.null = null

    if TYPE_CHECKING:  # at run time a property of the model reads and writes the sum

        def __get__(self, row: models.Model | None, owner: Any = None) -> Any: ...
        def __set__(self, row: models.Model, value: Money | None) -> None: ...

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """This function will add the columns, unless a migration's state or a parent has them already."""
        minor, currency = f"{name}_minor", f"{name}_currency"
        coins: models.BigIntegerField[Any, Any] = models.BigIntegerField(self.verbose_name, null=self.null)
        code: models.CharField[Any, Any] = models.CharField(max_length=3, default="CNY", editable=False)
        cls.add_to_class(minor, coins)
        cls.add_to_class(currency, code)

        def read(row: models.Model) -> Money | None:
            kept = getattr(row, minor)
            return None if kept is None else Money.from_minor(kept, getattr(row, currency))

        def write(row: models.Model, value: Money | None) -> None:
            if value is None and not self.null:
                raise TypeError(f"{name} needs a sum of money")
            setattr(row, minor, None if value is None else value.minor)
            if value is not None:
                setattr(row, currency, value.currency)

        # Django lets properties be given by name to the model and to `create`.
        setattr(cls, name, property(read, write, doc=f"{minor} and {currency} as Money"))


def totals(rows: QuerySet[Any], name: str) -> dict[str, Money]:
    """This function will add up the money column `name` of `rows` in the database, exactly, one sum a currency."""
    minor, currency = f"{name}_minor", f"{name}_currency"
    sums = (
        rows.exclude(**{minor: None})
        .order_by()
        .values(currency)
        .annotate(coins=Sum(minor))
        .values_list(currency, "coins")
    )
    return {code: Money.from_minor(int(coins), code) for code, coins in sums}
