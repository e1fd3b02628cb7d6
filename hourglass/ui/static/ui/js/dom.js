/* Short names for the two queries every module makes, and copies of the page's own <template>s. */
export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/* True while a person types, or composes Chinese: single keys are then text, not commands. */
export const typing = (event) =>
  event.isComposing ||
  event.keyCode === 229 ||
  event.target.isContentEditable ||
  (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !/^(checkbox|radio)$/.test(event.target.type));
