"""A company's own word takes the place of a term where the term is meant, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hourglass.base.labels import Label
from hourglass.base.rewording import Rewording, plural
from hourglass.base.terms import PHRASES, TERMS

OWN = {"account": Label("门诊客户", "outpatient client"), "activation": Label("开通", "opening")}
say = Rewording(TERMS | PHRASES, OWN).say


@pytest.mark.parametrize(
    ("english", "chinese", "worded"),
    [
        ("Customer", "客户", ("Outpatient client", "门诊客户")),
        ("All customers", "全部客户", ("All outpatient clients", "全部门诊客户")),
        ("Add a customer", "新增客户", ("Add an outpatient client", "新增门诊客户")),
        ("A customer's name", "客户名称", ("An outpatient client's name", "门诊客户名称")),
        ("{actor} closed the customer {object}", "{actor}关闭了客户{object}",
         ("{actor} closed the outpatient client {object}", "{actor}关闭了门诊客户{object}")),
        ("Activation of the customer", "客户的启用", ("Opening of the outpatient client", "门诊客户的开通")),
    ],
)  # fmt: skip
def test_conv_09_the_own_word_stands_in_sentences_of_both_languages(
    english: str, chinese: str, worded: tuple[str, str]
) -> None:
    assert say(english, chinese) == worded


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("customer success manager", "客户成功经理"),  # a longer term holds it
        ("The open customer success platform.", "开放的客户成功平台。"),  # a phrase holds it
        ("Set up the code generator", "启用验证器"),  # the Chinese word means something else here
        ("Customer since", "服务起始"),  # the Chinese sentence does without it
        ("Tell the account manager", "通知客户经理"),
        ("%(customer)s: %(n)s", "%(customer)s：%(n)s 客户"),  # a placeholder is no word
        ('<a href="/customer/">here</a>', '<a href="/customer/">客户</a>'),
        ("customers", "customers"),
        ("", ""),
    ],
)
def test_conv_09_where_the_term_is_not_meant_the_sentence_stays(english: str, chinese: str) -> None:
    assert say(english, chinese) == (english, chinese)


def test_placeholders_beside_the_word_stay() -> None:
    said = ("%(customer)s is an outpatient client of {customer}", "%(customer)s 是 {customer} 的门诊客户")
    assert say("%(customer)s is a customer of {customer}", "%(customer)s 是 {customer} 的客户") == said


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("customer", "customers"),
        ("opportunity", "opportunities"),
        ("key", "keys"),
        ("key person", "key people"),
        ("branch", "branches"),
        ("business", "businesses"),
    ],
)
def test_plurals_are_made_as_in_english(one: str, many: str) -> None:
    assert plural(one) == many


def test_without_own_words_nothing_changes() -> None:
    silent = Rewording(TERMS, {})
    for label in TERMS.values():
        assert silent.say(label.en, label.zh) == (label.en, label.zh)


@given(st.text(), st.text())
def test_it_never_fails_and_only_ever_puts_own_words_in(english: str, chinese: str) -> None:
    new_english, new_chinese = say(english, chinese)
    for label in OWN.values():
        new_chinese = new_chinese.replace(label.zh, "")
    assert set(new_chinese) <= set(chinese)
    assert new_english == english or "lient" in new_english or "pening" in new_english
