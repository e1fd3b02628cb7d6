"""Conditions as people read them."""

from django.utils.translation import override

from hourglass.base.labels import Label
from hourglass.customers.conditions import frames, wording
from hourglass.customers.conditions.operators import Operator
from hourglass.customers.conditions.tree import Leaf
from hourglass.customers.registry import Fact, Kind
from tests.conftest import NOON


def test_a_question_of_yes_or_no_says_is_once(db: None) -> None:
    fact = Fact(key="brand", kind=Kind.YES_NO, label=Label("区域品牌", "Regional brand"), group="", path="brand")
    said = {}
    for language in ("zh-hans", "en"):
        with override(language):
            asked = Leaf("brand", Operator.IS, True)
            said[language] = wording.question(asked, fact, frames.at_instant(NOON))
    assert said == {"zh-hans": "区域品牌：是", "en": "Regional brand: Yes"}
