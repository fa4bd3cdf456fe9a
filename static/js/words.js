// Words that a press puts into the letter, such as a draft or a gentler phrase; and the press that takes them out. The
// browser's own undo (Ctrl Z) knows of both. Without script the same buttons send the form, and the page comes back so.

const form = document.querySelector("#letter");
const undo = form?.querySelector("[data-undo]");

// Puts words in the place of what stands in a field from one sign to another, as if they were typed.
function put(field, words, from = 0, to = field.value.length) {
  field.focus();
  field.setSelectionRange(from, to);
  const typed = document.execCommand(words ? "insertText" : "delete", false, words);
  if (typed || (!words && from === to)) return;
  field.setRangeText(words, from, to, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function offerUndo(kind, field, before, told = "") {
  form.elements.undo.value = `${kind}:${field.name}`;
  form.elements.before.value = before;
  form.elements.undo_told.value = told;
  undo.querySelector("[data-undo-says]").textContent = told;
  undo.querySelector("button").textContent = undo.dataset[kind];
  undo.hidden = false;
}

function takeOut() {
  const [kind, name] = form.elements.undo.value.split(":");
  const field = form.elements[name];
  const there = field.value;
  put(field, form.elements.before.value);
  offerUndo(kind === "out" ? "words" : "out", field, there);
}

// What a draft makes of the letter is said by the server, which knows what its places stand for.
async function lay(button) {
  const typed = new FormData(form, button);
  typed.delete("files");
  const answer = await fetch(button.formAction, { method: "POST", body: typed, headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.status);
  const { body, undo: was } = await answer.json();
  const field = form.elements.body;
  if (field.value !== typed.get("body").replaceAll("\r\n", "\n")) throw new Error("typed meanwhile");
  const from = body.startsWith(field.value) ? field.value.length : 0;
  if (body !== field.value) put(field, body.slice(from), from);
  form.elements.promised.value = was.promised;
  offerUndo(was.kind, field, was.before, was.told);
  const open = /\[\[[^]*?\]\]/.exec(field.value);
  if (open) field.setSelectionRange(open.index, open.index + open[0].length);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (!form || button?.form !== form) return;
  if (button.name === "take_out") {
    event.preventDefault();
    takeOut();
  } else if (button.name === "gentler") {
    event.preventDefault();
    writeGentler(button.dataset);
  } else if (button.matches("[data-lays]")) {
    event.preventDefault();
    lay(button).catch(() => form.requestSubmit(button)); // then as without script, which says what is wrong
  }
});

// ---- the gentle reader: the server reads along while somebody writes, and says once what it has found
const gentle = form?.querySelector("[data-gentle]");
const said = form?.querySelector("#letter-gentle-said");
const told = new Set(gentleNotes().map(({ dataset }) => dataset.there.toLowerCase()));
const PAUSE = 900; // milliseconds without a key
let pause = 0;
let reading = null; // the request that is under way

form?.addEventListener("input", ({ target }) => {
  if (!["body", "heard"].includes(target.name)) return;
  const [kind, name] = form.elements.undo.value.split(":");
  if (kind && name === target.name) undo.hidden = target.value === form.elements.before.value; // undone by the browser
  clearTimeout(pause);
  pause = setTimeout(readAlong, PAUSE);
});

function gentleNotes() {
  return gentle ? [...gentle.querySelectorAll("[name=gentler]")] : [];
}

async function readAlong() {
  reading?.abort();
  reading = new AbortController();
  const typed = new FormData();
  for (const name of ["csrf", "body", "heard"]) typed.append(name, form.elements[name].value);
  try {
    const answer = await fetch(gentle.dataset.gentle, { method: "POST", body: typed, signal: reading.signal });
    if (!answer.ok) return; // it never stands in the way
    const page = await answer.text();
    if (gentle.contains(document.activeElement)) return; // no button moves away from under a finger; the next key reads again
    gentle.innerHTML = page;
    sayOnce();
  } catch { /* gone on writing, or not connected */ }
}

function sayOnce() {
  const found = gentleNotes().map(({ dataset }) => dataset.there).filter((words) => !told.has(words.toLowerCase()));
  if (!found.length) return;
  for (const words of found) told.add(words.toLowerCase());
  said.textContent = gentle.dataset.tells.replace("%(words)s", [...new Set(found)].join(", "));
}

function writeGentler({ field: name, at, there, instead }) {
  const field = form.elements[name];
  const before = field.value;
  const from = before.startsWith(there, Number(at)) ? Number(at) : before.indexOf(there);
  if (from < 0) return;
  put(field, instead, from, from + there.length);
  offerUndo("words", field, before);
}
