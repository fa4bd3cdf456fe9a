// Whatever on the page depends on what time it is now, by the server's clock and the page's own zone: the reader's clock may
// be days off. Nothing of it is told before the server has said what time it is.
// Each <time data-when> gets how long ago it was, or how long until then, in the page's language. The absolute words stay.
// <time data-when="only"> has none and holds only these words; "within" stands in a sentence.

const language = document.documentElement.lang || "en";
const { zone } = document.body.dataset;
const relative = new Intl.RelativeTimeFormat(language);
const present = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
const iso = new Intl.DateTimeFormat("sv", { timeZone: zone }); // a date as 2026-11-28
const UNITS = [["hour", 3_600], ["minute", 60]];
const AFTER = { "": (told) => ` · ${told}`, within: (told) => ` (${told})`, only: (told) => told };
const DAY = 86_400;
const FAR = 14 * DAY; // seconds; beyond that, a date says more
const TICK = 20_000; // milliseconds

let ahead = null; // milliseconds from the page's own time to the server's
let drift = 0; // between the page's own time and the reader's clock: it changes when the machine sleeps
let today = null;

const now = () => ahead + performance.now();
const drifted = () => Date.now() - performance.now();
const day = (at) => Date.parse(iso.format(at)) / DAY / 1000;

// This script's own address is the cheapest thing to ask. An answer that a cache gives says how old it is.
async function ask() {
  drift = drifted();
  try {
    const { headers } = await fetch(import.meta.url, { cache: "no-store" });
    const date = Date.parse(headers.get("date"));
    if (date) ahead = date + 1000 * Number(headers.get("age") ?? 0) - performance.now();
  } catch {
    // What is known stays.
  }
  tell();
}

// What is less than two days ahead is told in hours. Days are counted by the calendar: Friday is two days before Sunday.
function words(at) {
  const seconds = (at - now()) / 1000;
  const far = Math.abs(seconds);
  if (far > FAR) return "";
  if (far >= (seconds > 0 ? 2 * DAY : DAY)) return relative.format(day(at) - day(now()), "day");
  const [unit, length] = UNITS.find(([, length]) => far >= length) ?? [];
  return unit ? relative.format(Math.trunc(seconds / length), unit) : present;
}

function tell() {
  if (ahead === null) return;
  for (const time of document.querySelectorAll("time[data-when]")) {
    const told = words(Date.parse(time.dateTime));
    put(time.querySelector("span") ?? time.appendChild(document.createElement("span")),
      told && (AFTER[time.dataset.when] ?? AFTER[""])(told));
  }
  for (const clock of document.querySelectorAll("[data-clock]")) put(clock, timeOfDay(clock.dataset.clock));
  turn();
}

function put(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

// The customer's time, as statuspage/present/times.py writes it.
function timeOfDay(timeZone) {
  const options = { timeStyle: "short", timeZone, ...(language === "en" && { hourCycle: "h23" }) };
  return new Intl.DateTimeFormat(language, options).format(now());
}

// At midnight "today" is another day. A page with a stream gets its words anew; another is loaded again, unless somebody
// types on it.
function turn() {
  const is = day(now());
  const fields = [...document.querySelectorAll("textarea, input:not([type=checkbox], [type=radio])")];
  const typed = fields.some((field) => field.value !== field.defaultValue);
  if (today !== null && is !== today && !typed && !document.querySelector("[data-live]")) location.reload();
  today = is;
}

function look() {
  if (document.hidden) return;
  if (ahead === null || Math.abs(drifted() - drift) > 1000) ask();
  else tell();
}

// On paper "tomorrow" and "4 days" mean nothing without the time when it was printed.
addEventListener("beforeprint", () => {
  const line = document.querySelector("[data-as-of]");
  if (!line || ahead === null) return;
  const format = { dateStyle: "full", timeStyle: "short", timeZone: zone };
  const moment = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, format).format(now());
  line.textContent = line.dataset.asOf.replace("%(moment)s", `${moment} (${line.dataset.city})`);
});

// Where style alone cannot open what is folded, it is opened on the way to the printer, and folded again.
let unfolded = [];
if (!CSS.supports("selector(::details-content)")) {
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".ticket-live details:not([open])")];
    for (const folded of unfolded) folded.open = true;
  });
  addEventListener("afterprint", () => { for (const folded of unfolded) folded.open = false; });
}

if (!document.hidden) ask();
setInterval(look, TICK);
addEventListener("pageshow", ({ persisted }) => persisted && ask());
document.addEventListener("visibilitychange", () => document.hidden || ask());
document.addEventListener("htmx:after:swap", tell);
