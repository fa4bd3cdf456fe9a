// Says once, for whoever hears the page, what has just come to this agent: a ticket that a colleague handed over or opened.

const SAID = 10_000; // milliseconds that an announcement stays

const line = document.querySelector("[data-arrivals]");
const here = () => [...document.querySelectorAll("#queue [data-arrived]")];
const known = new Set(here().map(({ dataset }) => dataset.ticket));

if (line) {
  document.addEventListener("htmx:after:swap", () => {
    const fresh = here().filter(({ dataset }) => !known.has(dataset.ticket));
    if (!fresh.length) return;
    for (const { dataset } of fresh) known.add(dataset.ticket);
    const names = new Intl.ListFormat(document.documentElement.lang).format(fresh.map(({ dataset }) => dataset.arrived));
    line.textContent = line.dataset.arrivals.replace("%(names)s", names);
    setTimeout(() => { line.textContent = ""; }, SAID);
  });
}
