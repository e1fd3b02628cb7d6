/* Single keys, as the ? dialog lists them; a page's own button has its key in data-key. Ignored while typing or composing, in dialogs, and when switched off. */
import { one, typing } from "./dom.js";
import { open } from "./layers.js";
import { jumps, openPalette } from "./palette.js";
import { current, move, openRow, peek, tick } from "./rows.js";
import { toggleNav } from "./shell.js";

const SECOND = 900;
let jumpUntil = 0;

const search = () => {
  const field = one("[data-search]");
  if (field) field.focus();
  else openPalette();
};
const COMMANDS = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  "/": search,
  "?": () => open("keys"),
  "[": toggleNav,
  " ": () => current() && one("[data-peek]", current()) && peek(),
  Enter: () => current() && document.activeElement === document.body && openRow(),
};

addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (!one("#keys")?.matches("[data-shortcuts]") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (typing(event) || one("dialog[open]")) return;
  if (event.timeStamp < jumpUntil) {
    jumpUntil = 0;
    if (jumps[event.key]) location.assign(jumps[event.key]);
    return;
  }
  if (event.key === "g") {
    jumpUntil = event.timeStamp + SECOND;
    return;
  }
  const keyed = /^[a-z0-9]$/.test(event.key) && one(`[data-key="${event.key}"]`);
  if (keyed) {
    event.preventDefault();
    keyed.click();
    return;
  }
  const onControl = event.target.closest?.("a, button, summary, input");
  const command = COMMANDS[event.key];
  if (!command || (onControl && (event.key === "Enter" || event.key === " ") && !current())) return;
  if (event.key === "Enter" || (event.key === " " && !(current() && one("[data-peek]", current())))) {
    command();
    return;
  }
  event.preventDefault();
  command();
});
