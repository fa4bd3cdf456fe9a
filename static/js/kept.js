// What is typed into a form of the customer's page stays theirs when the page is loaded again, and whatever comes live
// (begun.js). Browsers remember no words for a page that may not be stored. Once they were sent and taken, they are held no
// more. The tab alone holds them.

const KEY = `kept ${location.pathname}`;
const FORMS = "#reply, .asking form, form[data-clears]", FIELDS = "textarea, input[type=text], input[type=tel]";
const pathOf = (form) => new URL(form.action).pathname;
const fields = () => [...document.querySelectorAll(FORMS)].flatMap((form) => [...form.querySelectorAll(FIELDS)]);

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function keep(typed) {
  try {
    if (Object.keys(typed).length) sessionStorage.setItem(KEY, JSON.stringify(typed));
    else sessionStorage.removeItem(KEY);
  } catch { /* then the browser remembers it, or nobody does */ }
}

function forget(path) {
  keep(Object.fromEntries(Object.entries(kept()).filter(([name]) => !name.startsWith(`${path} `))));
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(FIELDS) || !target.form?.matches(FORMS)) return;
  const { [`${pathOf(target.form)} ${target.name}`]: _, ...typed } = kept();
  if (target.value.trim() && target.value !== target.defaultValue) typed[`${pathOf(target.form)} ${target.name}`] = target.value;
  keep(typed);
});

document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, response } = event.detail?.ctx ?? {};
  if (!sourceElement?.matches?.(FORMS) || !response || response.raw?.status >= 400) return;
  forget(pathOf(sourceElement));
  if (!sourceElement.matches("[data-clears]")) return;
  for (const field of sourceElement.querySelectorAll("textarea")) field.value = "";
  for (const box of sourceElement.querySelectorAll("[type=checkbox]")) box.checked = false;
});

// A page to which a sent form led has taken what was sent; loaded again, it says the same. For a line that is closed by
// now, the words stand open to be sent.
const isLed = performance.getEntriesByType("navigation")[0]?.type === "navigate";
if (isLed && new URLSearchParams(location.search).has("said")) keep({});
const typed = kept();
for (const field of fields()) {
  const words = typed[`${pathOf(field.form)} ${field.name}`];
  if (!words || field.value !== field.defaultValue) continue; // the browser has remembered it
  field.value = words;
  field.closest(".need-field")?.removeAttribute("hidden");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
