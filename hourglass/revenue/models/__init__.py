"""The rows that say what customers pay."""

from hourglass.revenue.models.contracts import Contract, Line, Payment, Recurrence
from hourglass.revenue.models.settled import ClosedMonth, Settled

__all__ = ["ClosedMonth", "Contract", "Line", "Payment", "Recurrence", "Settled"]
