// Says in the title of the tab how many things have come up for this agent since they last looked: the queue brings what
// they were told of, by its number. Whoever looks at one window has looked, in all. No permission is needed for it.

const ASK = 60_000; // milliseconds between two looks while nobody can see the page, and it has no stream
const { agent } = document.body.dataset;
const KEYS = { looked: `looked ${agent}`, told: `told ${agent}` };
const plain = document.title;
const numbers = (text) => (text ?? "").split(" ").filter(Boolean).map(Number);
let told = numbers(document.querySelector(".queue-top[data-told]")?.dataset.told);

function kept(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* then this window counts by itself */ }
}

let looked = Number(kept(KEYS.looked) ?? Math.max(0, ...told));

function tell() {
  const newest = Math.max(0, ...told);
  if (!document.hidden && document.hasFocus() && newest > looked) keep(KEYS.looked, looked = newest);
  const count = told.filter((number) => number > looked).length;
  const title = count ? `(${count}) ${plain}` : plain;
  if (document.title !== title) document.title = title;
}

function learn(text) {
  told = numbers(text);
  tell();
}

// One window asks for all that are hidden.
async function ask() {
  const [at] = numbers(kept(KEYS.told));
  if (!document.hidden || Date.now() - (at ?? 0) < ASK / 2) return;
  keep(KEYS.told, `${Date.now()} ${told.join(" ")}`);
  try {
    const answer = await fetch(`${location.origin}/desk/live`, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const found = /data-told="([0-9 ]*)"/.exec(await answer.text());
    if (!found) return;
    keep(KEYS.told, `${Date.now()} ${found[1]}`);
    learn(found[1]);
  } catch { /* the next look is soon */ }
}

if (agent && document.querySelector(".queue-top[data-told]")) {
  document.addEventListener("htmx:after:swap", () => learn(document.querySelector(".queue-top[data-told]")?.dataset.told));
  for (const name of ["focus", "pointerdown", "keydown"]) addEventListener(name, tell, { passive: true });
  document.addEventListener("visibilitychange", tell);
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEYS.looked) looked = Number(newValue);
    if (key === KEYS.told && document.hidden) told = numbers(newValue).slice(1);
    tell();
  });
  setInterval(ask, ASK);
  tell();
}

// A notification that was pressed leads to its entry on a page that is open already.
navigator.serviceWorker?.addEventListener("message", ({ data }) => {
  if (data?.go) location.hash = data.go;
});
