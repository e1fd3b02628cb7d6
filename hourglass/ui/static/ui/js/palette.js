/* The command palette: pages and actions the person may open, found by Chinese, pinyin, initials or English. */
import { all, copy, one } from "./dom.js";

const dialog = one("#palette");
const source = document.getElementById("palette-entries");
const entries = source ? JSON.parse(source.textContent) : [];
const input = dialog && one("input", dialog);
const list = dialog && one("#palette-list");

export const jumps = Object.fromEntries(entries.filter((entry) => entry.key).map((entry) => [entry.key, entry.href]));

const drawIcon = (name) => {
  const svg = document.getElementById("palette-icons")?.content.querySelector(`[data-icon="${name}"]`);
  return svg ? [svg.firstElementChild.cloneNode(true)] : [];
};

const option = (entry, place) => {
  const node = copy("palette-option");
  node.id = `palette-${place}`;
  node.dataset.place = place;
  one(".ic", node).append(...drawIcon(entry.icon));
  one(".tx", node).textContent = entry.label;
  one(".rt", node).textContent = entry.key ? `G ${entry.key.toUpperCase()}` : "";
  return node;
};

const select = (node) => {
  all("[role=option]", list).forEach((other) => other.setAttribute("aria-selected", String(other === node)));
  if (node) {
    node.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", node.id);
  } else input.removeAttribute("aria-activedescendant");
};

const matches = (entry, words) => {
  const text = `${entry.label} ${entry.keys}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

const filter = () => {
  const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  list.replaceChildren();
  let group = null;
  entries.forEach((entry, place) => {
    if (!matches(entry, words)) return;
    if (entry.group !== group) {
      group = entry.group;
      const heading = copy("palette-group");
      heading.textContent = group;
      list.append(heading);
    }
    list.append(option(entry, place));
  });
  const first = one("[role=option]", list);
  list.hidden = !first;
  one("[data-none]", dialog).hidden = Boolean(first);
  select(first);
};

export const openPalette = () => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.value = "";
  filter();
  input.focus();
};

const run = (node) => {
  const entry = entries[node.dataset.place];
  dialog.close();
  if (entry.href) location.assign(entry.href);
  else one(entry.press)?.click();
};

if (dialog) {
  input.addEventListener("input", filter);
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const options = all("[role=option]", list);
    const here = options.findIndex((node) => node.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select(options[(here + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length]);
    } else if (event.key === "Enter" && options[here]) {
      event.preventDefault();
      run(options[here]);
    }
  });
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[role=option]");
    if (node) run(node);
  });
  addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) openPalette();
  });
}
