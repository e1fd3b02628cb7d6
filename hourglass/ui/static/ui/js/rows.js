/* Lists by keyboard: J and K move, X ticks, Enter opens, Space peeks. Ticked rows show the bulk bar. */
import { all, one } from "./dom.js";

const rows = () => all("[data-rows] [data-row]").filter((row) => !row.hidden);
export const current = () => one("[data-row].cur");

export const move = (by) => {
  const list = rows();
  if (!list.length) return;
  const place = list.indexOf(current()) + by;
  current()?.classList.remove("cur");
  const row = list[Math.max(0, Math.min(list.length - 1, place))];
  row.classList.add("cur");
  row.scrollIntoView({ block: "nearest" });
  (one("a[href], button, .ck", row) || row).focus({ preventScroll: true });
};
export const tick = () => one(".ck", current() || document.createElement("p"))?.click();
export const openRow = () => one("a[href]", current())?.click();
export const peek = () => {
  const link = one("[data-peek]", current());
  if (link) htmx.ajax("GET", link.dataset.peek, { target: "#peek", swap: "innerHTML" });
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
  const figure = one("[data-count]", bar);
  if (figure) figure.textContent = ticked.length;
};

addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) rows().forEach((row) => (one(".ck", row).checked = event.target.checked));
  if (event.target.matches(".ck")) count();
});
addEventListener("click", (event) => {
  if (!event.target.closest("[data-clear]")) return;
  all("[data-row] .ck").forEach((box) => (box.checked = false));
  count();
});
if (one("[data-row] .ck")) count();
