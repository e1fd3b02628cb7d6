"""Every text of the product is in the company's words while a request or a job runs, at no query of its own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils.translation import gettext, gettext_lazy, ngettext, override
from pytest_django import DjangoAssertNumQueries

from hourglass.base import configuration, wording
from hourglass.base.labels import Label
from hourglass.base.models import ConfiguredValue

AT = datetime(2024, 5, 1, 4, tzinfo=UTC)
OURS = Label("门诊客户", "outpatient client")
LAZY = gettext_lazy("Customers")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def worded(db: None) -> None:
    wording.reword("account", to=OURS, by="test", at=AT, reason="a clinic")


def said() -> dict[str, list[str]]:
    """This function will say the same texts in both languages, inside of one block."""
    found = {}
    with configuration.held():
        configuration.current()
        for language in ("zh-hans", "en"):
            with override(language):
                texts = [gettext("Add a customer"), str(LAZY), gettext("Customer success manager")]
                found[language] = [*texts, ngettext("%(n)s customer", "%(n)s customers", 2) % {"n": 2}]
    return found


def test_conv_09_texts_speak_the_companys_words(worded: None) -> None:
    assert said() == {
        "zh-hans": ["新增门诊客户", "门诊客户", "客户成功经理", "2 家门诊客户"],
        "en": ["Add an outpatient client", "Outpatient clients", "Customer success manager", "2 outpatient clients"],
    }


def test_conv_09_a_reset_gives_the_products_own_words_back(worded: None) -> None:
    wording.reset("account", by="test", at=AT, reason="enough")
    assert said()["en"][0] == "Add a customer"
    assert said()["zh-hans"][0] == "新增客户"


def test_texts_ask_the_database_nothing(worded: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with override("en"):
        with django_assert_num_queries(0):
            assert gettext("Add a customer") == "Add a customer"
        with configuration.held():
            with django_assert_num_queries(0):
                assert gettext("Add a customer") == "Add a customer"
            configuration.current()
            with django_assert_num_queries(0):
                assert gettext("Add a customer") == "Add an outpatient client"


def test_words_end_with_their_block(worded: None) -> None:
    with override("en"):
        with configuration.held():
            configuration.current()
            assert gettext("Customers") == "Outpatient clients"
        assert gettext("Customers") == "Customers"


def test_words_that_could_break_a_sentence_are_not_used(db: None) -> None:
    for word in ("<b>x</b>", "100%", "{x}"):
        ConfiguredValue.objects.create(
            key="term.account", effective_from=date(2024, 5, 1), value={"zh": "词", "en": word}, author_label="test",
            reason="x", recorded_at=AT,
        )  # fmt: skip
        assert said()["en"][0] == "Add a customer"
