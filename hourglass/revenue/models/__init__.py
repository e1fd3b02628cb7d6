"""The rows that say what customers pay."""

from hourglass.revenue.models.contracts import Contract, Line, Payment, Recurrence

__all__ = ["Contract", "Line", "Payment", "Recurrence"]
