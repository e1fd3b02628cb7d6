/* What lies above the page: menus (<details data-menu>), dialogs (<dialog>), the peek drawer.
   A link `href="#id" data-open="id"` opens its dialog by :target where this module does not run. */
import { all, one } from "./dom.js";

export const open = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  all("details[data-menu][open]").forEach((menu) => (menu.open = false));
  dialog.showModal();
};
export const closePeek = () => one("#peek")?.replaceChildren();

addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    open(opener.dataset.open);
    return;
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    event.preventDefault();
    const dialog = closer.closest("dialog");
    if (dialog) dialog.close();
    else closePeek();
  }
  if (event.target.matches("dialog")) event.target.close();
  all("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

/* An opener is a link for the case without script; with script it acts as the button it looks like. */
const dress = (root) =>
  all("a[data-open], a[data-close]", root).forEach((link) => {
    link.setAttribute("role", "button");
    if (link.dataset.open) link.setAttribute("aria-haspopup", "dialog");
  });
addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.("a[role=button]")) {
    event.preventDefault();
    event.target.click();
  }
});
dress(document);
addEventListener("htmx:load", (event) => dress(event.target));

/* In a field that asks for it, Ctrl+Enter sends the form. */
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches?.("[data-send]")) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

const items = (menu) => all(".menu a, .menu button", menu).filter((item) => item.offsetParent);

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = one("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
    } else closePeek();
    return;
  }
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu || !/^Arrow(Up|Down)$/.test(event.key)) return;
  event.preventDefault();
  const list = items(menu);
  const here = list.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? here + 1 : here < 0 ? list.length - 1 : here - 1;
  list[(next + list.length) % list.length]?.focus();
});
