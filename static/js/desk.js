// What script adds to the desk: keys, saving the unsent letter, and the open places of a draft.
// Each of them also works without script, in a plainer way.

const form = document.querySelector("#letter");
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

// ---- saving what is not sent yet
const kept = form?.querySelector("[data-kept]");
let timer = 0;
let held = form && words();
let keeping = null; // the request that is under way, and those that follow it
let pressed = Promise.resolve(); // pending while a pointer is down: a line that came then would move the button away

addEventListener("pointerdown", () => {
  pressed = new Promise((released) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(released), { once: true });
  });
}, { capture: true });

// Every window keeps a copy of its own, under a name that no other window has: neither one that was duplicated from it,
// nor itself after Back, when what was sent from it is gone and something new may be written.
function nameCopy() {
  form.elements.copy.value = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  delete form.dataset.sent;
}

if (form) nameCopy();
addEventListener("pageshow", ({ persisted }) => { if (persisted && form?.dataset.sent) nameCopy(); });

function words() {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !["csrf", "once", "seen", "copy", "begun", "files", "undo", "before", "undo_told"].includes(name)));
}

function keep({ type } = {}) {
  clearTimeout(timer);
  if (!form || form.dataset.sent || words() === held) return;
  held = words();
  const saved = type === "pagehide" ? save(true) : Promise.resolve(keeping).then(() => save(false));
  const copy = saved.finally(() => { if (keeping === copy) keeping = null; });
  keeping = copy;
}

async function save(keepalive) {
  try {
    const typed = new FormData(form);
    typed.delete("files"); // they are sent with the letter alone
    const answer = await fetch(form.dataset.unsent, { method: "POST", body: typed, keepalive });
    if (!answer.ok) throw new Error(answer.status);
    if (answer.status === 204) return; // the letter itself was sent meanwhile
    form.elements.begun.value = ""; // this window's own copy has taken its place
    const time = await answer.text();
    await pressed;
    kept.hidden = false;
    kept.classList.remove("late");
    kept.querySelector("[data-kept-text]").textContent = kept.dataset.keptTemplate.replace("%(time)s", time);
  } catch {
    held = ""; // so that the next change tries again
    await pressed;
    kept.hidden = false;
    kept.classList.add("late");
    kept.querySelector("[data-kept-text]").textContent = kept.dataset.keptLost;
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(keep, 1000);
  showPlaces();
});
form?.addEventListener("focusout", keep);
addEventListener("pagehide", keep);
addEventListener("online", keep);
addEventListener("focus", keep); // back from the window in which they logged in again

// ---- the preview stands above its button, which on a phone is out of sight: go there
const preview = form?.querySelector("#preview");
document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (!preview || detail?.ctx?.target !== preview) return;
  preview.focus({ preventScroll: true });
  preview.scrollIntoView({ block: "nearest" });
});

// ---- open places of a draft
function places() {
  return form ? [...form.querySelectorAll("textarea")].flatMap((field) =>
    [...field.value.matchAll(/\[\[([\s\S]*?)\]\]/g)].map((found) => ({ field, found }))) : [];
}

function showPlaces() {
  const hint = form.querySelector("[data-places]");
  const open = places();
  hint.hidden = open.length === 0;
  const names = new Set(open.map(({ found }) => found[1].replace(/^[^:]*:(?=\s*\S)/, "").trim() || "…")); // what is to be said there
  hint.querySelector("[data-places-list]").replaceChildren(...[...names].flatMap((name) => {
    const mark = document.createElement("mark");
    mark.textContent = name;
    return [mark, " "];
  }));
}

function select({ field, found }) {
  field.focus();
  field.setSelectionRange(found.index, found.index + found[0].length);
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name === "discard") {
    form.dataset.sent = "yes"; // so that it is not saved again when the page is left, nor by a copy that arrives later
    if (keeping) {
      event.preventDefault();
      keeping.then(() => form.requestSubmit(event.submitter));
    }
    return;
  }
  if (!event.submitter?.matches("[data-send], [data-send-on]") && event.submitter) return;
  const [first] = places();
  const isNote = form.querySelector("[name=seen_by]").value === "us";
  if (first && !isNote) {
    event.preventDefault();
    select(first);
    return;
  }
  form.dataset.sent = "yes";
});

// ---- what has been on the screen for a while counts as read, so that a letter can be sent without being asked again
const seen = [...document.querySelectorAll("#live [name=seen]")]; // one in every form that says what its agent has read
const read = new Set();
const shown = new IntersectionObserver((found) => {
  for (const { target, isIntersecting } of found) {
    clearTimeout(target.seenTimer);
    if (isIntersecting) target.seenTimer = setTimeout(() => hasSeen(target), 1500);
  }
}, { threshold: 0.5 });
const versionOf = (entry) => Number(entry.id.slice(1));
const unread = () => [...document.querySelectorAll("#live :is(.letter, .handover)[id^=v]")]
  .filter((entry) => versionOf(entry) > Number(seen[0].value)).sort((a, b) => versionOf(a) - versionOf(b));

function hasSeen(entry) {
  if (document.visibilityState !== "visible") return;
  read.add(entry.id);
  goOn();
}

// As far as everything has been read.
function goOn() {
  for (const next of unread()) {
    if (!read.has(next.id)) break;
    for (const field of seen) field.value = versionOf(next);
  }
}

// A form that comes later has seen what the others have.
document.addEventListener("htmx:after:swap", () => {
  if (!seen.length) return;
  for (const field of document.querySelectorAll("#live [name=seen]")) {
    if (seen.includes(field)) continue;
    field.value = seen[0].value;
    seen.push(field);
  }
  unread().forEach((entry) => shown.observe(entry));
  goOn();
});

document.addEventListener("held:went", ({ detail }) => {
  read.add(detail);
  if (seen.length) goOn();
});

// ---- keys
const WRITE = "#write"; // whoever opens the next ticket by its key is about to answer it
const help = document.querySelector("#help");
const toggle = document.querySelector("[data-keys-on]");
const stored = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
if (toggle) {
  toggle.checked = stored();
  toggle.addEventListener("change", () => {
    try { localStorage.setItem("keys", toggle.checked ? "on" : "off"); } catch { /* then for this page only */ }
    tellKeys();
  });
}

// Whatever a key leads to says so, to a pointer that rests on it and to a screen reader, as long as the keys are on.
function tellKeys() {
  for (const place of document.querySelectorAll("[data-key], [data-keys]")) {
    const key = toggle?.checked ? (place.dataset.key ?? place.dataset.keys) : place.dataset.keys;
    if (key) place.setAttribute("aria-keyshortcuts", key);
    else place.removeAttribute("aria-keyshortcuts");
    if (!place.matches("textarea")) place.title = key ? key.replaceAll("+", " ").replace("Control", "Ctrl") : "";
  }
}

tellKeys();
document.addEventListener("htmx:after:swap", tellKeys);

function move(step) {
  const items = [...document.querySelectorAll(".queue-item")].filter((item) => item.checkVisibility());
  if (!items.length) return;
  const at = items.findIndex((item) => item === document.activeElement);
  const from = at >= 0 ? at : items.findIndex((item) => item.hasAttribute("aria-current"));
  items[Math.min(Math.max(from + step, 0), items.length - 1)].focus();
}

function open(id, field) {
  const fold = document.getElementById(id);
  if (!fold || fold.hidden) return;
  fold.open = true;
  goInto(fold.querySelector(field));
}

// Words that are there already are gone on with: a field in which nobody has been yet has its caret before them.
function goInto(field) {
  field?.focus();
  if (!field?.matches("textarea") || field.selectionEnd > 0) return;
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollTop = field.scrollHeight;
}

// Away from a form: its fold closes, and what is typed in it stays there.
document.addEventListener("click", (event) => {
  const fold = event.target.closest?.("[data-closes]")?.closest("details");
  if (!fold) return;
  event.preventDefault();
  fold.open = false;
  fold.querySelector("summary").focus();
});

// Whoever opens a form with the mouse is about to type in it; typed beside it, letters would be keys.
document.addEventListener("click", ({ target, detail }) => {
  const fold = detail && target.closest?.(".act > summary")?.parentElement;
  if (!fold || fold.open) return;
  setTimeout(() => goInto([...fold.querySelectorAll("textarea, select, input:not([type=hidden])")].find((field) => field.checkVisibility())));
});

// What leads to a check box of the letter opens the fold that it is in, and ticks it: its words say so. Without script it
// leads there.
document.addEventListener("click", (event) => {
  const way = event.target.closest?.("a[data-ticks]");
  const box = way && document.querySelector(way.hash);
  if (!box) return;
  event.preventDefault();
  box.closest("details").open = true;
  if (!box.checked) box.click();
  box.focus();
});

const keys = {
  j: () => move(1),
  k: () => move(-1),
  r: () => goInto([...(form?.querySelectorAll("textarea") ?? [])].find((area) => area.checkVisibility())),
  z: () => document.querySelector(".held [value=back]")?.click(),
  n: () => open("act-note", "textarea"),
  h: () => open("act-handover", "select"),
  t: () => open("act-tag", "input[name=tag]"),
  "/": () => document.querySelector("#find").focus(),
  "?": () => help.togglePopover(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const owner = event.target.closest?.("form");
    const send = (event.shiftKey && owner?.querySelector("[data-send-on]")) || owner?.querySelector("[data-send]") || owner?.querySelector("[type=submit], button:not([type])");
    if (send && owner.method === "post") {
      event.preventDefault();
      owner.requestSubmit(send);
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!toggle?.checked) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && !event.defaultPrevented) event.target.blur(); // from here on letters are keys again
    return;
  }
  const next = document.querySelector("[data-open-next]");
  if (event.key === "Enter" && next && event.target === document.body) location.assign(`${next.href}${WRITE}`);
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (form) showPlaces();
if (location.hash === WRITE) {
  history.replaceState(history.state, "", location.pathname + location.search);
  keys.r();
}

// What was done to another ticket is said once: not again when this page is loaded again.
addEventListener("DOMContentLoaded", () => {
  const here = new URL(location);
  if (!here.searchParams.has("to")) return;
  for (const name of ["said", "to"]) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
});
