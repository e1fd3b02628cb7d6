/* A passkey that was not used, because somebody cancelled or the device has none: say what to do next. */
import { say } from "./toasts.js";

const { refused } = document.querySelector("script[data-refused]").dataset;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say(refused, { tone: "bad" });
});
