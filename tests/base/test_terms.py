"""Every term has both languages, and a company may word it its own way."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template
from django.utils.translation import override

from hourglass.base import builtin
from hourglass.base.configuration import ConfigurationRefused, change, held
from hourglass.base.labels import Label
from hourglass.base.models import ConfiguredValue
from hourglass.base.resolution import Place, Scope, ScopeKind
from hourglass.base.settings import SettingRefused
from hourglass.base.terms import GROUPS, TERMS, term
from hourglass.base.wording import worded, wording_of
from tests.architecture.tree import ROOT, templates

AT = datetime(2024, 5, 1, 4, tzinfo=UTC)
DAY = date(2024, 5, 1)
CHINESE = re.compile(r"[\u3400-\u9fff]")
USED = re.compile(r"""{%\s*term\s+["']([^"']+)["']""")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def test_conv_09_no_key_is_without_both_languages() -> None:
    for key, label in TERMS.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert CHINESE.search(label.zh), key
        assert not CHINESE.search(label.en), key
        assert label.en.strip(), key


@pytest.mark.parametrize(("zh", "en"), [("", "x"), ("x", " ")])
def test_conv_09_a_label_with_one_language_cannot_be_made(zh: str, en: str) -> None:
    with pytest.raises(ValueError, match="both languages"):
        Label(zh, en)


def test_conv_09_no_key_and_no_word_is_there_twice() -> None:
    assert sum(len(group) for group in GROUPS.values()) == len(TERMS) >= 150
    for language in ("zh", "en"):
        words = [label.in_language(language) for label in TERMS.values()]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("renewal_rate_logo", "续约率", "logo renewal rate"),
        ("renewal_rate_amount", "续费率", "revenue renewal rate"),
        ("activation", "启用", "activation"),
        ("key_person", "关键人", "key person"),
        ("warning_line", "预警线", "warning line"),
        ("playbook", "剧本", "playbook"),
        ("request_loop", "需求闭环", "request loop"),
        ("first_contact", "建联", "first contact"),
    ],
)
def test_conv_09_the_fixed_terms_stand(key: str, zh: str, en: str) -> None:
    assert term(key) == Label(zh, en)


def test_conv_09_the_roles_are_called_as_in_the_dictionary() -> None:
    for role in builtin.ROLES:
        assert TERMS[role.key].zh == role.zh
        assert TERMS[role.key].en.casefold() == role.en.casefold()


def test_conv_09_a_label_follows_the_language() -> None:
    label = term("account")
    assert [label.in_language(code) for code in ("zh-hans", "zh", "en", "en-gb")] == ["客户", "客户", *["customer"] * 2]


def test_a_company_words_a_term_its_own_way_from_a_day_on(db: None) -> None:
    client = Label("会员单位", "member")
    change(wording_of("account"), client, effective_from=date(2024, 6, 1), by="test", at=AT, reason="an association")
    assert worded("account", on=date(2024, 5, 31)) == term("account")
    assert worded("account", on=date(2024, 6, 1)) == client


def test_a_product_line_has_words_of_its_own(db: None) -> None:
    place = Place(ScopeKind.PRODUCT_LINE, "retail")
    change(
        wording_of("store"), Label("网点", "outlet"), effective_from=DAY, by="test", at=AT, reason="usual", place=place
    )
    assert worded("store", on=DAY, scope=Scope(product_line="retail")).en == "outlet"
    assert worded("store", on=DAY).en == "store"
    tier = Place(ScopeKind.TIER, "C")
    with pytest.raises(ConfigurationRefused):
        change(wording_of("store"), term("store"), effective_from=DAY, by="test", at=AT, reason="x", place=tier)


@pytest.mark.parametrize(
    "word", ["x" * 61, "a\u202eb", "a\nb", "<b>", "100%", "%(n)s", "{actor}", '"', "a'b", "a&b", " a"]
)
def test_it_refuses_words_that_cannot_be_read(db: None, word: str) -> None:
    with pytest.raises(SettingRefused):
        wording_of("store").check(Label("词", word))


def test_the_tag_speaks_the_readers_language(db: None) -> None:
    page = Template('{% term "renewal_rate_logo" %}')
    assert page.render(Context()) == "logo renewal rate"
    with override("zh-hans"):
        assert page.render(Context()) == "续约率"


def test_the_tag_says_todays_words_and_asks_once(db: None, django_assert_num_queries: object) -> None:
    kept = {"zh": "会员", "en": "<b>member</b>"}
    ConfiguredValue.objects.create(
        key="term.account", effective_from=DAY, value=kept, author_label="test", reason="x", recorded_at=AT
    )
    page = Template('{% term "account" %} {% term "store" product_line="retail" %}')
    with held(), django_assert_num_queries(1):  # type: ignore[operator]
        assert page.render(Context()) == "&lt;b&gt;member&lt;/b&gt; store"
    with time_machine.travel(datetime(2024, 4, 30, tzinfo=UTC)):
        assert page.render(Context()).startswith("customer ")


def test_every_term_that_a_template_uses_is_in_the_dictionary() -> None:
    used = {(path.name, key) for path in templates(ROOT) for key in USED.findall(path.read_text())}
    assert {(name, key) for name, key in used if key not in TERMS} == set()
