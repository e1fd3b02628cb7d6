"""Taking in many contracts at once: those that are surely new, and subscriptions that are as they were; the rest one by
one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from dataclasses import replace as varied
from datetime import date

from hourglass.base.refusals import Refused
from hourglass.customers.models import Account
from hourglass.gateway.imports.finding import accounts_of, is_of_one
from hourglass.gateway.imports.nouns import Group, Outcome, Taken, Taking, Trace
from hourglass.revenue import concluding, lines
from hourglass.revenue.annualising import annual
from hourglass.revenue.concluding import New
from hourglass.revenue.contracts import Ordered
from hourglass.revenue.models import Contract, Line

REASON = "a number is taken whoever sees the contract"


@dataclass(frozen=True, slots=True)
class Read:
    """What the rows of one contract say: the contract, and until when each of its lines is served."""

    new: New
    lasts: Sequence[date] = ()

    @property
    def is_served_as_agreed(self) -> bool:
        """Whether no line ended early."""
        return all(last == line.ends_on for last, line in zip(self.lasts, self.new.lines, strict=False))


# Reads the rows of one contract of an account; refusing them as taking them in one by one would.
Reader = Callable[[Group, Account, Taking], Read]


def take(groups: Sequence[Group], taking: Taking, *, read: Reader, may_be_there: bool = False) -> list[Taken]:
    """This function will take in what can be taken together; groups that are left have no outcome.

    Where a contract `may_be_there` already, one that says the same is left as it is.
    """
    accounts = accounts_of([rows[0] for rows in groups], taking)
    found = [
        _read(rows, account, taking, read) if account and is_of_one(rows) else None
        for rows, account in zip(groups, accounts, strict=True)
    ]  # fmt: skip
    times = Counter(one.new.number for one in found if one)
    there = _there(set(times))
    lines_there = _lines_of([contract.pk for contract in there.values()]) if may_be_there else {}
    taken: list[Taken] = [(None, None)] * len(groups)
    fresh: dict[int, New] = {}
    for place, one in enumerate(found):
        if one is None or times[one.new.number] > 1 or not one.is_served_as_agreed:
            continue
        contract = there.get(one.new.number)
        if contract is None:
            fresh[place] = one.new
        elif may_be_there and _says_the_same(contract, lines_there[contract.pk], one):
            taken[place] = Outcome.SAME, None
    try:
        made = concluding.conclude_all(list(fresh.values()), by=taking.by, at=taking.at)
    except Refused:
        return taken  # one of them is refused; one by one it will be known which
    for (place, new), (key, payments) in zip(fresh.items(), made, strict=True):
        was = {"payments": payments} | ({"lines": []} if may_be_there else {})
        taken[place] = Outcome.CREATED, Trace.made("contract", key, new.number.strip(), **was)
    return taken


def _read(rows: Group, account: Account, taking: Taking, read: Reader) -> Read | None:
    try:
        return read(rows, account, taking)
    except Refused:
        return None


def _there(numbers: Collection[str]) -> dict[str, Contract]:
    return {row.number: row for row in Contract.objects.unscoped(reason=REASON).filter(number__in=numbers)}


def _lines_of(contracts: Collection[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    rows = Line.objects.unscoped(reason=REASON).filter(contract__in=contracts)
    for line in rows.select_related("edition", "module"):
        found[line.contract_id].append(line)
    return found


def _says_the_same(contract: Contract, there: Sequence[Line], one: Read) -> bool:
    """This function will tell whether setting the contract right would change nothing: it is of the same account and
    runs as agreed, and each of its lines is told as it is."""
    runs = contract.account_id == one.new.account and not (contract.merged_into_id or contract.ended_on)
    by_name = {(line.name, line.starts_on): line for line in there}
    told = {(line.name, line.starts_on): line for line in one.new.lines}
    if not runs or len(there) != len(one.new.lines) or set(by_name) != set(told):
        return False
    return (contract.effective_from, contract.ends_on) == one.new.term and all(
        _agrees(by_name[key], line) for key, line in told.items()
    )


def _agrees(line: Line, told: Ordered) -> bool:
    yearly = told.annual or annual(told.amount, told.term)
    return line.ended_on is None and lines.ordered(line) == varied(told, annual=None) and line.annual == yearly
