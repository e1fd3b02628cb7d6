/* One function for each kind of chart: from the server's data and the tokens to what ECharts draws.
   Bars start at zero (a bridge may not, and says so); labels stand at the data; health colours only mean health. */
const text = (look, more = {}) => ({ fontFamily: look.font, fontSize: 12, color: look.token("ink-2"), ...more });
const quiet = (look) => text(look, { color: look.token("ink-3") });
const xAxis = (look, more) => ({
  axisLine: { lineStyle: { color: look.token("line-2") } },
  axisTick: { show: false },
  axisLabel: quiet(look),
  splitLine: { show: false },
  ...more,
});
const yAxis = (look, more) => ({
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: quiet(look),
  splitLine: { lineStyle: { color: look.token("line") } },
  ...more,
});
const dashed = (look) => ({ color: look.token("line-2"), type: [3, 3] });
const tone = (look, name, otherwise = "c1") => look.token(name ? `${name}-g` : otherwise);
const shorten = (look) => ({ width: look.narrow ? 48 : 78, overflow: "break", lineHeight: 14 });
const pointer = (look) => ({ type: "shadow", shadowStyle: { color: look.token("hover"), opacity: 0.6 } });

/* About how wide a word stands at 12 px: a Chinese character is a square, a Latin one about half of it. */
const width = (words) => [...words].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 7.2), 0);
const named = (data) => (data.lines.length > 1 ? Math.max(...data.lines.map((series) => width(series.name))) + 16 : 20);

const line = (data, look) => ({
  grid: { left: 44, right: named(data), top: 20, bottom: 26 },
  tooltip: { trigger: "axis", axisPointer: { lineStyle: { color: look.token("line-2") } } },
  xAxis: xAxis(look, { type: "category", data: data.labels, boundaryGap: false }),
  yAxis: yAxis(look, {
    type: "value",
    min: data.floor,
    scale: data.floor === null,
    splitNumber: 3,
    axisLabel: { ...quiet(look), formatter: `{value}${data.suffix}`, showMinLabel: data.floor === 0 },
  }),
  series: data.lines.map((series, place) => {
    const color = look.token(`c${place + 1}`);
    return {
      type: "line",
      name: series.name,
      data: series.values,
      symbol: "circle",
      symbolSize: 5,
      itemStyle: { color },
      lineStyle: { color, width: 2 },
      areaStyle: data.lines.length === 1 ? { color, opacity: 0.08 } : undefined,
      endLabel: { show: data.lines.length > 1, formatter: series.name, ...text(look, { color, fontWeight: 600 }) },
      markLine: place || !data.goal ? undefined : {
        silent: true,
        symbol: "none",
        lineStyle: { color: look.token("ink-3"), type: [4, 3] },
        label: { formatter: data.goal.text, position: "insideStartTop", ...text(look) },
        data: [{ yAxis: data.goal.value }],
      },
    };
  }),
});

const ranked = (data, look) => ({
  grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
  tooltip: { trigger: "axis", axisPointer: pointer(look) },
  xAxis: { type: "value", min: 0, show: false },
  yAxis: yAxis(look, {
    type: "category",
    inverse: true,
    data: data.bars.map((bar) => bar.name),
    splitLine: { show: false },
    axisLabel: text(look),
  }),
  series: [{
    type: "bar",
    barMaxWidth: 18,
    data: data.bars.map((bar) => ({ value: bar.value, itemStyle: { color: tone(look, bar.tone), borderRadius: 3 } })),
    label: {
      show: true,
      position: "right",
      formatter: (hit) => data.bars[hit.dataIndex].text,
      ...text(look, { color: look.token("ink"), fontWeight: 600 }),
    },
  }],
});

const heat = (data, look) => ({
  grid: { left: 4, right: 4, top: 4, bottom: 4, containLabel: true },
  tooltip: {},
  xAxis: xAxis(look, { type: "category", data: data.columns, axisLine: { show: false } }),
  yAxis: yAxis(look, { type: "category", data: data.rows, inverse: true, splitLine: { show: false }, axisLabel: text(look) }),
  visualMap: {
    show: false,
    min: data.low,
    max: data.high,
    inRange: { color: ["q0", "q1", "q2", "q3", "q4", "q5"].map(look.token) },
  },
  series: [{
    type: "heatmap",
    data: data.cells,
    itemStyle: { borderColor: look.token("surface"), borderWidth: 1.5, borderRadius: 3 },
    emphasis: { itemStyle: { borderColor: look.token("ink"), borderWidth: 1 } },
  }],
});

const scatter = (data, look) => {
  const corner = (name, x, y, position) => [
    { name, coord: [x[0], y[0]], label: { position, ...quiet(look) } },
    { coord: [x[1], y[1]] },
  ];
  const { low, high, split, corners } = data;
  const field = split === null ? {} : {
    markLine: {
      silent: true,
      symbol: "none",
      label: { show: false },
      lineStyle: { color: look.token("line-2"), type: "solid" },
      data: [{ xAxis: split }, { yAxis: split }],
    },
    markArea: !corners || look.narrow ? undefined : {
      silent: true,
      itemStyle: { color: "transparent" },
      data: [
        corner(corners[0], [low, split], [high, split], "insideTopLeft"),
        corner(corners[1], [split, high], [high, split], "insideTopRight"),
        corner(corners[2], [low, split], [split, low], "insideBottomLeft"),
        corner(corners[3], [split, high], [split, low], "insideBottomRight"),
      ],
    },
  };
  const named = (name, gap) => ({ name, nameLocation: "middle", nameGap: gap, nameTextStyle: text(look) });
  return {
    grid: { left: 44, right: 16, top: 10, bottom: 42 },
    tooltip: {},
    xAxis: xAxis(look, { type: "value", min: low, max: high, splitNumber: 2, ...named(data.x, 26) }),
    yAxis: yAxis(look, { type: "value", min: low, max: high, splitNumber: 2, splitLine: { show: false }, ...named(data.y, 30) }),
    series: [{
      type: "scatter",
      labelLayout: { hideOverlap: true },
      data: data.points.map((point) => ({
        value: [point.x, point.y],
        symbolSize: Math.max(8, Math.sqrt(point.area) * 30),
        itemStyle: { color: tone(look, point.tone), opacity: 0.85, borderColor: look.token("surface"), borderWidth: 1 },
        label: {
          show: Boolean(point.name),
          formatter: point.name,
          position: point.x > (low + high) / 2 ? "left" : "right",
          distance: 6,
          ...text(look),
        },
      })),
      ...field,
    }],
  };
};

const waterfall = (data, look) => {
  const colors = { total: look.token("ink-3"), up: look.token("ok-g"), down: look.token("bad-g") };
  return {
    grid: { left: 4, right: 4, top: 26, bottom: 26 },
    tooltip: { trigger: "axis", axisPointer: pointer(look) },
    xAxis: xAxis(look, { type: "category", data: data.bars.map((bar) => bar.name), axisLabel: { ...text(look), interval: 0, ...shorten(look) } }),
    yAxis: { type: "value", min: data.floor, show: false },
    series: [
      { type: "bar", stack: "bridge", silent: true, itemStyle: { color: "transparent" }, data: data.bars.map((bar) => bar.from) },
      {
        type: "bar",
        stack: "bridge",
        barWidth: "58%",
        data: data.bars.map((bar) => ({ value: bar.to - bar.from, itemStyle: { color: colors[bar.tone], borderRadius: 3 } })),
        label: {
          show: true,
          position: "top",
          formatter: (hit) => data.texts[hit.dataIndex],
          ...text(look, { color: look.token("ink"), fontWeight: 600 }),
        },
      },
    ],
  };
};

const pareto = (data, look) => ({
  grid: { left: 4, right: 44, top: 26, bottom: look.narrow ? 54 : 40 },
  tooltip: { trigger: "axis", axisPointer: pointer(look) },
  xAxis: xAxis(look, { type: "category", data: data.bars.map((bar) => bar.name), axisLabel: { ...text(look), interval: 0, ...shorten(look) } }),
  yAxis: [
    { type: "value", min: 0, show: false },
    yAxis(look, { type: "value", min: 0, max: 100, interval: 50, splitLine: { show: false }, axisLabel: { ...quiet(look), formatter: "{value}%" } }),
  ],
  series: [
    {
      type: "bar",
      barWidth: "56%",
      data: data.bars.map((bar) => ({ value: bar.value, itemStyle: { color: look.token(bar.ours ? "c1" : "none-g"), borderRadius: [3, 3, 0, 0] } })),
      label: { show: true, position: "top", formatter: (hit) => data.bars[hit.dataIndex].text, ...text(look, { color: look.token("ink") }) },
    },
    {
      type: "line",
      yAxisIndex: 1,
      data: data.reached,
      symbol: "circle",
      symbolSize: 6,
      itemStyle: { color: look.token("surface"), borderColor: look.token("c3"), borderWidth: 2 },
      lineStyle: { color: look.token("c3"), width: 2 },
      markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: dashed(look), data: [{ yAxis: 80 }] },
    },
  ],
});

/* Widths follow the logarithm above the waist and the multiple below it, so both halves end equally wide. */
const widths = ({ counts, gains }) => {
  const logs = counts.map((count) => Math.log(Math.max(count, 1)));
  const waist = Math.min(...logs);
  const spread = Math.max(...logs) - waist || 1;
  const most = Math.max(...gains) || 1;
  return [...logs.map((value) => 0.12 + 0.88 * ((value - waist) / spread)), ...gains.map((value) => 0.12 + 0.84 * (value / most))];
};

const hourglass = (data, look) => {
  const half = widths(data);
  const above = data.counts.length;
  const steps = half.length;
  const shades = ["q2", "q3", "q4", "q5"];
  const fill = (place) => (place < above ? look.token(shades[Math.min(place, 3)]) : look.token("c2"));
  const fade = (place) => (place < above ? 1 : 0.45 + 0.55 * ((place - above + 1) / (steps - above)));
  const shape = (place, api) => {
    const start = place < above ? half[place] : half[place - 1];
    const end = place < above - 1 ? half[place + 1] : half[place];
    const [left, top] = api.coord([-start, place + 0.04]);
    const [right] = api.coord([start, 0]);
    const [low, bottom] = api.coord([-end, place + 0.96]);
    const [high] = api.coord([end, 0]);
    const middle = (top + bottom) / 2;
    return {
      middle,
      path: `M${left},${top} C${left},${middle} ${low},${middle} ${low},${bottom} L${high},${bottom} C${high},${middle} ${right},${middle} ${right},${top} Z`,
    };
  };
  return {
    grid: { left: 4, right: 4, top: 4, bottom: 4 },
    tooltip: {},
    xAxis: { type: "value", min: -1.9, max: 1.9, show: false },
    yAxis: { type: "value", min: 0, max: steps, inverse: true, show: false },
    series: [{
      type: "custom",
      data: half.map((_, place) => [0, place]),
      renderItem: (_, api) => {
        const place = api.value(1);
        const { path, middle } = shape(place, api);
        const [name, figure, part] = data.rows[place];
        const [from] = api.coord([-1.88, 0]);
        const [to] = api.coord([1.88, 0]);
        const written = (words, x, align, more) => ({
          type: "text",
          style: { text: words, x, y: middle, align, verticalAlign: "middle", fontFamily: look.font, fontSize: 12, fill: look.token("ink"), ...more },
        });
        return {
          type: "group",
          children: [
            { type: "path", shape: { pathData: path }, style: { fill: fill(place), opacity: fade(place) } },
            written(name, from, "left", { fontWeight: place === above - 1 ? 600 : 400 }),
            written(figure, look.narrow ? to : to - 92, "right", { fontWeight: 600, fontSize: 13 }),
            ...(look.narrow ? [] : [written(part, to, "right", { fill: look.token("ink-3") })]),
          ],
        };
      },
    }],
  };
};

export const drawings = { line, ranked, heat, scatter, waterfall, pareto, hourglass };
