"""Money comes back from both databases as it went in, and adds up exactly there."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hourglass.base.fields import MoneyField, totals
from hourglass.base.money import LARGEST, Money

SUMS = st.builds(Money.from_minor, st.integers(-LARGEST, LARGEST), st.sampled_from(["CNY", "JPY", "KWD"]))
SMALL = st.builds(Money.from_minor, st.integers(-(10**15), 10**15), st.sampled_from(["CNY", "JPY", "KWD"]))
AGAIN = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def purse(transactional_db: None) -> Iterator[type[models.Model]]:
    """A table with one sum that must be there and one that may be."""
    with isolate_apps("hourglass.base"):

        class Purse(models.Model):
            price = MoneyField("price")
            paid = MoneyField("paid", null=True)

            class Meta:
                app_label = "base"

        with connection.schema_editor() as editor:
            editor.create_model(Purse)
        yield Purse
        with connection.schema_editor() as editor:
            editor.delete_model(Purse)


@AGAIN
@given(price=SUMS, paid=st.none() | SUMS)
def test_a_sum_comes_back_as_it_went_in(purse: type[models.Model], price: Money, paid: Money | None) -> None:
    row = purse.objects.create(price=price, paid=paid)  # type: ignore[attr-defined]
    again = purse.objects.get(pk=row.pk)  # type: ignore[attr-defined]
    assert (again.price, again.paid) == (price, paid)


@AGAIN
@given(sums=st.lists(SMALL, max_size=20))
def test_the_database_adds_up_exactly(purse: type[models.Model], sums: list[Money]) -> None:
    rows = purse.objects  # type: ignore[attr-defined]
    rows.all().delete()
    for each in sums:
        rows.create(price=each)
    assert totals(rows.all(), "paid") == {}
    assert totals(rows.all(), "price") == {
        code: Money.total([each for each in sums if each.currency == code], code)
        for code in {each.currency for each in sums}
    }


def test_a_tenth_ten_times_is_one(purse: type[models.Model]) -> None:
    for _ in range(10):
        purse.objects.create(price=Money(Decimal("0.10")))  # type: ignore[attr-defined]
    assert totals(purse.objects.all(), "price") == {"CNY": Money(Decimal(1))}  # type: ignore[attr-defined]
    assert purse.objects.filter(price_minor__gte=Money(Decimal("0.10")).minor).count() == 10  # type: ignore[attr-defined]


def test_a_sum_that_must_be_there_refuses_none(purse: type[models.Model]) -> None:
    with pytest.raises(TypeError, match="price needs"):
        purse(price=None)


def test_a_sum_can_be_changed_and_taken_away(purse: type[models.Model]) -> None:
    row = purse.objects.create(price=Money(Decimal(1)), paid=Money(Decimal(1), "JPY"))  # type: ignore[attr-defined]
    row.price, row.paid = Money(Decimal(2), "KWD"), None
    row.save()
    again = purse.objects.get(pk=row.pk)  # type: ignore[attr-defined]
    assert (again.price, again.paid) == (Money(Decimal(2), "KWD"), None)
