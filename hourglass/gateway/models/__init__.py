"""The rows of what other machines and files bring in."""

from hourglass.gateway.models.imports import Fate, Import, ImportRow, ImportTrace, Mapping, Policy, Stage
from hourglass.gateway.models.interface import KeptAnswer, Spending

__all__ = ["Fate", "Import", "ImportRow", "ImportTrace", "KeptAnswer", "Mapping", "Policy", "Spending", "Stage"]
