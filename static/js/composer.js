// What script adds to the letter being written: its button says what it will do, its quiet line says how it is sent, a time
// of one's own is told by both clocks, and the field grows. Without script the form says less and does the same.

const language = document.documentElement.lang || "en";
const { zone: mine } = document.body.dataset;
const WORDS = { weekday: "short", hour: "2-digit", minute: "2-digit", ...(language === "en" && { hourCycle: "h23" }) };
const NEAR = 6 * 86_400_000; // milliseconds; a day further off is told with its date

document.addEventListener("input", ({ target }) => tell(target.form));
document.addEventListener("change", ({ target }) => {
  tellsOfCall(target);
  tell(target.form);
});
document.addEventListener("htmx:after:swap", tellAll);
addEventListener("pageshow", tellAll); // after Back, the browser has filled in the form
tellAll();

function tellAll() {
  for (const fields of document.querySelectorAll(".promise-fields")) tell(fields.form);
}

function tell(form) {
  const fields = form?.querySelector(".promise-fields");
  if (!fields) return;
  const both = fields.querySelector("[data-both]");
  const theirs = tellBoth(both, both.dataset.both, picked(form, both.dataset.zone));
  if (form.id !== "letter") return;
  const needs = form.querySelector("[data-both-needs]");
  tellBoth(needs, needs.dataset.bothNeeds, picked(form, needs.dataset.zone, "needs_"));
  sayWhat(form, theirs);
  sayHow(form);
  if (!CSS.supports("field-sizing", "content")) for (const field of form.querySelectorAll("textarea")) grow(field);
}

// Whoever has called has kept the promise of a call: another is made only by whoever says so.
function tellsOfCall({ form, name, checked }) {
  const kind = form?.elements.kind;
  if (name === "by_phone" && checked && kind?.defaultChecked) kind.checked = false;
}

// An instant by both clocks, where they differ; returns it by the customer's.
function tellBoth(place, words, at) {
  const theirs = at && by(place.dataset.zone, at);
  const yours = at && by(mine, at);
  put(place, at && theirs !== yours ? words.replace("%(theirs)s", theirs).replace("%(yours)s", yours) : "");
  return theirs;
}

// What the button will do, by what is chosen: "Send, next word Mon 09:00", "Ask Ana".
function sayWhat(form, theirs) {
  const place = form.querySelector("[data-says]");
  const chosen = form.querySelector("[name=promise]:checked");
  const { saysThen, saysCall, saysAsk, saysPlain } = place.dataset;
  const when = chosen?.value === "pick" ? theirs : chosen?.dataset.whenWords;
  const words = form.elements.kind?.checked ? saysCall : saysThen;
  put(place, chosen?.value === "ask" ? saysAsk : when ? words.replace("%(when)s", when) : saysPlain);
}

function sayHow(form) {
  const told = (name) => form.elements[name].selectedOptions[0]?.textContent;
  const turn = form.elements.needs.value.trim() ? form.elements.turn.querySelector("[value=you]").textContent : told("turn");
  put(form.querySelector("[data-how]"), [told("step"), turn].join(" · "));
  const checked = [...form.querySelectorAll("[data-how-words]:checked")].map(({ dataset }) => dataset.howWords);
  put(form.querySelector("[data-how-readers]"), [told("seen_by"), ...checked].join(" · "));
}

// The instant of the day and time of one's own, by the customer's clock; null as long as there is none.
function picked(form, zone, name = "") {
  const wall = Date.parse(`${form.elements[`${name}day`].value}T${form.elements[`${name}time`].value}Z`);
  if (!wall) return null;
  const first = wall - ahead(zone, wall);
  return wall - ahead(zone, first);
}

// How far this zone's clock is ahead of UTC at that instant, in milliseconds.
function ahead(zone, at) {
  const parts = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
  return Date.parse(`${parts.replace(" ", "T")}Z`) - at;
}

function by(timeZone, at) {
  const day = Math.abs(at - Date.now()) > NEAR ? { day: "numeric", month: "short" } : {};
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...WORDS, ...day, timeZone }).format(at);
}

function grow(field) {
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
