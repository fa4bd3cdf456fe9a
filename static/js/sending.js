// A form that carries words leaves its page only once we can be reached: where we cannot, it stays as it is, and says so.
// Without script the browser shows a page of its own then, on which the words are not.

const PATIENCE = 8_000; // milliseconds to wait for an answer
const NOT_US = [502, 504]; // a proxy's answers where it does not find us
const WORDS = "textarea:not([readonly]), input:not([type=hidden], [type=file])";
const line = document.querySelector("[data-not-sent]");
const asking = new WeakSet(); // forms of which it is being asked
const sure = new WeakSet(); // forms that go now

// Before all others that listen: whatever they do as a form is sent, they do when it goes.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.method !== "post" || !form.querySelector(WORDS) || sure.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!asking.has(form)) send(form, submitter);
}, { capture: true });

async function send(form, submitter) {
  asking.add(form);
  tell("");
  const isReached = await reach();
  asking.delete(form);
  if (!isReached) return tell(line.dataset.notSent);
  sure.add(form);
  form.requestSubmit(submitter?.isConnected ? submitter : null);
  sure.delete(form); // where a field kept it
}

async function reach() {
  try {
    const { status } = await fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return !NOT_US.includes(status);
  } catch {
    return false;
  }
}

function tell(words) {
  line.hidden = !words;
  line.textContent = words;
}

line.addEventListener("click", () => tell(""));
addEventListener("keydown", ({ key }) => { if (key === "Escape") tell(""); });
