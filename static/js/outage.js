// A page that could not be looked up looks again by itself, later and later, and comes back as soon as it can. Where it
// holds words that were typed it stays, and only says that they can be sent now.

// In milliseconds: the first pause, and the longest.
const FIRST = 2_000;
const LONGEST = 20_000;

const line = document.querySelector("[data-outage]");
let pause = FIRST;
let next = 0;

if (line) {
  line.textContent = line.dataset.looks;
  wait();
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}

function wait() {
  clearTimeout(next);
  next = setTimeout(look, pause * (0.8 + Math.random() * 0.4));
  pause = Math.min(pause * 1.5, LONGEST);
}

async function look() {
  clearTimeout(next);
  if (document.hidden) return;
  try {
    const { status } = await fetch(line.dataset.outage, { method: "HEAD", cache: "no-store" });
    if (status < 500) return back();
  } catch { /* nobody is there at all: the next look is soon */ }
  wait();
}

function back() {
  if ("back" in line.dataset) line.textContent = line.dataset.back;
  else location.reload();
}
