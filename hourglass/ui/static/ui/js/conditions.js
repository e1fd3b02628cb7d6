/* The editor of a condition. The server draws it and reads it; this sends what changes while one writes, lets a fact be
   found by typing, and keeps the words of a closed list in step. Without it the buttons of the form do the same. */
import { all, one } from "./dom.js";

const editorOf = (node) => node.closest("[data-condition]");
const tell = (editor, name) => {
  const target = name === "live" ? one(".cond-r", editor) : editor;
  target?.dispatchEvent(new Event(name));
};

/* A button that changes the shape posts the form and draws the editor anew. */
const shape = (button) => {
  const editor = editorOf(button);
  const values = { [button.name]: button.value };
  htmx.ajax("POST", editor.getAttribute("hx-post"), { source: editor, target: editor, swap: "outerHTML", values });
};

const caption = (menu) => {
  const summary = one("summary", menu);
  const words = all("input:checked + span", menu).map((span) => span.textContent);
  one("span", summary).textContent = words.join(document.documentElement.lang === "en" ? ", " : "、") || summary.dataset.none;
};

const changed = (event) => {
  const editor = event.target.closest && editorOf(event.target);
  if (!editor || event.target.closest(".pick")) return;
  const menu = event.target.closest("details");
  if (menu && event.target.type === "checkbox") caption(menu);
  if (event.type === "change" && event.target.dataset.adds) {
    if (event.target.value) shape(document.getElementById(event.target.dataset.adds));
  } else if (event.type === "change" && event.target.matches("select[data-shape]")) tell(editor, "shape");
  else if (event.target.matches("[data-live]")) tell(editor, "live");
};
addEventListener("change", changed);
addEventListener("input", changed);
addEventListener("click", (event) => {
  const button = event.target.closest("button[data-shape]");
  if (!button || !editorOf(button)) return;
  event.preventDefault();
  shape(button);
});

/* A list of many facts becomes a button with a list that one types into. */
const option = (source, id, place) => {
  const node = document.createElement("li");
  node.id = `${id}-${place}`;
  node.setAttribute("role", "option");
  node.dataset.value = source.value;
  node.dataset.finds = `${source.textContent} ${source.dataset.finds ?? ""}`.toLowerCase();
  node.setAttribute("aria-selected", String(source.selected && Boolean(source.value)));
  node.textContent = source.textContent;
  return node;
};
const heading = (label) => {
  const node = document.createElement("li");
  node.className = "cap";
  node.setAttribute("role", "presentation");
  node.textContent = label;
  return node;
};

const mark = (pick, node) => {
  all("[role=option]", pick).forEach((other) => other.classList.toggle("on", other === node));
  const input = one("input", pick);
  if (node) {
    node.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", node.id);
  } else input.removeAttribute("aria-activedescendant");
};
const offered = (pick) => all("[role=option]", pick).filter((node) => !node.hidden);

const filter = (pick) => {
  const words = one("input", pick).value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  all("[role=option]", pick).forEach((node) => (node.hidden = !words.every((word) => node.dataset.finds.includes(word))));
  all(".cap", pick).forEach((cap) => {
    let next = cap.nextElementSibling;
    while (next && next.matches("[role=option]") && next.hidden) next = next.nextElementSibling;
    cap.hidden = !next || next.matches(".cap");
  });
  mark(pick, offered(pick)[0]);
};

const choose = (pick, select, node) => {
  pick.open = false;
  if (!node || select.value === node.dataset.value) return;
  select.value = node.dataset.value;
  one("summary span", pick).textContent = node.textContent;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

const fill = (pick, select) => {
  const list = one("ul", pick);
  if (list.childElementCount) return;
  let place = 0;
  [...select.children].forEach((child) => {
    if (child.tagName === "OPTGROUP") list.append(heading(child.label));
    all("option", child).forEach((source) => list.append(option(source, list.id, (place += 1))));
  });
};

const listen = (pick, select) => {
  const input = one("input", pick);
  pick.addEventListener("toggle", () => {
    if (!pick.open) return;
    fill(pick, select);
    input.value = "";
    filter(pick);
    input.focus();
  });
  input.addEventListener("input", () => filter(pick));
  pick.addEventListener("click", (event) => choose(pick, select, event.target.closest("[role=option]")));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const nodes = offered(pick);
    const here = nodes.findIndex((node) => node.classList.contains("on"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = (here + (event.key === "ArrowDown" ? 1 : nodes.length - 1)) % (nodes.length || 1);
      mark(pick, nodes[next]);
    } else if (event.key === "Enter") {
      choose(pick, select, nodes[here]);
      if (!select.dataset.adds) one("summary", pick).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
};

const dress = (select) => {
  if (select.previousElementSibling?.matches(".pick")) return;
  const pick = document.getElementById("pick").content.firstElementChild.cloneNode(true);
  const list = one("ul", pick);
  const input = one("input", pick);
  list.id = `${select.id}-list`;
  input.setAttribute("aria-controls", list.id);
  const chosen = (select.dataset.pick || select.selectedOptions[0]?.textContent || "").trim();
  one("summary span", pick).textContent = chosen;
  // Whoever speaks to the page says what they see, so the name holds the visible words beside the label.
  one("summary", pick).setAttribute("aria-label", `${select.labels[0]?.textContent.trim() ?? ""} ${chosen}`.trim());
  pick.classList.toggle("adds", Boolean(select.dataset.adds));
  select.before(pick);
  select.hidden = true;
  listen(pick, select);
};

export const show = (root) => all("[data-condition] select[data-pick]", root.parentElement ?? root).forEach(dress);
