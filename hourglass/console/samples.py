"""What the gallery shows its components with. Samples only: no page of the product reads them."""

from typing import Any

from django.utils.translation import gettext as _

ANSWERS = {"name": "Renkang", "expiry": "2026-02-30", "modules": ["booking", "billing"], "tell": "on"}
COLOURS = (
    *("ink", "ink2", "ink3", "line2", "line", "app", "subtle", "surface"),
    *("a6", "a5", "a1", "sand", "ok", "watch", "bad", "none"),
    *("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"),
)
HISTORY = [61, 63, 62, 66, 70, 69, 74, 78, 80, 83, 86, 88]


def glyphs() -> dict[str, Any]:
    """This function will give what the glyphs, the table and the daily work of the gallery show."""
    return {
        "history": HISTORY,
        "falling": HISTORY[::-1],
        "none": [],
        "share": _("63 of 100, the goal is 80"),
        "stages": [_("Signed"), _("Activation"), _("Growth"), _("Mature"), _("Renewal")],
        "levels": [(4, _("Deep")), (3, _("Regular")), (2, _("Light use")), (1, _("Dormant"))],
        "rows": customers(),
        "total": "¥1,158,000",
        "parts": parts(),
    }


def customers() -> list[dict[str, Any]]:
    """This function will give the rows of the sample table, the worst first."""
    names = [
        (_("Tongxin Pediatrics"), _("Hangzhou"), "B", 38, "bad", "¥124,000", "2026-12-28"),
        (_("Renkang Dental Group"), _("Shanghai"), "A", 66, "watch", "¥486,000", "2027-01-31"),
        (_("Qinghe Aesthetics"), _("Chengdu"), "B", 72, "watch", "¥156,000", "2027-02-09"),
        (_("Ruiming Eye Clinics"), _("Wuhan"), "A", 91, "ok", "¥392,000", "2027-05-20"),
        (_("Yihe Chronic Care"), _("Ningbo"), "C", None, "", "—", "2027-11-02"),
    ]
    keys = ("name", "city", "tier", "health", "tone", "value", "renewal")
    return [dict(zip(keys, row, strict=True)) for row in names]


def parts() -> list[dict[str, Any]]:
    """This function will give the sample contributions to a health score."""
    rows = [
        (_("Core use"), 12, 30, "bad", _("Use time fell 43% in four weeks"), -9),
        (_("Breadth"), 14, 20, "watch", _("7 of 10 modules in use"), 0),
        (_("Key persons"), 18, 20, "ok", _("Both level-1 people met this quarter"), 2),
    ]
    keys = ("name", "points", "of", "tone", "why", "change")
    return [dict(zip(keys, row, strict=True)) for row in rows]


def charts() -> list[Any]:
    """This function will give one chart of each kind."""
    return []
