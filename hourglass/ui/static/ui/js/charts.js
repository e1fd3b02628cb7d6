/* Draws every <figure data-chart> from the data the server put beside its table, and redraws when the theme changes,
   before printing and when the figure changes size. The engine is fetched only where a page has a chart; if that
   fails, the table stays. */
import { all, one } from "./dom.js";
import { drawings } from "./drawings.js";

const root = document.documentElement;
const observer = new ResizeObserver((entries) => entries.forEach((entry) => echarts.getInstanceByDom(entry.target)?.resize()));
let engine;

const load = (source) =>
  (engine ??= new Promise((ready, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = ready;
    script.onerror = failed;
    document.head.append(script);
  }));

const tokens = () => {
  const style = getComputedStyle(root);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return { token, font: getComputedStyle(document.body).fontFamily, narrow: innerWidth <= 760 };
};

/* Tooltips are nodes with classes: ECharts' own markup carries style attributes, which the content policy refuses. */
const tip = ([title, rows]) => {
  const node = document.createElement("div");
  node.className = "tip";
  const heading = document.createElement("b");
  heading.textContent = title;
  node.append(heading);
  rows.forEach(([name, value]) => {
    const row = document.createElement("div");
    row.className = "kv";
    const label = document.createElement("i");
    label.textContent = name;
    const figure = document.createElement("span");
    figure.textContent = value;
    row.append(label, figure);
    node.append(row);
  });
  return node;
};

const draw = (figure) => {
  const canvas = one(".chart", figure);
  if (!canvas.clientWidth) return;
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const look = tokens();
  const chart = echarts.getInstanceByDom(canvas) || echarts.init(canvas, null, { renderer: "canvas" });
  const option = drawings[data.kind](data, look);
  option.textStyle = { fontFamily: look.font };
  option.animation = false;
  option.tooltip = {
    ...option.tooltip,
    backgroundColor: look.token("raised"),
    borderColor: look.token("line-2"),
    borderWidth: 1,
    padding: [8, 12],
    textStyle: { color: look.token("ink"), fontFamily: look.font, fontSize: 12 },
    confine: true,
    transitionDuration: 0,
    formatter: (hit) => tip(data.tips[(Array.isArray(hit) ? hit[0] : hit).dataIndex]),
  };
  chart.setOption(option, true);
  observer.observe(canvas);
};

const figures = (within = document) => all("figure[data-chart]", within);
const redraw = () => figures().filter((figure) => figure.classList.contains("is-drawn")).forEach(draw);

const asTable = (figure, yes) => {
  figure.classList.toggle("is-table", yes);
  one("[data-as-table]", figure).setAttribute("aria-pressed", String(yes));
  if (!yes) draw(figure);
};

export const show = async (within = document) => {
  const fresh = figures(within).filter((figure) => !figure.classList.contains("is-drawn"));
  if (!fresh.length) return;
  try {
    await Promise.all([load(fresh[0].dataset.engine), document.fonts.ready]);
  } catch {
    fresh.forEach((figure) => figure.classList.add("is-table"));
    return;
  }
  fresh.forEach((figure) => {
    figure.classList.add("is-drawn");
    draw(figure);
  });
};

addEventListener("click", (event) => {
  const button = event.target.closest("[data-as-table]");
  if (button) asTable(button.closest("figure"), button.getAttribute("aria-pressed") !== "true");
});
addEventListener("hourglass:theme", redraw);
/* Paper is light whatever the screen: draw light before printing, and as before after it. */
const dark = one("link[data-dark]");
let held = null;
addEventListener("beforeprint", () => {
  held = dark.media;
  dark.media = "not all";
  redraw();
});
addEventListener("afterprint", () => {
  dark.media = held;
  redraw();
});
