"""Who may move a renewal where (Appendix G), and that no step is skipped."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from hourglass.base.models import Entry, User
from hourglass.base.refusals import Forbidden, Refused
from hourglass.base.revisions import ChangedMeanwhile
from hourglass.customers import accounts
from hourglass.customers.models import Duty
from hourglass.revenue import contracts
from hourglass.revenue.models import Category, Renewal, State
from hourglass.revenue.renewals import bridging, closing, moving, signing
from hourglass.revenue.renewals.authority import RenewalRefused
from tests import world
from tests.conftest import NOON, Casting
from tests.world import yuan

TODAY = NOON.date()


def move(name: str, renewal: Renewal, by: Any) -> None:
    """One transition, with all that it wants."""
    words: dict[str, Any] = {"version": renewal.version, "by": by, "at": NOON}
    moves: dict[str, Callable[[], object]] = {
        "present": lambda: moving.present(renewal, on=TODAY, attendees="Ms Li", **words),
        "agree": lambda: moving.agree(renewal, **words),
        "commit": lambda: moving.commit(renewal, **words),
        "sign": lambda: signing.sign(renewal, number="R-1", on=TODAY, **words),
        "pay": lambda: contracts.pay(renewal.contract, amount=yuan(12_000), on=TODAY, by=by, at=NOON),
        "lose": lambda: closing.lose(renewal, reason="price", **words),
        "extend": lambda: bridging.extend(renewal, to=date(2027, 2, 1), reason="Approval takes long", **words),
        "back": lambda: moving.set_back(renewal, to=State.PREPARING, reason="New boss", **words),
        "unsign": lambda: signing.unsign(renewal, reason="Cancelled", **words),
        "categorise": lambda: moving.categorise(renewal, category=Category.RISK, **words),
    }
    moves[name]()


# From which state, who may, and who may not: Appendix G row by row.
TABLE = [
    ("present", None, {"csm", "owner", "lead", "head"}, {"other", "finance", "executive", "agent"}),
    ("agree", State.PRESENTED, {"csm", "owner", "lead", "head"}, {"other", "finance", "executive", "agent"}),
    ("commit", State.AGREED, {"owner", "lead", "head"}, {"csm", "other", "finance", "executive"}),
    ("sign", State.COMMITTED, {"owner", "lead", "head"}, {"csm", "other", "finance", "executive"}),
    ("pay", State.SIGNED, {"finance"}, {"owner", "csm", "lead", "head", "other"}),
    ("lose", None, {"owner", "lead", "head"}, {"csm", "other", "finance", "executive"}),
    ("extend", None, {"head"}, {"owner", "csm", "lead", "other", "finance", "executive"}),
    ("back", State.AGREED, {"lead", "head"}, {"owner", "csm", "other", "finance", "executive"}),
    ("unsign", State.SIGNED, {"lead", "head"}, {"owner", "csm", "other", "finance", "executive"}),
    ("categorise", None, {"owner", "lead", "head"}, {"csm", "other", "finance", "executive"}),
]
CELLS = [(name, state, who, who in may) for name, state, may, may_not in TABLE for who in sorted(may | may_not)]


@pytest.fixture
def people(
    csm: User, lead: User, other_csm: User, cs_head: User, executive: User, agent: User, cast: Casting
) -> dict[str, User]:
    """The customer's CSM, the renewal manager who owns the renewal, and everybody else."""
    owner = cast("renewal", "renewal_manager")
    return {
        "csm": csm,
        "owner": owner,
        "lead": lead,
        "other": other_csm,
        "head": cs_head,
        "executive": executive,
        "agent": agent,
        "finance": cast("finance", "finance"),
    }


@pytest.fixture
def renewal(people: dict[str, User]) -> Renewal:
    account = world.account("Renkang", owner=people["csm"], team=people["csm"].team)
    accounts.add_member(account, people["owner"], duty=Duty.RENEWAL, by="test", at=NOON)
    found = world.renewal(account)
    return moving.hand_over(found, owner=people["owner"], version=found.version, by="test", at=NOON)


@pytest.mark.parametrize(("name", "state", "who", "may"), CELLS)
def test_who_may_move_a_renewal(
    renewal: Renewal, people: dict[str, User], name: str, state: State | None, who: str, may: bool
) -> None:
    if state is not None:
        world.through(renewal, to=state)
    elif name == "present":
        world.through(renewal, to=State.PRESENTED)
        moving.set_back(renewal, to=State.PREPARING, version=renewal.version, by="test", at=NOON, reason="Again")
    renewal = Renewal.objects.get(pk=renewal.pk)
    before = Entry.objects.count()
    if may:
        move(name, renewal, people[who])
        last = Entry.objects.order_by("-pk").first()
        assert last
        assert last.about == str(renewal.account_id)
    else:
        with pytest.raises(Forbidden):
            move(name, renewal, people[who])
        assert Entry.objects.count() == before


def test_no_step_is_skipped(renewal: Renewal) -> None:
    for name in ("agree", "commit", "sign", "unsign"):
        with pytest.raises(RenewalRefused):
            move(name, renewal, "test")
    with override("en"), pytest.raises(RenewalRefused, match="self-check"):
        move("present", renewal, "test")


def test_rev_03_presented_needs_a_day_that_is_past_and_somebody_who_was_there(renewal: Renewal) -> None:
    words = {"version": renewal.version, "by": "test", "at": NOON}
    with pytest.raises(RenewalRefused) as refused:
        moving.present(renewal, on=TODAY, attendees=" ", **words)
    assert refused.value.field == "attendees"
    with pytest.raises(RenewalRefused) as refused:
        moving.present(renewal, on=TODAY + timedelta(days=1), attendees="Ms Li", **words)
    assert refused.value.field == "on"


def test_going_back_needs_a_reason_and_forgets_what_came_after(renewal: Renewal) -> None:
    world.through(renewal, to=State.COMMITTED)
    words = {"version": renewal.version, "by": "test", "at": NOON}
    with pytest.raises(RenewalRefused):
        moving.set_back(renewal, to=State.PRESENTED, reason=" ", **words)
    with pytest.raises(RenewalRefused):
        moving.set_back(renewal, to=State.COMMITTED, reason="No", **words)
    moving.set_back(renewal, to=State.PRESENTED, reason="New boss", **words)
    assert (renewal.state, renewal.committed_at, renewal.agreed_at) == (State.PRESENTED, None, None)
    assert renewal.attendees == "Ms Li"


def test_a_closed_renewal_moves_no_more(renewal: Renewal) -> None:
    move("lose", renewal, "test")
    for name in ("present", "agree", "commit", "lose", "extend", "back", "categorise"):
        with pytest.raises(Refused):
            move(name, renewal, "test")


def test_the_later_of_two_moves_is_told(renewal: Renewal) -> None:
    world.through(renewal, to=State.PRESENTED)
    stale = Renewal.objects.get(pk=renewal.pk)
    move("agree", renewal, "test")
    with pytest.raises(ChangedMeanwhile):
        move("agree", stale, "test")


def test_a_renewal_is_not_handed_to_somebody_who_left(renewal: Renewal, leaver: User) -> None:
    with pytest.raises(RenewalRefused):
        moving.hand_over(renewal, owner=leaver, version=renewal.version, by="test", at=NOON)
