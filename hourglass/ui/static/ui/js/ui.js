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
