// What was typed at the desk and not sent is still in its form after Back, after another form of the page was sent, and in
// a tab that was duplicated. Browsers remember forms by themselves, but not all do so for pages that may not be stored.
// The tab alone holds it, for the agent who typed it; the server keeps the letter, which is therefore none of these.

const KEY = `typed ${document.querySelector("input[name=csrf]")?.value}`; // the same for an agent, whenever they log in
const TYPED = "textarea, input:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox])";
const forms = [...document.querySelectorAll("form[method=post]:not([data-unsent])")];
const nameOf = (form) => `${location.pathname} ${new URL(form.action).pathname}`;
const isAfterDeed = new URLSearchParams(location.search).has("said");
const isRefused = document.querySelector("#errors") !== null; // such a page holds what was typed, made better

function held() {
  try { return JSON.parse(sessionStorage.getItem(KEY)) ?? {}; } catch { return {}; }
}

function hold(all) {
  try {
    if (Object.keys(all).length) sessionStorage.setItem(KEY, JSON.stringify(all));
    else sessionStorage.removeItem(KEY);
  } catch { /* then the browser remembers it, or nobody does */ }
}

function restore(form, fields) {
  for (const field of form.querySelectorAll(TYPED)) {
    const text = fields[field.name];
    if (text === undefined || field.value !== field.defaultValue) continue; // the browser has remembered it
    field.value = text;
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}

// What was sent is forgotten once a page says that it was done. Without that word it may not have arrived.
function begin() {
  const all = held();
  for (const [name, form] of Object.entries(all)) {
    if (isAfterDeed && form.sent) delete all[name];
    else form.sent = false;
  }
  hold(all);
  if (!isRefused) for (const form of forms) restore(form, all[nameOf(form)]?.fields ?? {});
}

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!forms.includes(form)) return;
  const changed = [...form.querySelectorAll(TYPED)].filter((field) => field.value !== field.defaultValue);
  const fields = Object.fromEntries(changed.map(({ name, value }) => [name, value]));
  hold({ ...held(), [nameOf(form)]: { fields, sent: false } });
});

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!forms.includes(target) || defaultPrevented) return;
  const all = target.action.endsWith("/logout") ? {} : held();
  if (all[nameOf(target)]) all[nameOf(target)].sent = true;
  hold(all);
});

begin();
