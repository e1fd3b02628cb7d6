"""The pages of use: one customer's tab, the features over all of them, and opening hours."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hourglass.base.models import User
from hourglass.console.using import adoption
from hourglass.customers import stores
from hourglass.customers.models import Account, Edition
from hourglass.usage import hours, rollup, snapshots
from hourglass.usage.models import Feature, OpeningHours, OtherDay
from tests import world
from tests.usage.clinic import Happen, clinic, happen
from tests.usage.conftest import lake

__all__ = ["clinic", "happen", "lake"]


@pytest.fixture
def account(clinic: dict[str, Feature], csm: User) -> Account:
    found = world.account(owner=csm)
    world.contract(found, world.line(1000, world.term("2026-01-15", months=60), edition=Edition.objects.get()))
    return found


@pytest.fixture
def page(client: Client, csm: User) -> Client:
    csm.language = "en"
    csm.save()
    client.force_login(csm)
    return client


def shown(page: Client, name: str, *args: int, **asked: str) -> str:
    return page.get(reverse(name, args=args), asked).content.decode()


def test_use_02_to_06_the_tab_shows_each_rate_with_its_numbers(page: Client, account: Account, happen: Happen) -> None:
    assert "Nobody was seen to use the product yet" in shown(page, "customer-usage", account.pk)
    at = timezone.now()
    day = timezone.localdate() - timedelta(days=2)
    place = stores.add(account, "North", by="test", at=at)
    hours.keep(account, [((0, 1440),)] * 7, effective_from=day, by="test", at=at)
    happen(day, "book", "09:00", "09:04", account=account.pk, user=5, store_id=place.pk)
    rollup.roll([day], at=at)
    snapshots.keep_all(at=at)
    text = shown(page, "customer-usage", account.pk)
    for words in ("1 of 2 core features", "1 of 4 usable features", "of 48 opening hours", "Person 5", "book", "North"):
        assert words in text
    text = shown(page, "features")
    assert "100.0%" in text or "0.0%" in text
    feature = Feature.objects.get(key="book")
    assert account.name in shown(page, "feature", feature.pk, state="tried")
    assert account.name in shown(page, "feature", feature.pk, state="habitual")  # nobody is there, so all are shown


def test_use_03_opening_hours_are_kept_in_the_browser(page: Client, account: Account) -> None:
    url = reverse("customer-hours", args=[account.pk])
    week: dict[str, Any] = {f"day_{day}": "09:00-12:00，14:00–18:00" for day in range(6)}
    assert page.post(url, week | {"effective_from": "2026-01-01", "day_6": "12:00-09:00"}).status_code == 422
    assert page.post(url, week | {"effective_from": "2026-01-01"}).status_code == 302
    assert OpeningHours.objects.get().week[0] == [[540, 720], [840, 1080]]
    assert page.post(url, week | {"effective_from": "2026-01-02"}).status_code == 422  # the past has hours already
    other = reverse("customer-other-days", args=[account.pk])
    assert page.post(other, {"day": "2026-10-01"}).status_code == 302
    assert page.post(other, {"day": "2026-10-01", "times": "late"}).status_code == 422
    assert OtherDay.objects.get().times == []
    assert "2026-10-01" in page.get(url).content.decode()


def test_a_features_page_counts_the_uses_of_each_customer(
    page: Client, account: Account, happen: Happen, clinic: dict[str, Feature]
) -> None:
    day = timezone.localdate() - timedelta(days=2)
    happen(day, "book", "09:00", "09:04", "09:08", account=account.pk, user=5)
    rollup.roll([day], at=timezone.now())
    snapshots.keep_all(at=timezone.now())
    text = shown(page, "feature", clinic["book"].pk)
    assert "Uses in 30 days" in text
    assert '<td class="r num">3</td>' in text


def test_use_04_a_feature_is_switched_off_and_on_again_for_one_customer(
    page: Client, account: Account, happen: Happen, clinic: dict[str, Feature]
) -> None:
    day = timezone.localdate() - timedelta(days=2)
    happen(day, "book", "09:00", account=account.pk, user=5)
    rollup.roll([day], at=timezone.now())
    snapshots.keep_all(at=timezone.now())
    address = reverse("customer-switch", args=[account.pk, clinic["text"].pk])
    assert address in shown(page, "customer-usage", account.pk)
    assert "before keep their figures" in page.get(address).content.decode()
    today = timezone.localdate().isoformat()
    assert page.post(address, {"effective_from": today, "reason": ""}).status_code == 422
    assert page.post(address, {"effective_from": today, "reason": "They bill elsewhere"}).status_code == 302
    assert "Switched off" in shown(page, "customer-usage", account.pk)
    [row] = [row for row in adoption.overview(account.owner, timezone.localdate()) if row.feature == clinic["text"]]
    assert row.entitled == 0
    assert "may use it again" in page.get(address).content.decode()
    page.post(address, {"effective_from": today, "reason": "They want it"})
    assert "Switched off" not in shown(page, "customer-usage", account.pk)
