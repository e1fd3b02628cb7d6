/* Lists by keyboard: J and K move, X ticks, Enter opens, Space peeks. Ticked rows show the bulk bar. */
import { all, one } from "./dom.js";

const rows = () => all("[data-rows] [data-row]").filter((row) => !row.hidden);
export const current = () => one("[data-row].cur");

const make = (row) => {
  current()?.classList.remove("cur");
  row.classList.add("cur");
};
export const move = (by) => {
  const list = rows();
  if (!list.length) return;
  const place = list.indexOf(current()) + by;
  const row = list[Math.max(0, Math.min(list.length - 1, place))];
  make(row);
  row.scrollIntoView({ block: "nearest" });
  (one("a[href]", row) || one("button, .ck", row) || row).focus({ preventScroll: true });
};
export const tick = () => one(".ck", current() || document.createElement("p"))?.click();
export const openRow = () => one("a[href]", current())?.click();
export const peek = () => {
  const link = one("[data-peek]", current());
  if (link) htmx.ajax("GET", link.dataset.peek + location.search, { target: "#peek", swap: "innerHTML" });
};

/* What the ticked rows come to, in the words of the reader. */
const value = (ticked, sum) => {
  const coins = ticked.reduce((total, box) => total + Number(box.closest("[data-row]").dataset.weight || 0), 0);
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  return coins ? ` · ${sum.dataset.currency}${short.format(coins / 10 ** (sum.dataset.places ?? 2))}` : "";
};

const count = () => {
  const bar = one("[data-bulk]");
  const ticked = all("[data-row] .ck:checked");
  all("[data-row]").forEach((row) => {
    const box = one(".ck", row);
    if (box) row.setAttribute("aria-selected", String(box.checked));
  });
  const every = one("[data-all]");
  if (every) {
    every.checked = ticked.length > 0 && ticked.length === rows().length;
    every.indeterminate = ticked.length > 0 && !every.checked;
  }
  if (!bar) return;
  bar.hidden = !ticked.length;
  bar.classList.toggle("on", ticked.length > 0);
  const figure = one("[data-count]", bar);
  if (figure) figure.textContent = ticked.length;
  const sum = one("[data-sum]", bar);
  if (sum) sum.textContent = value(ticked, sum);
  const whole = one("[data-every]", bar);
  if (whole && !ticked.length) whole.checked = false;
};

addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) rows().forEach((row) => (one(".ck", row).checked = event.target.checked));
  if (event.target.matches(".ck")) count();
});
addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) {
    all("[data-row] .ck").forEach((box) => (box.checked = false));
    count();
    return;
  }
  /* A click beside every control opens the row, as its name does; marking text does not. */
  const row = event.target.closest("[data-rows] [data-row]");
  if (!row || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
  make(row);
  one("a[href]", row)?.click();
});
if (one("[data-row] .ck")) count();
addEventListener("htmx:load", () => one("[data-bulk]") && count());
