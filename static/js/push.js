// Lets this browser be one in which an agent is told at once: only by its button, never by itself. Later it only sees to it
// that the browser is still the one that the server knows, for the same agent, as services and keys change.

const { agent, pushKey } = document.body.dataset;
const WORKER = ["/desk/push_worker.js", { scope: "/desk/" }];
const IN = "told-in"; // whose browser it is, and at which address
const canBe = Boolean(pushKey) && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const part = document.querySelector("[data-push]");

const encoded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function subscribe() {
  const registration = await navigator.serviceWorker.register(...WORKER);
  const before = await registration.pushManager.getSubscription();
  const key = before?.options?.applicationServerKey;
  if (before && key && encoded(key) === pushKey) return before;
  await before?.unsubscribe(); // it was told an earlier key of this server
  await active(registration);
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: pushKey });
}

const active = (registration) => new Promise((done) => {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker || worker.state === "activated") return done();
  worker.addEventListener("statechange", () => worker.state === "activated" && done());
});

const named = (subscription) => ({
  endpoint: subscription.endpoint,
  key: encoded(subscription.getKey("p256dh")),
  secret: encoded(subscription.getKey("auth")),
});

function stored() {
  try { return JSON.parse(localStorage.getItem(IN)) ?? {}; } catch { return {}; }
}

function store(told) {
  try { localStorage.setItem(IN, JSON.stringify(told)); } catch { /* then the agent adds it again, should it change */ }
}

if (part) offer();
if (canBe && stored().agent === agent && Notification.permission === "granted") renew();

function offer() {
  const form = part.querySelector("[data-push-add]");
  const say = (name) => {
    const line = part.querySelector("[data-push-said]");
    line.textContent = line.dataset[name] ?? "";
    line.hidden = !line.textContent;
  };
  const isHere = part.querySelector("[data-here]") !== null;
  if (!isHere && stored().agent === agent) store({});
  if (!canBe) return say("cannot");
  if (isHere) navigator.serviceWorker.getRegistration("/desk/").then((found) => found?.pushManager.getSubscription())
    .then((found) => found && store({ agent, endpoint: found.endpoint }));
  form.hidden = isHere;
  if (!isHere && Notification.permission === "denied") say("denied");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") return say("denied");
      for (const [name, value] of Object.entries(named(await subscribe()))) form.elements[name].value = value;
      form.submit();
    } catch {
      say("failed");
    } finally {
      button.disabled = false;
    }
  });
  part.addEventListener("submit", ({ target, submitter }) => {
    if (submitter?.value !== "remove" || !target.matches("[data-here]")) return;
    store({});
    navigator.serviceWorker.getRegistration("/desk/").then((found) => found?.unregister()); // its subscription goes too
  });
}

async function renew() {
  try {
    const found = await navigator.serviceWorker.getRegistration("/desk/");
    const before = await found?.pushManager.getSubscription();
    const key = before?.options?.applicationServerKey;
    if (before && before.endpoint === stored().endpoint && key && encoded(key) === pushKey) return;
    const told = named(await subscribe());
    const csrf = document.querySelector("input[name=csrf]")?.value;
    const answer = await fetch("/desk/me/browsers", { method: "POST", body: new URLSearchParams({ csrf, ...told }), redirect: "manual" });
    if (answer.type === "opaqueredirect") store({ agent, endpoint: told.endpoint });
  } catch { /* the next page tries again */ }
}
