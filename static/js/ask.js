// What was typed where one asks stays: after Back, a reload, an error, also after the tab or the browser was closed. This
// browser alone holds it, for a day at most; the page to which the form leads says that it has arrived, and forgets it.
// Files that came along are held in the same way (files.js). Back on the form that was sent, made anew with another key, it
// has the one that it was sent with: with the same words it leads to the page that there is already.

const form = document.querySelector("#ask");
const held = document.querySelector("[data-held]");
const KEY = "asking", SENT = "asked once", DAY = 24 * 60 * 60 * 1000;
const fields = () => [...form.elements].filter(({ name, type }) => name && name !== "file" && !["hidden", "submit", "file"].includes(type));
const isRefused = document.querySelector("#errors") !== null; // such a page holds what was typed, made better

function read() {
  for (const store of ["sessionStorage", "localStorage"]) {
    try {
      const found = JSON.parse(window[store].getItem(KEY));
      if (found && Date.now() - found.at < DAY) return found.typed;
    } catch { /* the next one may have it */ }
  }
  return null;
}

function hold() {
  const typed = Object.fromEntries(fields().filter(({ type, checked }) => type !== "radio" || checked).map(({ name, value }) => [name, value]));
  const isEmpty = fields().every(({ type, value, defaultValue }) => type === "radio" || value === defaultValue);
  for (const store of ["sessionStorage", "localStorage"]) {
    try {
      if (isEmpty) window[store].removeItem(KEY);
      else window[store].setItem(KEY, JSON.stringify({ at: Date.now(), typed }));
    } catch { /* then the browser remembers it, or nobody does */ }
  }
}

function restore(typed) {
  let isChanged = false;
  for (const field of fields()) {
    const text = typed[field.name];
    if (text === undefined) continue;
    if (field.type === "radio") field.checked = field.value === text;
    else if (field.value === field.defaultValue && text !== field.value) {
      field.value = text;
      isChanged = true;
      const fold = field.closest("details");
      if (fold && text) fold.open = true;
    }
  }
  held.hidden = !isChanged;
}

try {
  const { type } = performance.getEntriesByType("navigation")[0];
  const sent = type === "back_forward" && sessionStorage.getItem(SENT);
  if (sent) form.elements.once.value = sent;
} catch { /* then it is another form */ }
form.addEventListener("submit", () => {
  try { sessionStorage.setItem(SENT, form.elements.once.value); } catch { /* then it is another form after Back */ }
});

const before = isRefused ? null : read();
if (before) restore(before);
form.addEventListener("input", hold);
form.addEventListener("change", hold);
document.querySelector("[data-forget]").addEventListener("click", () => {
  form.reset();
  hold();
  held.hidden = true;
  form.elements.story.focus();
});
