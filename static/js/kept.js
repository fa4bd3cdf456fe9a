// What is typed into a form of the customer's page stays theirs when the page is loaded again, and whatever comes live
// (begun.js). Browsers remember no words for a page that may not be stored. Once they were sent and taken, they are held no
// more, and what is typed in another form stays. The tab alone holds them, by the path to which their form is sent.

const KEY = `kept ${location.pathname}`, SENT = "sent"; // under this the path of the form that left with the page
const FORMS = "#reply, .asking form, form[data-clears]", FIELDS = "textarea, input[type=text], input[type=tel]";
const pathOf = (form) => new URL(form.action).pathname;
const nameOf = ({ form, name }) => `${pathOf(form)} ${name}`;
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
  const { [nameOf(target)]: _, ...typed } = kept();
  if (target.value.trim() && target.value !== target.defaultValue) typed[nameOf(target)] = target.value;
  keep(typed);
});

// A form that htmx does not send leaves with the page.
document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!defaultPrevented && target.matches(FORMS)) keep({ ...kept(), [SENT]: pathOf(target) });
});

document.addEventListener("htmx:before:swap", (event) => {
  const { sourceElement, response } = event.detail?.ctx ?? {};
  if (!sourceElement?.matches?.(FORMS) || !response || response.raw?.status >= 400) return;
  forget(pathOf(sourceElement));
  if (!sourceElement.matches("[data-clears]")) return;
  for (const field of sourceElement.querySelectorAll("textarea")) field.value = "";
  for (const box of sourceElement.querySelectorAll("[type=checkbox]")) box.checked = false;
});

// Once a page says what was done, what was sent is forgotten; without that word it may not have arrived. For a line that is
// closed by now, the words stand open to be sent.
const { [SENT]: left, ...before } = kept();
keep(before);
if (left && new URLSearchParams(location.search).has("said")) forget(left);
const typed = kept();
for (const field of fields()) {
  const words = typed[nameOf(field)];
  if (!words || field.value !== field.defaultValue) continue; // the browser has remembered it
  field.value = words;
  field.closest(".need-field")?.removeAttribute("hidden");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
