/* Everything a page needs beside htmx. Pages work without it; it makes them quicker to use.
   Runs under script-src 'self': no inline handlers, no eval, no style attributes. */
import "./theme.js";
import "./layers.js";
import "./toasts.js";
import "./rows.js";
import "./palette.js";
import "./keys.js";
import "./shell.js";

document.documentElement.classList.add("js");

/* Charts are code of their own, fetched only by pages that have one. */
const charts = async (root) => {
  if (root.querySelector("figure[data-chart]")) (await import("./charts.js")).show(root);
};
/* So is the editor of conditions. */
const conditions = async (root) => {
  if (root.querySelector("[data-condition]") || root.closest?.("[data-condition]")) (await import("./conditions.js")).show(root);
};
const whole = (root) => {
  charts(root);
  conditions(root);
};
whole(document);
addEventListener("htmx:load", (event) => whole(event.target));
