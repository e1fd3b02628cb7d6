/* Toasts say what happened, with an undo where there is one, and leave after a while unless someone is on them. */
import { all, copy, one } from "./dom.js";

const STAY = 5000;
const place = one("[data-toasts]");

const leave = (toast) => {
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), STAY));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("mouseenter", stop);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
};

export const say = (text, { undo, tone = "" } = {}) => {
  const toast = copy("toast");
  toast.className += ` ${tone}`;
  toast.firstElementChild.textContent = text;
  if (undo) {
    const form = copy("toast-undo");
    form.action = undo;
    toast.append(form);
  }
  place.replaceChildren(toast);
  leave(toast);
};

all("[data-toast]", place).forEach(leave);
/* The server says these through htmx: HX-Trigger with {"toast": {"text": …, "undo": …}} or {"refused": {"message": …}}. */
addEventListener("toast", (event) => say(event.detail.text, event.detail));
addEventListener("refused", (event) => say(event.detail.message, { tone: "bad" }));
const words = document.body.dataset;
addEventListener("htmx:sendError", () => say(words.offline, { tone: "bad" }));
addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say(words.failed, { tone: "bad" });
});
/* A refused form comes back with 422: htmx must show it. */
addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422 && event.detail.serverResponse) event.detail.shouldSwap = true;
});
