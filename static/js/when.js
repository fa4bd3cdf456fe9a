// Adds to each <time data-when> how long ago it was, or is still to come, in the page's language, and keeps that fresh.
// The absolute words stay; <time data-when="only"> has none, and holds nothing but these. "within" stands in a sentence.

const language = document.documentElement.lang || "en";
const format = new Intl.RelativeTimeFormat(language);
const now = new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
const AFTER = { "": (told) => ` · ${told}`, within: (told) => ` (${told})`, only: (told) => told };
const FAR = 14 * 86_400; // seconds; beyond, a date says more

function words(seconds) {
  const far = Math.abs(seconds);
  const [unit, length] = UNITS.find(([, length]) => far >= length) ?? [];
  if (far > FAR) return "";
  return unit ? format.format(Math.trunc(seconds / length), unit) : now;
}

function tell() {
  for (const time of document.querySelectorAll("time[data-when]")) {
    const place = time.querySelector("span") ?? time.appendChild(document.createElement("span"));
    const told = words((Date.parse(time.dateTime) - Date.now()) / 1000);
    const text = told && (AFTER[time.dataset.when] ?? AFTER[""])(told);
    if (place.textContent !== text) place.textContent = text;
  }
}

tell();
setInterval(() => document.hidden || tell(), 20_000);
for (const name of ["visibilitychange", "htmx:after:swap"]) document.addEventListener(name, tell);
