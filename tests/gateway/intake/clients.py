"""`python -m tests.gateway.intake.clients <name> <host> <key> <events>`: a client of others, unmodified, that sends."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

PAST = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def segment(host: str, key: str, events: int, *, gzip: bool = False) -> None:
    """This function will send through Segment's client."""
    from segment.analytics.client import Client  # noqa: PLC0415

    client = Client(key, host=host, gzip=gzip, max_retries=8)
    client.identify("u1", {"email": "a@b.c", "name": "Ann"})
    client.group("u1", "acme", {"name": "Acme"})
    for number in range(events):
        client.track("u1", f"event {number}", {"rows": number}, timestamp=PAST + timedelta(seconds=number))
    client.shutdown()


def segment_gzip(host: str, key: str, events: int) -> None:
    """This function will send through Segment's client, packed."""
    segment(host, key, events, gzip=True)


def rudder(host: str, key: str, events: int) -> None:
    """This function will send through RudderStack's client."""
    from rudderstack.analytics.client import Client  # noqa: PLC0415

    client = Client(key, host=host)
    client.identify("u1", {"email": "a@b.c", "name": "Ann"})
    client.group("u1", "acme", {"name": "Acme"})
    for number in range(events):
        client.track("u1", f"event {number}", {"rows": number}, timestamp=PAST + timedelta(seconds=number))
    client.shutdown()


def posthog(host: str, key: str, events: int) -> None:
    """This function will send through PostHog's client."""
    from posthog import Posthog  # noqa: PLC0415

    client = Posthog(key, host=host)
    client.group_identify("company", "acme", {"name": "Acme"})
    for number in range(events):
        client.capture(
            f"event {number}",
            distinct_id="u1",
            properties={"rows": number},
            groups={"company": "acme"},
            timestamp=PAST + timedelta(seconds=number),
        )
    client.shutdown()


CLIENTS: dict[str, Callable[[str, str, int], None]] = {
    "segment": segment, "segment-gzip": segment_gzip, "rudder": rudder, "posthog": posthog
}  # fmt: skip

if __name__ == "__main__":
    CLIENTS[sys.argv[1]](sys.argv[2], sys.argv[3], int(sys.argv[4]))
