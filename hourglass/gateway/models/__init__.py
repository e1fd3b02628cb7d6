"""The rows of what other machines and files bring in."""

from hourglass.gateway.models.imports import Fate, Import, ImportRow, ImportTrace, Mapping, Policy, Stage

__all__ = ["Fate", "Import", "ImportRow", "ImportTrace", "Mapping", "Policy", "Stage"]
