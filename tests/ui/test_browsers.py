"""A browser has the name people know it by."""

import pytest

from hourglass.ui.browsers import browser

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130",
            "Edge · Windows",
        ),
        (f"{MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36", "Chrome · Linux"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18 Safari", "Safari · iPhone"),
        (f"{MOZILLA} (Linux; Android 14) AppleWebKit Chrome/116 MicroMessenger/8.0", "WeChat · Android"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko Firefox/132.0", "Firefox · Mac"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("Firefox", "Firefox"),
        ("", "—"),
    ],
)
def test_a_browser_and_its_system_are_named(agent: str, name: str) -> None:
    assert browser(agent) == name
