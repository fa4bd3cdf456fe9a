// A new ticket: whoever is chosen among those whom we know is filled in, and one goes on where one left off. From what is
// being typed, the arrow keys lead to those who are found; Escape leads back.

const form = document.querySelector("#new");
const found = () => [...form.querySelectorAll("#known-list a")];
let isKnown = form?.elements.customer !== undefined;

document.addEventListener("htmx:after:swap", () => {
  const was = isKnown;
  isKnown = form?.elements.customer !== undefined;
  if (form && isKnown !== was) form.querySelector(isKnown ? "#new-subject" : "#new-name").focus();
});

// What was typed before htmx listened has been heard by nobody.
addEventListener("load", () => {
  const early = [...(form?.querySelectorAll("#new-name, #new-contact") ?? [])].find((field) => field.value);
  if (early && !isKnown && !found().length) early.dispatchEvent(new Event("typed-early"));
});

form?.addEventListener("keydown", (event) => {
  const field = event.target.closest("#new-name, #new-contact");
  const at = found().indexOf(event.target);
  if (event.isComposing || !(field || at >= 0)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = step && (field ? found()[step - 1] : found()[at + step]);
  const back = at >= 0 && (event.key === "Escape" || (step === -1 && at === 0));
  if (!next && !back) return;
  event.preventDefault();
  (next || form.querySelector("#new-name")).focus();
});
