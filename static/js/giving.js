// What is typed for the lines that an agent asked for stays theirs: whatever comes live (begun.js), and when the page is
// loaded again. Once it was sent and taken, it is held no more. The tab alone holds it.

const KEY = `giving ${location.pathname}`;
const fields = () => [...document.querySelectorAll("form[data-clears] textarea")];

function hold(typed) {
  try {
    if (Object.keys(typed).length) sessionStorage.setItem(KEY, JSON.stringify(typed));
    else sessionStorage.removeItem(KEY);
  } catch { /* then the browser remembers it, or nobody does */ }
}

function held() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("form[data-clears] textarea")) return;
  hold(Object.fromEntries(fields().filter(({ value }) => value.trim()).map(({ name, value }) => [name, value])));
});

document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, response } = event.detail?.ctx ?? {};
  if (!sourceElement?.matches?.("form[data-clears]") || !response || response.raw?.status >= 400) return;
  for (const field of sourceElement.querySelectorAll("textarea")) field.value = "";
  for (const box of sourceElement.querySelectorAll("[type=checkbox]")) box.checked = false;
  hold({});
});

// A page that says what was done has taken what was sent. For a line that is closed by now, the words stand open to be sent.
if (new URLSearchParams(location.search).get("said")?.startsWith("given")) hold({});
const typed = held();
for (const field of fields()) {
  if (!typed[field.name] || field.value) continue;
  field.value = typed[field.name];
  field.closest(".need-field").hidden = false;
}
