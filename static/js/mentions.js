// Completes the name of a colleague after an @ in a note: a list below the field, by keys, pointer or touch. The field stays
// a field of text (WAI-ARIA 1.2, textbox with aria-autocomplete); without script, one writes the name.

const BEFORE = /(?:^|[^\p{L}\p{N}_.@+-])[@＠]([^@＠\n]{0,40})$/u;
const MOST = 6;
const list = document.createElement("ul");
let field = null; // where the list is open
let active = 0;

list.id = "mention-names";
list.className = "mention-names";
list.setAttribute("role", "listbox");
list.hidden = true;

const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const options = () => [...list.children];
const people = () => [...document.querySelectorAll("#team-names option")].map(({ value, textContent }) => ({ called: value, name: textContent }));
// A letter that only we read is a note; any other letter names nobody.
const isNote = (area) => area?.matches?.("textarea[data-mentions]") && (area.form.elements.seen_by?.value ?? "us") === "us";

function asked(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  return BEFORE.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null;
}

function found(begun) {
  const wanted = bare(begun);
  const begins = (text) => bare(text).startsWith(wanted) || (wanted && bare(text).includes(` ${wanted}`));
  return people().filter(({ called, name }) => (begins(called) || begins(name)) && bare(called) !== wanted.trimEnd()).slice(0, MOST);
}

function look(area) {
  const begun = isNote(area) ? asked(area) : null;
  const names = begun === null ? [] : found(begun);
  if (!names.length) return close();
  list.replaceChildren(...names.map(({ called, name }, number) => {
    const option = document.createElement("li");
    option.id = `mention-${number}`;
    option.setAttribute("role", "option");
    option.dataset.called = called;
    const [short, whole] = [document.createElement("bdi"), document.createElement("small")];
    [short.textContent, whole.textContent] = [called, name === called ? "" : name];
    option.append(short, " ", whole);
    return option;
  }));
  if (field && field !== area) close();
  field = area;
  if (list.previousElementSibling !== area) area.after(list);
  list.setAttribute("aria-label", area.dataset.mentions);
  list.hidden = false;
  for (const [name, value] of [["autocomplete", "list"], ["haspopup", "listbox"], ["controls", list.id]]) area.setAttribute(`aria-${name}`, value);
  mark(0);
}

function mark(number) {
  const all = options();
  active = (number + all.length) % all.length;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
  field.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
}

function close() {
  list.hidden = true;
  for (const name of ["controls", "activedescendant"]) field?.removeAttribute(`aria-${name}`);
  field = null;
}

function pick({ dataset }) {
  const area = field;
  const end = area.selectionStart;
  const start = end - asked(area).length;
  area.setRangeText(`${dataset.called} `, start, end, "end");
  close();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => look(target));
document.addEventListener("htmx:after:swap", () => field && look(field)); // news of the ticket has taken the list away
document.addEventListener("click", ({ target }) => target === field || close());
document.addEventListener("focusout", ({ target }) => target === field && close());
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  event.stopPropagation();
  if (option && field) pick(option);
});

document.addEventListener("keydown", (event) => {
  if (!field || event.target !== field || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const acts = {
    ArrowDown: () => mark(active + 1),
    ArrowUp: () => mark(active - 1),
    Enter: () => pick(options()[active]),
    Tab: () => pick(options()[active]),
    Escape: close,
  };
  const act = acts[event.key];
  if (!act || (event.shiftKey && event.key === "Tab")) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}, { capture: true });
