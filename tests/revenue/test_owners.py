"""Who owns a renewal is a rule; whoever else serves the customer keeps their part as steps."""

from datetime import date

import pytest

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.resolution import Place, ScopeKind
from hourglass.customers import accounts, products, standing
from hourglass.customers.models import Duty
from hourglass.revenue import rules
from hourglass.revenue.models import RenewalStep
from tests import world
from tests.conftest import NOON, Casting
from tests.world import line, term


def decide(to: str, place: Place | None = None) -> None:
    words = {"effective_from": NOON.date(), "by": "test", "at": NOON, "reason": "Our way"}
    configuration.change(rules.OWNER, to, **words, **({"place": place} if place else {}))


@pytest.fixture
def manager(cast: Casting) -> User:
    return cast("renewal", "renewal_manager")


def test_rev_19_the_rule_for_a_tier_gives_its_renewals_to_the_renewal_manager(csm: User, manager: User) -> None:
    decide("renewal", Place(ScopeKind.TIER, "S"))
    big, small = world.account("Big", owner=csm), world.account("Small", owner=csm)
    standing.publish({big.pk: {"tier": "S"}, small.pk: {"tier": "B"}})
    for account in (big, small):
        accounts.add_member(account, manager, duty=Duty.RENEWAL, by="test", at=NOON)
        account.refresh_from_db()
    of_big, of_small = world.renewal(big), world.renewal(small)
    assert (of_big.owner, of_small.owner) == (manager, csm)
    side = RenewalStep.objects.filter(renewal=of_big, due_on__isnull=False).order_by("order")
    assert [(step.kind, step.owner, step.due_on) for step in side] == [
        ("self_check", csm, date(2026, 12, 7)),
        ("report", csm, date(2026, 12, 7)),
    ]
    assert RenewalStep.objects.filter(renewal=of_small, due_on__isnull=False).count() == 0


def test_rev_19_the_rule_of_an_account_beats_that_of_its_product(csm: User, manager: User) -> None:
    clinic = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    edition = products.add_edition(clinic, name_zh="标准版", name_en="Standard", by="test", at=NOON)
    one, other = world.account("One", owner=csm), world.account("Other", owner=csm)
    decide("renewal", Place(ScopeKind.PRODUCT_LINE, clinic.key))
    decide("csm", Place(ScopeKind.ACCOUNT, str(other.pk)))
    for account in (one, other):
        accounts.add_member(account, manager, duty=Duty.RENEWAL, by="test", at=NOON)
    owners = [
        world.renewal(account, line(12_000, term("2026-01-15"), edition=edition)).owner for account in (one, other)
    ]
    assert owners == [manager, csm]


def test_rev_19_where_nobody_has_the_duty_the_owner_of_the_customer_renews(csm: User) -> None:
    decide("sales")
    assert world.renewal(world.account(owner=csm)).owner == csm
