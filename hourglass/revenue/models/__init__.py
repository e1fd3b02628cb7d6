"""The rows that say what customers pay."""

from hourglass.revenue.models.contracts import Contract, Line, Payment, Recurrence
from hourglass.revenue.models.renewal_work import (
    Answer,
    Forecast,
    NextYearGoal,
    PlanItem,
    Question,
    RenewalStep,
    StepKind,
    Suggestion,
    Target,
)
from hourglass.revenue.models.renewals import MOMENTS, Category, Outcome, Renewal, RenewalLine, State
from hourglass.revenue.models.settled import ClosedMonth, Settled

__all__ = [
    "MOMENTS",
    "Answer",
    "Category",
    "ClosedMonth",
    "Contract",
    "Forecast",
    "Line",
    "NextYearGoal",
    "Outcome",
    "Payment",
    "PlanItem",
    "Question",
    "Recurrence",
    "Renewal",
    "RenewalLine",
    "RenewalStep",
    "Settled",
    "State",
    "StepKind",
    "Suggestion",
    "Target",
]
