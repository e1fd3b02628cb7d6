"""The renewals of the demo: some just begun, some on their way, one in paperwork, one lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from hourglass.base import configuration
from hourglass.base.money import Money
from hourglass.base.periods import add_months
from hourglass.revenue.models import Question, Renewal
from hourglass.revenue.renewals import checking, closing, forecasts, goals, moving, opening, plans, signing, targets

BY = "command:demo"
REASON = "the demo's own"
LONG_OVER = -20
EVIDENCE = {
    Question.PURPOSE: (True, "院长在季度回访中确认：预约到诊率从 71% 提到 86%"),
    Question.CHAIN: (False, "决策人和使用人与签约时相同"),
    Question.PROMISES: (False, "签约时承诺的医保接口已于上季度上线"),
}


def install(*, at: datetime) -> None:
    """This function will open what is due, and lead every renewal as far as a team would have come by its day."""
    opening.open_due(at=at)
    renewals = (
        Renewal.objects.unscoped(reason=REASON).open().select_related("account", "owner").order_by("due_on", "pk")
    )
    for number, renewal in enumerate(renewals):
        left = (renewal.due_on - configuration.today(at)).days
        if left < LONG_OVER:
            closing.lose(
                renewal, reason="competitor__price", note="同城同行报价低三成", competitor="诊联云",
                version=renewal.version, by=BY, at=at,
            )  # fmt: skip
            continue
        for reached, step in enumerate(STEPS):
            if reached < far(left, number):
                step(renewal, at)
    forecasts.keep(at=at)
    day = configuration.today(at)
    for ahead in range(4):
        month = add_months(day.replace(day=1), ahead)
        targets.put(month, Money(Decimal(30_000 + 20_000 * (ahead % 3)), "CNY"), version=0, by=BY, at=at)


def far(left: int, number: int) -> int:
    """This function will say how many steps a renewal has come, so many days before its expiry."""
    if left < 0:
        return 5
    return min(4, max(0, (100 - left) // 22)) if number % 4 else 1


def check(renewal: Renewal, at: datetime) -> None:
    """This function will answer the self-check."""
    for question, (yes, evidence) in EVIDENCE.items():
        checking.answer(renewal, question, yes=yes, evidence=evidence, by=BY, at=at)
    plans.add(renewal.account, goal="新院区上线会员营销", planned_on=add_months(renewal.due_on, 4), by=BY, at=at)


def present(renewal: Renewal, at: datetime) -> None:
    """This function will present the results, and write the goals of the next year down."""
    day = configuration.today(at) - timedelta(days=4)
    moving.present(renewal, on=day, attendees="院长、运营主管", version=renewal.version, by=BY, at=at)
    due = add_months(renewal.due_on, 6)
    goals.add(renewal, goal="复诊率达到 45%", method="每月发送复诊提醒，季度复盘一次", due_on=due, by=BY, at=at)


def agree(renewal: Renewal, at: datetime) -> None:
    """This function will let the customer agree to the plan and confirm its goals."""
    goals.confirm(renewal, name="王院长", by=BY, at=at)
    moving.agree(renewal, version=renewal.version, by=BY, at=at)


def commit(renewal: Renewal, at: datetime) -> None:
    """This function will let the customer commit."""
    moving.commit(renewal, version=renewal.version, by=BY, at=at)


def end(renewal: Renewal, at: datetime) -> None:
    """This function will sign what is late."""
    signing.sign(
        renewal,
        number=f"XQ-{renewal.due_on:%y%m}-{renewal.pk:03}",
        on=configuration.today(at),
        version=renewal.version,
        by=BY,
        at=at,
    )


STEPS: tuple[Callable[[Renewal, datetime], None], ...] = (check, present, agree, commit, end)
