"""What a page of figures was asked: whose customers and which window, read from the address."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from hourglass.base import configuration
from hourglass.base.models import User
from hourglass.base.periods import DAY, Period, add_months
from hourglass.base.workspace import FISCAL_YEAR
from hourglass.console.access import Request
from hourglass.console.forms.figures import DAYS, MONTH, QUARTER, TWELVE, YEAR, AskForm
from hourglass.revenue.reading import Frame, Scope

FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """One question: `whole` is the window it names, `window` that much of it as has passed."""

    person: User
    at: datetime
    form: AskForm
    scope: Scope
    kind: str
    whole: Period

    @property
    def today(self) -> date:
        return configuration.today(self.at)

    @property
    def window(self) -> Period:
        """The window up to today; one that has not begun is its first day."""
        return Period(self.whole.start, max(self.whole.start + DAY, min(self.whole.end, self.today + DAY)))

    @property
    def running(self) -> bool:
        """Whether part of the window lies ahead."""
        return self.whole.end > self.today + DAY

    @property
    def frame(self) -> Frame:
        return Frame.of(self.person, self.today, self.scope)

    @property
    def months(self) -> Period:
        """The calendar months that the window touches."""
        return Period(self.window.start.replace(day=1), Period.month(self.window.last).end)

    def link(self, **changes: Any) -> str:
        """This function will give the question for an address, with some of it asked otherwise."""
        asked: dict[str, Any] = {"scope": str(self.scope), "window": self.kind}
        if self.kind == DAYS:
            asked |= {"since": self.whole.start - DAY, "until": self.whole.last}
        elif not self._is_now():
            asked["on"] = self.whole.last
        return "?" + urlencode({name: value for name, value in (asked | changes).items() if value is not None})

    def _is_now(self) -> bool:
        return self.whole == window_of(self.kind, self.today, self.today)

    @property
    def before(self) -> str:
        """The same question about the window before this one."""
        return self.link(on=self.whole.start - DAY)

    @property
    def after(self) -> str:
        """The same question about the window after this one."""
        return self.link(on=self.whole.end)

    @property
    def steps(self) -> bool:
        """Whether there are windows before and after that can be asked for."""
        return self.kind not in {DAYS, TWELVE} and self.whole.start > FIRST


def window_of(kind: str, on: date, today: date) -> Period:
    """This function will give the window of a kind that holds `on`; twelve months end with the month, or today."""
    first_month = configuration.value(FISCAL_YEAR, on=today)
    match kind:
        case "month":
            return Period.month(on)
        case "quarter":
            return Period.quarter(on, first_month=first_month)
        case "year":
            return Period.year(on, first_month=first_month)
    if Period.month(on) == Period.month(today):
        return Period(add_months(today + DAY, -12), today + DAY)
    return Period.trailing(12, on)


def read(request: Request, *, kind: str = TWELVE) -> Asked:
    """This function will read a question; what cannot be understood is told on the form, and the rest is answered."""
    at = timezone.now()
    form = AskForm(request.GET, person=request.user)
    form.is_valid()
    asked = form.cleaned_data
    scope = Scope.read(asked.get("scope") or str(Scope()))
    today = configuration.today(at)
    chosen = asked.get("window") or kind
    if chosen == DAYS:
        if asked.get("since") and asked.get("until"):
            return Asked(request.user, at, form, scope, DAYS, Period(asked["since"] + DAY, asked["until"] + DAY))
        chosen = kind
    return Asked(request.user, at, form, scope, chosen, window_of(chosen, asked.get("on") or today, today))


KINDS = (MONTH, QUARTER, YEAR, TWELVE)
