// Adds to each <time data-when> how long ago it was, or how long until then, in the page's language, and keeps that fresh.
// The absolute words stay. <time data-when="only"> has none and holds only these words; "within" stands in a sentence.

const language = document.documentElement.lang || "en";
const format = new Intl.RelativeTimeFormat(language);
const now = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
const UNITS = [["hour", 3_600], ["minute", 60]];
const AFTER = { "": (told) => ` · ${told}`, within: (told) => ` (${told})`, only: (told) => told };
const DAY = 86_400;
const FAR = 14 * DAY; // seconds; beyond that, a date says more

// What is less than two days ahead is told in hours. Days are counted by the calendar: Friday is two days before Sunday.
function words(at) {
  const seconds = (at - Date.now()) / 1000;
  const far = Math.abs(seconds);
  if (far > FAR) return "";
  if (far >= (seconds > 0 ? 2 * DAY : DAY)) return format.format(midnight(at) - midnight(Date.now()), "day");
  const [unit, length] = UNITS.find(([, length]) => far >= length) ?? [];
  return unit ? format.format(Math.trunc(seconds / length), unit) : now;
}

function midnight(at) {
  const day = new Date(at);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / DAY / 1000;
}

function tell() {
  for (const time of document.querySelectorAll("time[data-when]")) {
    const place = time.querySelector("span") ?? time.appendChild(document.createElement("span"));
    const told = words(Date.parse(time.dateTime));
    const text = told && (AFTER[time.dataset.when] ?? AFTER[""])(told);
    if (place.textContent !== text) place.textContent = text;
  }
}

tell();
setInterval(() => document.hidden || tell(), 20_000);
for (const name of ["visibilitychange", "htmx:after:swap"]) document.addEventListener(name, tell);
