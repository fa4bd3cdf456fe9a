// Keeps an open page as it would read if it were opened now. One stream brings the news of every place on the page that
// follows something, and there is none while nobody can see the page; whoever comes back gets what was missed.
// htmx puts the fragments in place.

// All in milliseconds.
const SILENT = 45_000; // a stream that says nothing for so long is dead; it has a beat every 20 s
const ASK = 30_000; // between two requests while there is no stream, and the longest pause between two tries
const LOOK = 5_000; // between two looks at whether the machine slept, or the stream has died
const AWAY = 60_000; // for whoever was away so long, the clock has moved something, too
const SURE = 500; // before a refusal is believed
const SAID = 10_000; // how long an announcement stays
const PRESS = 50; // between two looks at whether a button is still pressed

const PRESSED = ":is(a, button, label, summary):active";

// Each place has the address of its news, and the state that it shows. The first is the page's own; one beside it names
// the event that brings its news.
const places = [...document.querySelectorAll("[data-live]")].sort((a, b) => ("event" in a.dataset) - ("event" in b.dataset));
const [main] = places;

if (main) follow();

function follow() {
  let source = null;
  let heard = Date.now();
  let looked = Date.now();
  let left = heard;
  let tries = 0;
  let again = 0;
  let refusals = 0;
  let ended = false;
  let asked = 0;
  const messages = new Map(); // by place: how many the stream has brought
  const shown = new Map(); // and which was the last answer to be shown
  const announce = announcer();
  const inTurn = turns();

  function connect() {
    clearTimeout(again);
    if (source || ended || document.hidden) return;
    heard = Date.now();
    source = new EventSource(address());
    const on = (name, act) => source.addEventListener(name, (event) => { heard = Date.now(); act?.(event); });
    for (const place of places) on(place.dataset.event || "message", (event) => take(place, event));
    on("open", () => { tries = 0; told(""); });
    on("beat");
    on("presence", ({ data }) =>
      inTurn(() => main.dispatchEvent(new CustomEvent("live:presence", { detail: JSON.parse(data) }))));
    on("records", ({ data }) => told(data === "lost" ? "records" : ""));
    on("gone", () => { close(); refused(); retry(ASK); });
    source.addEventListener("error", broken);
  }

  function address() {
    const query = new URLSearchParams(places.map((place) =>
      [place === main ? "since" : place.dataset.event, place.dataset.since]));
    for (const place of places) if (place !== main) query.set("beside", place.dataset.live);
    return `${main.dataset.live}/stream?${query}`;
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(again);
  }

  // A browser does not say why: a stream that was refused is closed for good, one that broke off is not.
  function broken() {
    const isRefused = source.readyState === EventSource.CLOSED;
    close();
    if (isRefused || tries > 2) ask();
    retry(isRefused ? ASK : 0);
  }

  function retry(least = 0) {
    clearTimeout(again);
    const wait = Math.max(Math.min(1000 * 2 ** tries++, ASK), least);
    again = setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
  }

  async function take(place, { data, lastEventId }) {
    const was = place.dataset.since;
    place.dataset.since = lastEventId;
    messages.set(place, (messages.get(place) ?? 0) + 1);
    await swap(place, data);
    if (place === main) announce(was, lastEventId);
  }

  const swap = (place, text) =>
    inTurn(() => htmx.swap({ sourceElement: place, target: place, swap: "innerMorph", text }));

  // Without a stream each place is asked for alone.
  function ask() {
    heard = Date.now();
    if (!ended && !document.hidden) for (const place of places) look(place);
  }

  // An answer is dropped when something newer came while it was on its way, so that nothing newer is replaced by it.
  async function look(place) {
    const turn = (asked += 1);
    const before = messages.get(place);
    try {
      const answer = await fetch(`${place.dataset.live}/live`, { headers: { "HX-Request": "true" } });
      const text = await answer.text();
      if ([401, 404, 410].includes(answer.status)) return refused();
      if (answer.status === 503) return told("records");
      if (!answer.ok) return;
      refusals = 0;
      told("");
      if (messages.get(place) !== before || turn < (shown.get(place) ?? 0)) return;
      shown.set(place, turn);
      await swap(place, text);
      if (place === main) announce("", "");
    } catch {
      told("away"); // the next try is soon
    }
  }

  // One refusal may be an accident. After two the page does not exist any more: then what does is shown, unless that
  // would take away something that was typed.
  function refused() {
    refusals += 1;
    if (refusals < 2) return setTimeout(ask, SURE);
    ended = true;
    close();
    if (isTypedIn()) told("ended");
    else location.reload();
  }

  function wake() {
    close();
    tries = 0;
    ask();
    connect();
  }

  setInterval(() => {
    const now = Date.now();
    const slept = Math.abs(now - looked) > LOOK * 3;
    looked = now;
    if (document.hidden || ended) return;
    if (slept || now - heard > SILENT) wake();
  }, LOOK);

  addEventListener("online", () => ended || wake());
  addEventListener("pagehide", close);
  // Sending a form leaves the page, and may end the session: a page that stays all the same connects again later.
  addEventListener("submit", ({ defaultPrevented }) => {
    if (defaultPrevented || ended) return;
    close();
    retry(ASK);
  });
  addEventListener("pageshow", ({ persisted }) => persisted && connect());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      left = Date.now();
      return close();
    }
    connect();
    if (Date.now() - left > AWAY) ask();
  });
  connect();
}

// What changes the page waits while a button is pressed, which it could move away from under the finger; then each has its
// turn, in the order in which it came.
function turns() {
  let last = Promise.resolve();
  return (act) => {
    const done = last.then(released).then(act);
    last = done.catch(() => {}); // whoever waits for it hears of it
    return done;
  };
}

async function released() {
  while (document.querySelector(PRESSED)) await new Promise((look) => { setTimeout(look, PRESS); });
}

// Says in words that the page does not follow any more: for now ("away", or "records" where we are there and they are not),
// or for good ("ended"). What was said of its age where it was opened meanwhile goes as soon as it follows.
function told(how) {
  if (!how) document.querySelector(".as-known")?.remove();
  const line = document.querySelector("[data-unfollowed]");
  if (!line || line.dataset.unfollowed === how) return;
  line.dataset.unfollowed = how;
  line.textContent = line.dataset[how || "none"] ?? "";
  line.hidden = !how;
}

function isTypedIn() {
  return [...document.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue);
}

// Announces each new letter once to screen readers; at the desk, what the customer wrote. On a public page anything new is
// announced, but not what only the clock has changed: the state before the dash of its key is the same then.
function announcer() {
  const base = main.dataset.live;
  const wanted = base.startsWith("/desk") ? ".letter.is-reply[id]" : ".letter:not(.is-reply)[id]";
  const known = new Set([...main.querySelectorAll(wanted)].map(({ id }) => id));
  const state = (key) => key.split("-")[0];
  return (was, is) => {
    const fresh = [...main.querySelectorAll(wanted)].filter(({ id }) => !known.has(id));
    const place = document.querySelector("[data-announce]");
    for (const { id } of fresh) known.add(id);
    main.dispatchEvent(new CustomEvent("live:letters", { detail: fresh.map(({ id }) => id) }));
    if (!place || !(fresh.length || (base.startsWith("/p/") && state(was) !== state(is)))) return;
    const name = fresh[0]?.querySelector(".letter-who bdi")?.textContent ?? "";
    place.textContent = place.dataset.announceTemplate.replace("%(name)s", name);
    setTimeout(() => { place.textContent = ""; }, SAID);
  };
}
