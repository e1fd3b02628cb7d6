"""Browsers by the names people know, from what they say of themselves."""

import re

NAMES = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark|Feishu", "Feishu"),
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("QQBrowser", "QQ Browser"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPod", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh|Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


def browser(agent: str) -> str:
    """This function will name browser and system, "Chrome · Windows"; what it does not know stays as it was sent."""
    found = [next((name for sign, name in signs if re.search(sign, agent)), "") for signs in (NAMES, SYSTEMS)]
    return " · ".join(filter(None, found)) if found[0] else agent[:60] or "—"
