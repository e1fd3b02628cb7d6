"""Bridging: once, at most thirty days, approved by the head; the due date stays."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from hourglass.customers import products
from hourglass.customers.models import Entitlement
from hourglass.revenue.models import Renewal
from hourglass.revenue.renewals import bridging
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON
from tests.world import line, term


@pytest.fixture
def renewal(db: None) -> Renewal:
    clinic = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    edition = products.add_edition(clinic, name_zh="标准版", name_en="Standard", by="test", at=NOON)
    return world.renewal(world.account(), line(12_000, term("2026-01-15"), edition=edition))


def extend(renewal: Renewal, to: date, reason: str = "Tender") -> Renewal:
    return bridging.extend(renewal, to=to, version=renewal.version, by="test", at=NOON, reason=reason)


def test_rev_18_service_goes_on_and_the_due_date_stays(renewal: Renewal) -> None:
    extend(renewal, date(2027, 1, 29))
    renewal.account.refresh_from_db()
    assert (renewal.account.served_until, renewal.account.due_on) == (date(2027, 1, 29), date(2027, 1, 14))
    assert (renewal.service_ends, Entitlement.objects.get().ends_on) == (date(2027, 1, 29), date(2027, 1, 29))


def test_rev_18_at_most_thirty_days_once_and_with_a_reason(renewal: Renewal) -> None:
    for to in (renewal.due_on, renewal.due_on + timedelta(days=31)):
        with pytest.raises(RenewalRefused) as refused:
            extend(renewal, to)
        assert refused.value.field == "to"
    with pytest.raises(RenewalRefused):
        extend(renewal, date(2027, 1, 29), reason=" ")
    extend(renewal, renewal.due_on + timedelta(days=30))
    with override("en"), pytest.raises(RenewalRefused, match="once"):
        extend(renewal, date(2027, 1, 20))
