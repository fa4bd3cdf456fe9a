// The queue as it changes: the ticket that is open here stays marked, wherever it stands by then, and what has just come to
// this agent, a ticket that a colleague handed over or opened, is said once for whoever hears the page.

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

// The stream is the same for every page and knows none: what it brings is unmarked. A row keeps its mark with its ticket,
// and one that was away and comes back gets it again.
const queue = document.getElementById("queue");

if (queue) {
  htmx.registerExtension("queue", {
    htmx_before_morph_attr: (node, { attrName }) => !(attrName === "aria-current" && node.matches("[data-ticket]")),
  });
  document.addEventListener("htmx:after:swap", () => {
    for (const item of queue.querySelectorAll("[data-ticket]")) {
      if (item.dataset.ticket !== queue.dataset.current) item.removeAttribute("aria-current");
      else if (!item.hasAttribute("aria-current")) item.setAttribute("aria-current", "page");
    }
  });
}
