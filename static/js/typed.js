// What was typed at the desk and not sent is still in its form after Back, after another form of the page was sent, and in
// a tab that was duplicated. Browsers remember forms by themselves, but not all do so for pages that may not be stored.
// The tab alone holds it, for the agent who typed it. The letter is kept by the server while it is typed; as it is sent, the
// tab holds it as well, because the login may have ended by then.

const agent = document.querySelector("input[name=csrf]")?.value; // the same for an agent, whenever they log in
const KEY = `typed ${agent}`, LETTERS = "letters ";
const TYPED = "textarea, input:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox])";
const forms = [...document.querySelectorAll("form[method=post]:not([data-unsent])")];
const nameOf = (form) => `${location.pathname} ${new URL(form.action).pathname}`;
const isAfterDeed = new URLSearchParams(location.search).has("said");
const isRefused = document.querySelector("#errors") !== null; // such a page holds what was typed, made better

function held(key = KEY) {
  try { return JSON.parse(sessionStorage.getItem(key)) ?? {}; } catch { return {}; }
}

function hold(all, key = KEY) {
  try {
    if (Object.keys(all).length) sessionStorage.setItem(key, JSON.stringify(all));
    else sessionStorage.removeItem(key);
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
  const isLogout = target.action.endsWith("/logout"), all = isLogout ? {} : held();
  if (all[nameOf(target)]) all[nameOf(target)].sent = true;
  hold(all);
  if (isLogout) hold({}, LETTERS + agent);
});

// ---- the letter, from when it is sent until a page says that it was, or has it in its form
const letter = document.querySelector("form[data-unsent]");
const NOT_TYPED = ["csrf", "once", "seen", "files"];
const pathOf = ({ action }) => new URL(action).pathname;

document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (target !== letter || defaultPrevented || (submitter && !submitter.matches("[data-send], [data-send-on]"))) return;
  const fields = [...new FormData(letter)].filter(([name, text]) => typeof text === "string" && !NOT_TYPED.includes(name));
  hold({ ...held(LETTERS + agent), [pathOf(letter)]: { fields, sent: true } }, LETTERS + agent);
});

function letters() {
  try {
    const others = Object.keys(sessionStorage).filter((key) => key.startsWith(LETTERS) && key !== LETTERS + agent);
    for (const key of others) sessionStorage.removeItem(key); // somebody else has logged in
  } catch { /* then nothing is held */ }
  const all = held(LETTERS + agent);
  for (const [path, one] of Object.entries(all)) {
    const isHere = letter && path === pathOf(letter) && !letter.hidden;
    if (isHere && !isAfterDeed && path !== location.pathname) writeAgain(new URLSearchParams(one.fields));
    if (isHere || (isAfterDeed && one.sent)) delete all[path];
    else one.sent = false;
  }
  hold(all, LETTERS + agent);
}

// What the server had kept of another letter stays there; an earlier state of this one gives way to it.
function writeAgain(sent) {
  for (const field of letter.elements) {
    const { name, type, value } = field, isChosen = sent.getAll(name).includes(value);
    if (type === "checkbox") field.checked = isChosen;
    else if (type === "radio") field.checked ||= isChosen;
    else if (sent.has(name) && type !== "file" && (type !== "hidden" || name === "promised")) field.value = sent.get(name);
  }
  const { begun, body } = letter.elements;
  if (begun.value !== sent.get("begun") && !begun.value.endsWith(`:${sent.get("copy")}`)) begun.value = "";
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

begin();
letters();
