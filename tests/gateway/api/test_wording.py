"""Sentences for values that do not fit: each says the way out, once."""

import pytest

from tests.gateway.api.machine import Machine


@pytest.mark.parametrize(
    "moment", ["2026-01-31", "2026-01-31T", "2026-13-31T09:00:00Z", "2026-01-31T25:00:00Z", "2026-01-31T09:00:00"]
)
def test_a_moment_that_is_none_is_told_how_to_write_one(machine: Machine, moment: str) -> None:
    answer = machine.get(f"accounts?updated_since={moment}")
    assert answer.fields == ["updated_since"]
    assert "2026-01-31T09:00:00+08:00" in answer.body["errors"][0]["message"]


def test_a_cell_that_is_no_value_is_told_once_by_the_name_of_its_field(machine: Machine) -> None:
    rows = [{"name": ["x"], "city": {}}, {"name": "North", "moon": []}]
    answer = machine.post("accounts/batch", {"rows": rows})
    assert answer.fields == ["rows.0.name", "rows.0.city", "rows.1.moon"]
    assert {error["message"] for error in answer.body["errors"]} == {"Write a text, a number, true or false."}
