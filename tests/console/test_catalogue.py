"""Portrait fields and the product catalogue, set up in the browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hourglass.base.models import User
from hourglass.customers import products
from hourglass.customers.models import Edition, Module, PortraitField, Product
from hourglass.customers.registry import facts
from hourglass.usage.models import Feature
from tests import world
from tests.conftest import NOON


@pytest.fixture
def head(client: Client, cs_head: User) -> Client:
    client.force_login(cs_head)
    return client


def test_seg_08_a_portrait_field_is_added_changed_and_retired(head: Client) -> None:
    data = {"key": "pain", "label_zh": "痛点", "label_en": "Pain", "kind": "choice", "group": "pains"}
    url = reverse("portrait-field-new")
    assert head.post(url, data).status_code == 422  # a list without choices
    assert head.post(url, data | {"choices": "no bars"}).status_code == 422
    assert head.post(url, data | {"choices": "staff | 缺人 | Staff\nstock ｜ 库存 ｜ Stock"}).status_code == 302
    made = PortraitField.objects.get()
    assert [choice["zh"] for choice in made.choices] == ["缺人", "库存"]
    assert "portrait.pain" in facts()
    assert head.post(url, data | {"choices": "a | 甲 | A"}).status_code == 422  # the key is taken
    page = reverse("portrait-field", args=[made.pk])
    assert "staff | 缺人 | Staff" in head.get(page).content.decode()
    changed = data | {"label_zh": "难处", "choices": "staff | 缺人 | Staff", "version": 0}
    assert head.post(page, changed).status_code == 302
    assert head.post(page, changed | {"label_zh": "别的"}).status_code == 422
    assert "难处" in head.get(reverse("portrait-fields")).content.decode()
    assert head.post(reverse("portrait-field-retirement", args=[made.pk])).status_code == 302
    assert "portrait.pain" not in facts()


def test_seg_11_an_edition_carries_its_price_and_complexity(head: Client) -> None:
    names = {"name_zh": "诊所", "name_en": "Clinic"}
    assert head.post(reverse("product-new"), names | {"key": "clinic"}).status_code == 302
    product = Product.objects.get()
    assert head.post(reverse("module-new"), names | {"key": "sms", "product": product.pk}).status_code == 302
    data = names | {"key": "chain", "product": product.pk, "complexity": "project", "price": "12800"}
    data |= {"modules": [Module.objects.get().pk]}
    assert head.post(reverse("edition-new"), data).status_code == 302
    made = Edition.objects.get()
    assert (made.average_price, made.complexity, made.modules.count()) == (world.yuan(12_800), "project", 1)
    page = reverse("edition", args=[made.pk])
    assert head.post(page, names | {"complexity": "simple", "price": "9800.50", "version": 0}).status_code == 302
    made = Edition.objects.get()
    assert (made.average_price, made.complexity) == (world.yuan("9800.50"), "simple")
    assert head.post(page, names | {"complexity": "simple", "price": "1", "version": 0}).status_code == 422
    assert head.post(reverse("edition-new"), data | {"key": "x", "price": "1.005"}).status_code == 422
    assert "9,800.50" in head.get(reverse("catalogue")).content.decode()


def test_use_01_features_are_added_described_and_marked_in_the_browser(head: Client) -> None:
    product = products.add_product(name_zh="诊所", name_en="Clinic", by="test", at=NOON)
    module = products.add_module(product, name_zh="挂号", name_en="Booking", by="test", at=NOON)
    data = {"module": module.pk, "key": "book", "name_zh": "预约", "name_en": "Book", "pits": "Slow on Mondays"}
    assert head.post(reverse("feature-new"), data).status_code == 302
    assert head.post(reverse("feature-new"), data).status_code == 422  # the key is taken
    made = Feature.objects.get()
    mark = {"effective_from": "2000-01-01", "reason": "Sold as such", "version": 0}
    assert head.post(reverse("feature-core", args=[made.pk]), mark).status_code == 422
    day = timezone.localdate() + timedelta(days=1)
    assert head.post(reverse("feature-core", args=[made.pk]), mark | {"effective_from": day}).status_code == 302
    assert head.post(reverse("feature-events", args=[made.pk]), {"event": "booked"}).status_code == 302
    assert head.post(reverse("feature-events", args=[made.pk]), {"event": "booked"}).status_code == 422
    page = reverse("feature-edit", args=[made.pk])
    assert head.post(page, data | {"name_zh": "约诊", "version": 0}).status_code == 422  # it was marked meanwhile
    assert head.post(page, data | {"name_zh": "约诊", "version": 1}).status_code == 302
    shown = head.get(reverse("feature", args=[made.pk])).content.decode()
    assert all(word in shown for word in ("约诊", "Slow on Mondays", "booked"))
    removal = reverse("feature-event-removal", args=[made.pk, made.events.get().pk])
    assert head.post(removal).status_code == 302
    assert not made.events.exists()
    assert "约诊" in head.get(reverse("catalogue")).content.decode()
