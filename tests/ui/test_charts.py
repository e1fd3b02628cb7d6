"""A chart and its table tell the same, and a chart that would mislead cannot be made."""

import json

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from hourglass.ui import charts


def bridge(*steps: tuple[str, float, bool], unit: str = "10,000", floor: float = 0) -> charts.Waterfall:
    made = tuple(charts.Step(*step) for step in steps)
    return charts.Waterfall(finding="It grew.", unit=unit, floor=floor, steps=made)


def test_a_value_that_is_not_known_is_a_gap_and_a_dash() -> None:
    line = charts.Line(finding="x", labels=("a", "b"), series=(charts.Series("rate", (None, 4)),), suffix="%")
    assert line.drawing()["lines"] == [{"name": "rate", "values": (None, 4)}]
    assert line.table().rows == [["a", "—"], ["b", "4%"]]


def test_a_rate_shows_what_stands_behind_it_in_tooltip_and_table() -> None:
    rate = charts.Series("rate", (87.2,), ("171 / 196",))
    line = charts.Line(finding="x", labels=("Q4",), series=(rate,), decimals=1, suffix="%")
    assert line.table().rows == [["Q4", "87.2% (171 / 196)"]]
    assert line.drawing()["tips"] == [("Q4", [("rate", "87.2% (171 / 196)")])]


@pytest.mark.parametrize("series", [(), (charts.Series("a", (1,)),) * 6, (charts.Series("a", (1, 2)),)])
def test_a_line_chart_has_one_to_five_whole_lines(series: tuple[charts.Series, ...]) -> None:
    with pytest.raises(ValueError, match="line"):
        charts.Line(finding="x", labels=("a",), series=series)


def test_bars_are_ranked_and_their_table_too() -> None:
    bars = (charts.Bar("small", 1), charts.Bar("large", 9000, "bad", "9/10"))
    chart = charts.RankedBars(finding="x", bars=bars)
    assert [bar["name"] for bar in chart.drawing()["bars"]] == ["large", "small"]
    assert chart.table().rows == [["large", "9,000", "9/10"], ["small", "1", ""]]


def test_a_heat_map_leaves_unknown_cells_out_and_needs_all_others() -> None:
    chart = charts.HeatMap(finding="x", rows=("r",), columns=("a", "b"), cells=((1, None),))
    assert chart.drawing()["cells"] == [(0, 0, 1)]
    assert chart.table().rows == [["r", "1", "—"]]
    with pytest.raises(ValueError, match="cell"):
        charts.HeatMap(finding="x", rows=("r",), columns=("a", "b"), cells=((1,),))


def test_circles_are_areas_of_the_largest() -> None:
    points = (charts.Point("a", 1, 2, 50, "50"), charts.Point("b", 3, 4, 100, "100", "bad", label=True))
    chart = charts.Scatter(finding="x", x_name="CO", y_name="CX", size_name="Value", points=points)
    assert [(point["area"], point["name"]) for point in chart.drawing()["points"]] == [(0.5, ""), (1, "b")]
    assert chart.table().head[1:] == ["CO", "CX", "Value"]
    assert chart.table().rows[1] == ["b", "3", "4", "100"]


def test_a_bridge_adds_up() -> None:
    chart = bridge(("start", 10, True), ("lost", -4, False), ("won", 6, False), ("end", 12, True))
    spans = [(bar["from"], bar["to"], bar["tone"]) for bar in chart.drawing()["bars"]]
    assert spans == [(0, 10, "total"), (6, 10, "down"), (6, 12, "up"), (0, 12, "total")]
    assert [row[1] for row in chart.table().rows] == ["10", "−4", "+6", "12"]


def test_a_bridge_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="add up to 6"):
        bridge(("start", 10, True), ("lost", -4, False), ("end", 12, True))


def test_a_bridge_from_above_zero_has_to_say_so() -> None:
    with pytest.raises(ValueError, match="does not start at zero"):
        bridge(("start", 10, True), unit="", floor=5)


def test_running_shares_end_at_the_whole() -> None:
    causes = (charts.Cause("b", 1, 1), charts.Cause("a", 3, 2, ours=False))
    chart = charts.Pareto(finding="x", causes=causes)
    assert chart.drawing()["reached"] == [75, 100]
    assert [row[0] for row in chart.table().rows] == ["a", "b"]


def test_an_hourglass_writes_conversion_above_and_multiples_below() -> None:
    chart = charts.Hourglass(
        finding="x", counts=(("Leads", 4820), ("Signed", 1205)), gains=(charts.Gain("Renewal", 1.872, "171 / 196"),)
    )
    assert chart.table().rows == [["Leads", "4,820", ""], ["Signed", "1,205", "25%"], ["Renewal", "1.87×", "171 / 196"]]


def test_the_component_carries_finding_table_and_data_and_nothing_else_runs() -> None:
    nasty = "</script><script>alert(1)</script>"
    chart = charts.RankedBars(finding='Most "late".', bars=(charts.Bar(nasty, 7),))
    source = CottonCompiler().process('<c-chart id="late" :chart="chart" height="h260" />')
    page = engines["django"].from_string(source)
    html = page.render({"chart": chart})
    assert 'role="img" aria-label="Most &quot;late&quot;."' in html
    assert html.count("<script") == 1
    data = html.split('type="application/json">')[1].split("</script>")[0]
    assert json.loads(data)["bars"][0]["name"] == nasty
    assert '<th scope="row">&lt;/script&gt;' in html
