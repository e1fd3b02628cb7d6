"""What contracts let the documents of an archive be filled in from."""

from datetime import date

from hourglass.customers.archive import defaults, records
from hourglass.customers.models import FormTemplate
from tests import world
from tests.conftest import NOON
from tests.world import line, term


def test_file_03_the_handover_begins_with_what_the_newest_contract_says(db: None) -> None:
    defaults.install(by="test", at=NOON)
    account = world.account()
    world.contract(account, line(9_000, term("2025-01-01")), number="OLD")
    world.contract(
        account,
        line(12_000, term("2026-01-01"), "Chain", quantity=3),
        line(600, term("2026-01-01"), "Shop"),
        number="NEW",
    )
    world.contract(account, line(100, term("2027-01-01")), number="LATER")
    record = records.open_record(account, FormTemplate.objects.get(key="handover"), by="test", at=NOON)
    known = records.draft_of(record, on=date(2026, 11, 23)).values
    assert (known["contract"], known["amount"]) == ("NEW", "¥12,600.00")
    assert known["term"] == "2026-01-01 – 2026-12-31"
    assert known["modules"] == "Chain × 3\nShop"


def test_a_customer_without_a_contract_has_nothing_to_begin_with(db: None) -> None:
    defaults.install(by="test", at=NOON)
    record = records.open_record(world.account(), FormTemplate.objects.get(key="handover"), by="test", at=NOON)
    assert not {"contract", "amount", "term", "modules"} & set(records.draft_of(record, on=NOON.date()).values)
