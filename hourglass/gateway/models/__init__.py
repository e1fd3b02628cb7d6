"""The rows of what other machines and files bring in."""

from hourglass.gateway.models.imports import Import, ImportRow, Mapping, Policy, Stage

__all__ = ["Import", "ImportRow", "Mapping", "Policy", "Stage"]
