"""What the gallery shows its components with. Samples only: no page of the product reads them."""

from typing import Any

from django.utils.translation import gettext as _

from hourglass.ui import charts as draw

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


def charts() -> list[tuple[str, str, str, draw.Chart]]:
    """This function will give one chart of each kind: an id, a title, a subtitle, the chart."""
    return [
        ("chart-line", _("Trend line"), _("Per cent, last six months"), trend()),
        ("chart-waterfall", _("Bridge"), _("10,000 yuan, the axis starts at 1,800"), bridge()),
        ("chart-hourglass", _("Growth hourglass"), _("Counts above, revenue multiples below"), hourglass()),
        ("chart-pareto", _("Reasons"), _("10,000 yuan, 31 customers"), reasons()),
        ("chart-ranked", _("Ranked bars"), _("Late milestones by team"), ranks()),
        ("chart-heat", _("Heat map"), _("Share of active people, by module and week"), heat()),
        ("chart-scatter", _("Two measures"), _("The circle is the contract value"), outcomes()),
    ]


def trend() -> draw.Line:
    months = tuple(f"2026-{month:02}" for month in range(6, 12))
    renewal = draw.Series(_("Renewal rate"), (84, 85.2, None, 86.1, 86.8, 87.2), ("162/193",) * 5 + ("171/196",))
    return draw.Line(
        finding=_("The renewal rate rose from 84% to 87.2% in six months, 2.8 points below the goal."),
        labels=months,
        series=(renewal, draw.Series(_("Activation rate"), (89, 90, 91.4, 91, 91.2, 91.1))),
        goal=90,
        floor=80,
        decimals=1,
        suffix="%",
    )


def bridge() -> draw.Waterfall:
    names = (_("Start"), _("Expansion"), _("Downgrade"), _("Churn"), _("Retained"), _("New"), _("End"))
    steps = zip(names, (2240, 274, -54, -135, 2325, 155, 2480), (1, 0, 0, 0, 1, 0, 1), strict=True)
    return draw.Waterfall(
        finding=_("Revenue grew from 2,240 to 2,480; expansion of 274 outweighs 189 lost."),
        unit=_("10,000 yuan, from 1,800"),
        steps=tuple(draw.Step(name, value, bool(total)) for name, value, total in steps),
        floor=1800,
    )


def hourglass() -> draw.Hourglass:
    return draw.Hourglass(
        finding=_("Of 4,820 leads 113 signed; each is worth 2.79 times its first year by referral."),
        counts=((_("Leads"), 4820), (_("Opportunities"), 1140), (_("Trials"), 402), (_("Signed"), 113)),
        gains=(
            draw.Gain(_("Activation"), 0.91, "92 / 101"),
            draw.Gain(_("Renewal"), 1.87, "171 / 196"),
            draw.Gain(_("Expansion"), 2.31, "57"),
            draw.Gain(_("Referral"), 2.79, "26"),
        ),
    )


def reasons() -> draw.Pareto:
    causes = (
        draw.Cause(_("Value not shown"), 41, 9),
        draw.Cause(_("Competitor"), 36, 7),
        draw.Cause(_("Closed or sold"), 22, 6, ours=False),
        draw.Cause(_("Price"), 14, 4),
        draw.Cause(_("Key person left"), 13, 3),
        draw.Cause(_("Missing feature"), 9, 2),
    )
    return draw.Pareto(
        finding=_("Value not shown and competitors make 57% of the revenue lost."),
        unit=_("10,000 yuan"),
        causes=causes,
    )


def ranks() -> draw.RankedBars:
    bars = (
        draw.Bar(_("East"), 7, "bad", "7/24"),
        draw.Bar(_("South"), 4, "watch", "4/21"),
        draw.Bar(_("North"), 1, "ok", "1/23"),
    )
    return draw.RankedBars(
        finding=_("The east team is late with 7 of 24 milestones, most of all."), unit=_("Late milestones"), bars=bars
    )


def heat() -> draw.HeatMap:
    return draw.HeatMap(
        finding=_("Billing is used every week; records fell to a third in the last one."),
        unit=_("Module"),
        suffix="%",
        rows=(_("Booking"), _("Records"), _("Billing")),
        columns=tuple(f"W{week}" for week in range(41, 48)),
        cells=((62, 64, 61, 58, 60, 57, 55), (71, 69, 66, 58, 51, 40, 33), (88, 90, 91, 89, None, 92, 93)),
    )


def outcomes() -> draw.Scatter:
    rows = ((30, 44, 12, "bad"), (72, 70, 49, "watch"), (22, 78, 16, "watch"), (84, 74, 39, "ok"), (70, 40, 9, "watch"))
    names = [row["name"] for row in customers()]
    return draw.Scatter(
        finding=_("Three of five customers are successful and content; one is neither."),
        x_name=_("Outcome"),
        y_name=_("Experience"),
        size_name=_("Contract value"),
        split=60,
        corners=(_("Show value"), _("Expand, refer"), _("Intervene"), _("Fix experience")),
        points=tuple(
            draw.Point(name, x, y, size, f"¥{size},000", tone, label=size > 30 or tone == "bad")
            for name, (x, y, size, tone) in zip(names, rows, strict=True)
        ),
    )
