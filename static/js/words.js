// Words that a press puts into the letter, such as a draft; and the press that takes them out. The browser's own undo
// (Ctrl Z) knows of both. Without script the same buttons send the form, and the page comes back so.

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
  } else if (button.matches("[data-lays]")) {
    event.preventDefault();
    lay(button).catch(() => form.requestSubmit(button)); // then as without script, which says what is wrong
  }
});
