"""Figures that are a proof of their own: how many cells, forms and requests a run tried, summed over its workers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

import pytest

Count = Callable[[str, Mapping[str, int]], None]
MARK = "figures of "


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    """A function that adds to the figures of a subject, which the run prints at its end."""
    return lambda subject, figures: record_property(MARK + subject, dict(figures))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """This function will print the figures of every subject, whichever workers counted them."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    called = [
        report
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
    ]
    for name, figures in (found for report in called for found in report.user_properties if found[0].startswith(MARK)):
        totals[name.removeprefix(MARK)].update(figures)
    for subject, figures in sorted(totals.items()):
        terminalreporter.write_line(f"{subject}: " + ", ".join(f"{number} {what}" for what, number in figures.items()))
