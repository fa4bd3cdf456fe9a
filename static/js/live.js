// What the stream alone does not do: it shows and reports who is there, announces what is new, and asks now and then while
// there is no stream. htmx and its sse extension put the fragments in place.

// All in milliseconds.
const SILENT = 45_000; // a stream that says nothing for so long is dead; it has a beat every 20 s
const ASK = 30_000; // between two requests while there is no stream
const READS = 20_000; // between two reports that somebody reads
const WRITES = 3_000; // between two reports that somebody writes
const STOPPED = 4_000; // after the last key, nobody writes any more
const BACK = 10_000; // the longest pause before htmx connects again
const SURE = 500; // before a refusal is believed

htmx.config.sse = { reconnectMaxDelay: BACK, ...htmx.config.sse };

const csrf = (document.querySelector("meta[name=csrf]")?.content ?? document.querySelector("input[name=csrf]")?.value);
const list = new Intl.ListFormat(document.documentElement.lang || "en");

for (const live of document.querySelectorAll("[data-live]")) follow(live, live.dataset.live);

function follow(live, base) {
  const on = (name, act) => live.addEventListener(name, (event) => event.target === live && act(event));
  let connection = null;
  let heard = Date.now();
  let people = null;
  let tries = 0;
  let again = 0;
  let messages = 0;
  let asked = 0;
  let shown = 0;
  let refusals = 0;

  live.setAttribute("hx-sse:close", "gone");
  on("htmx:sse:after:connection", (event) => { connection = event.detail.connection; heard = Date.now(); tries = 0; });
  on("htmx:sse:before:message", ({ detail }) => { heard = Date.now(); messages += detail.message.event ? 0 : 1; });
  on("htmx:sse:close", (event) => { connection = null; if (event.detail.reason !== "message") retry(); });
  on("htmx:error", () => connection || retry());
  on("presence", (event) => { people = JSON.parse(event.detail.data); show(live, people); });
  on("gone", () => { refusals += 1; ask(); retry(ASK); });

  // A refusal is not content: the page stays, and finds out by itself whether it still exists.
  on("htmx:before:swap", (event) => {
    if (!(event.detail.ctx.response?.status >= 400)) return;
    event.preventDefault();
    ask();
    retry(ASK);
  });

  const announce = announcer(live, base);
  on("htmx:after:swap", () => { if (people) show(live, people); announce(); });

  // An answer is dropped when something newer came while it was on its way, so that nothing newer is replaced by it.
  async function ask() {
    const turn = (asked += 1);
    const before = messages;
    try {
      const answer = await fetch(`${base}/live`, { headers: { "HX-Request": "true" } });
      const text = await answer.text();
      if ([401, 404, 410].includes(answer.status)) return refused();
      if (!answer.ok) return;
      refusals = 0;
      if (messages !== before || turn < shown) return;
      shown = turn;
      await htmx.swap({ sourceElement: live, target: live, swap: "innerMorph", text });
    } catch {
      // The server cannot be reached; the next try is soon.
    }
  }

  // One refusal may be an accident; the page reloads after two.
  function refused() {
    refusals += 1;
    if (refusals > 1) leave();
    else setTimeout(ask, SURE);
  }

  // htmx connects a broken stream again; one that never began is tried here, less and less often.
  function retry(least = 0) {
    clearTimeout(again);
    const wait = Math.max(Math.min(1000 * 2 ** tries++, ASK), least);
    again = setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
  }

  function connect() {
    if (connection || !live.isConnected) return;
    if (document.hidden) document.addEventListener("visibilitychange", connect, { once: true });
    else htmx.ajax("GET", live.getAttribute("hx-sse:connect"), { source: live });
  }

  // A dead connection that nobody closed is closed here; then htmx connects again.
  const hangUp = () => connection?.reader?.cancel();
  setInterval(() => {
    if (document.hidden || Date.now() - heard < SILENT) return;
    hangUp();
    ask();
  }, ASK);

  // Back online: the old connection may look alive, and the next try may be seconds away.
  addEventListener("online", () => {
    hangUp();
    connection?.delayCanceller?.();
    ask();
  });

  if (/^\/(t|desk\/tickets)\//.test(base)) bePresent(base, base.startsWith("/t/"));
}

// The page does not exist any more: show what does, unless something that was typed would be lost.
function leave() {
  const typed = [...document.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue);
  if (!typed) location.reload();
}

function show(live, { writing, reading }) {
  const names = writing.filter(({ id }) => id && String(id) !== live.dataset.me).map(({ name }) => name);
  for (const line of document.querySelectorAll("[data-writing]")) {
    const template = line.closest("[data-writing-template]")?.dataset.writingTemplate ?? "%(name)s …";
    const place = line.querySelector("[data-writing-text]");
    const text = names.length ? template.replace("%(name)s", list.format(names)) : "";
    if (place.textContent !== text) place.textContent = text;
    line.hidden = !text;
  }
  for (const line of document.querySelectorAll("[data-reading]")) line.hidden = !reading;
}

// Announces each new letter once to screen readers; at the desk, what the customer wrote.
function announcer(live, base) {
  const wanted = base.startsWith("/desk") ? ".letter.is-reply[id]" : ".letter:not(.is-reply)[id]";
  const known = new Set([...live.querySelectorAll(wanted)].map(({ id }) => id));
  return () => {
    const fresh = [...live.querySelectorAll(wanted)].filter(({ id }) => !known.has(id));
    const place = document.querySelector("[data-announce]");
    for (const { id } of fresh) known.add(id);
    if (!place || base === "/desk" || !(fresh.length || base.startsWith("/p/"))) return;
    const name = fresh[0]?.querySelector(".letter-who bdi")?.textContent ?? "";
    place.textContent = place.dataset.announceTemplate.replace("%(name)s", name);
    setTimeout(() => { place.textContent = ""; }, 10_000);
  };
}

// Reports that the customer reads, or that somebody writes in a field marked data-writes. A report lapses by itself.
function bePresent(base, reads) {
  const say = (doing) => navigator.sendBeacon(`${base}/presence`, new URLSearchParams(csrf ? { doing, csrf } : { doing }));
  let touched = 0;
  let there = false;
  let wrote = 0;
  let pause = 0;

  const look = () => {
    if (document.hidden || !(document.hasFocus() || Date.now() - touched < 60_000)) return;
    there = true;
    say("reading");
  };
  const go = () => {
    if (there) say("gone");
    there = false;
  };
  const stop = () => {
    clearTimeout(pause);
    if (wrote) say("gone");
    if (wrote && reads) look();
    wrote = 0;
  };

  if (reads) {
    look();
    setInterval(look, READS);
    for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
      addEventListener(name, () => { touched = Date.now(); if (!there) look(); }, { passive: true });
    }
    for (const name of ["focus", "pageshow"]) addEventListener(name, () => there || look());
    document.addEventListener("visibilitychange", () => (document.hidden ? go() : look()));
  }
  addEventListener("pagehide", () => { stop(); go(); });
  const isAmongUs = (form) => form?.elements.seen_by?.value === "us"; // a note, of which the customer must not know
  document.addEventListener("change", ({ target }) => isAmongUs(target.form) && stop());
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-writes]")) return;
    if (!target.value.trim() || isAmongUs(target.form)) return stop();
    if (Date.now() - wrote > WRITES) {
      wrote = Date.now();
      say("writing");
    }
    clearTimeout(pause);
    pause = setTimeout(stop, STOPPED);
  });
  for (const name of ["focusout", "submit"]) {
    document.addEventListener(name, ({ target }) => (target.matches?.("[data-writes], form")) && stop());
  }
}
