// A letter that is held: shows how long it can still be taken back, and says once what has become of it. Nothing of this
// decides anything: the server does.

const TICK = 250; // milliseconds between two looks at the time left
const AGAIN = 1_000; // and between two questions what has become of it
const ASKED = 20; // how often that is asked before it is left to the next page

for (const strip of document.querySelectorAll("[data-held][data-state=held]")) {
  const end = performance.now() + Number(strip.dataset.seconds) * 1_000;
  const count = strip.querySelector("[data-held-count]");
  const timer = setInterval(() => {
    const left = Math.ceil((end - performance.now()) / 1_000);
    count.textContent = Math.max(left, 0).toLocaleString(document.documentElement.lang);
    if (left > 0) return;
    clearInterval(timer);
    count.textContent = "";
    ask(strip, ASKED);
  }, TICK);
}

async function ask(strip, times) {
  const answer = await fetch(strip.dataset.held, { headers: { "HX-Request": "true" } }).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page?.querySelector("[data-held]");
  if (now && now.dataset.state !== "held") show(strip, now);
  else if (times && !(answer && answer.status === 404)) setTimeout(() => ask(strip, times - 1), AGAIN);
}

// The live region stays the same element, so that its new words are read out; whoever is at a button here stays near.
function show(strip, now) {
  const had = strip.contains(document.activeElement);
  strip.dataset.state = now.dataset.state;
  strip.className = now.className;
  strip.querySelector(".icon")?.replaceWith(now.querySelector(".icon"));
  strip.querySelector(".held-acts").replaceWith(now.querySelector(".held-acts"));
  strip.querySelector("[role=status]").textContent = now.querySelector("[role=status]").textContent.trim();
  // Whoever wrote it has read it.
  if (now.dataset.went) document.dispatchEvent(new CustomEvent("held:went", { detail: `v${now.dataset.went}` }));
  if (had) strip.querySelector(".held-acts a, .held-acts button")?.focus();
}
