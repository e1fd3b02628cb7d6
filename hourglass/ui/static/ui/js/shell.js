/* The frame: the collapsing navigation (kept in a cookie, so the server draws it right), printing, the ⌘ sign, CSRF. */
import { all, one } from "./dom.js";

export const toggleNav = () => {
  const app = one("[data-app]");
  if (!app) return;
  const narrow = app.classList.toggle("nav-min");
  document.cookie = `nav=${narrow ? "min" : ""}; path=/; max-age=31536000; samesite=lax`;
};

addEventListener("click", (event) => {
  if (event.target.closest("[data-nav-toggle]")) toggleNav();
  if (event.target.closest("[data-print]")) print();
});
if (/Mac|iPhone|iPad/.test(navigator.platform)) all("[data-mod]").forEach((key) => (key.textContent = "⌘K"));

/* htmx sends the token that every form of the page carries. */
addEventListener("htmx:configRequest", (event) => {
  const token = one("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
