/* Light and dark: the server says which stylesheet holds; the button changes it at once and tells the server. */
import { one } from "./dom.js";

const MEDIA = { dark: "screen", light: "not all", auto: "screen and (prefers-color-scheme: dark)" };
const system = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
const link = one("link[data-dark]");

export const isDark = () => root.dataset.theme === "dark" || (root.dataset.theme === "auto" && system.matches);

export const show = (theme) => {
  root.dataset.theme = theme;
  link.media = MEDIA[theme];
  dispatchEvent(new Event("hourglass:theme"));
};

const toggle = (form) => {
  const theme = isDark() ? "light" : "dark";
  show(theme);
  const body = new FormData(form);
  body.set("theme", theme);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
};

addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-form]")) return;
  event.preventDefault();
  toggle(event.target);
});
system.addEventListener("change", () => dispatchEvent(new Event("hourglass:theme")));
