// What the stream itself does not do: says who is there, in both directions; announces what is new; and when there is
// no stream, asks again now and then. htmx and its sse extension put the fragments in place.

const SILENT = 45_000; // milliseconds; the stream has a beat every 20 s
const ASK = 30_000;
const READS = 20_000;
const WRITES = 3_000;
const STOPPED = 4_000;
const BACK = 10_000; // the longest pause between two tries to connect again
const SURE = 500;

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

  // A refusal is no content: the page stays, and looks for itself whether it is still there.
  on("htmx:before:swap", (event) => {
    if (!(event.detail.ctx.response?.status >= 400)) return;
    event.preventDefault();
    ask();
    retry(ASK);
  });

  const announce = announcer(live, base);
  on("htmx:after:swap", () => { if (people) show(live, people); announce(); });

  // An answer is dropped when something newer came while it was under way: nothing that was shown is taken back.
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
      // Nobody there; the next time is soon.
    }
  }

  // One refusal may be a mishap; a page is left after two.
  function refused() {
    refusals += 1;
    if (refusals > 1) leave();
    else setTimeout(ask, SURE);
  }

  // A stream that once was is found again by htmx; one that never came about is tried here, less and less often.
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

  // A dead line that nobody hung up: htmx calls again.
  const hangUp = () => connection?.reader?.cancel();
  setInterval(() => {
    if (document.hidden || Date.now() - heard < SILENT) return;
    hangUp();
    ask();
  }, ASK);

  // Back in the net: the old line may look alive, and the next try may be seconds away.
  addEventListener("online", () => {
    hangUp();
    connection?.delayCanceller?.();
    ask();
  });

  if (/^\/(t|desk\/tickets)\//.test(base)) bePresent(base, base.startsWith("/t/"));
}

// The page is not there any more: show what is, unless that would lose what somebody has typed.
function leave() {
  const typed = [...document.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
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

// Says each new letter once to those who do not see it come; at the desk, what the customer wrote.
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

// Tells the others: the customer reads; somebody writes in a field marked data-writes. It lapses by itself.
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
  const isAmongUs = (form) => form?.elements.seen_by?.value === "us"; // a note, which nobody else may know of
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
