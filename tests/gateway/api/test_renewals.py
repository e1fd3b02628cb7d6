"""Renewals by the interface: read, with how far each has come."""

from hourglass.base.models import User
from hourglass.revenue.models import State
from tests import world
from tests.gateway.api.machine import Machine, machine_of


def test_a_renewal_is_told_with_how_far_it_has_come(machine: Machine, csm: User) -> None:
    account = world.account(owner=csm)
    renewal = world.through(world.renewal(account), to=State.AGREED)
    [told] = machine.get("renewals").body["data"]
    assert told == machine.get(f"renewals/{renewal.pk}").body
    assert (told["account"], told["state"], told["category"], told["due_on"], told["owner"]) == (
        account.pk, "agreed", "likely", "2027-01-14", csm.email,
    )  # fmt: skip
    assert told["due"] == {"amount": "12000.00", "currency": "CNY"}
    assert told["renewed"] is None


def test_lists_are_narrowed(machine: Machine, csm: User) -> None:
    wanted = world.account(owner=csm)
    first, second = world.renewal(wanted), world.renewal(world.account())
    for query in (f"account={wanted.pk}", "owner=csm@example.com"):
        assert [one["id"] for one in machine.get(f"renewals?{query}").body["data"]] == [first.pk]
    assert [one["id"] for one in machine.get("renewals?open=true").body["data"]] == [first.pk, second.pk]
    assert machine.get("renewals?open=false").body["data"] == []
    assert machine.get("renewals?open=maybe").fields == ["open"]


def test_renewals_of_unseen_customers_are_not_there(csm: User, other_csm: User) -> None:
    own, foreign = world.renewal(world.account(owner=csm)), world.renewal(world.account(owner=other_csm))
    hers = machine_of(csm)
    assert [one["id"] for one in hers.get("renewals").body["data"]] == [own.pk]
    assert hers.get(f"renewals/{foreign.pk}").kind == "not-found"


def test_who_may_not_see_contracts_sees_no_renewals(admin: User) -> None:
    assert machine_of(admin, allows=["accounts.view"]).get("renewals").kind == "forbidden"


def test_nothing_is_written_to_renewals(machine: Machine) -> None:
    renewal = world.renewal(world.account())
    assert machine.post("renewals", {}).status == 405
    assert machine.patch(f"renewals/{renewal.pk}", {}).status == 405
