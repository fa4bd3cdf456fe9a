// Shows who is there, as the stream tells it, and reports that somebody reads, or writes in a field marked data-writes.
// A report lapses by itself.

// All in milliseconds.
const READS = 20_000; // between two reports that somebody reads
const WRITES = 3_000; // between two reports that somebody writes
const STOPPED = 4_000; // after the last key, nobody writes any more
const TOUCHED = 60_000; // after the last touch, nobody reads in a window that is not in front

const main = document.querySelector("[data-live][data-presence]");
const list = new Intl.ListFormat(document.documentElement.lang || "en");
let people = null;

if (main) {
  main.addEventListener("live:presence", ({ detail }) => { people = detail; show(); });
  document.addEventListener("htmx:after:swap", () => people && show());
  bePresent(main.dataset.live);
}

function show() {
  const others = (found) => found.filter(({ id }) => id && String(id) !== main.dataset.me);
  const names = others(people.writing).map(({ name }) => name);
  for (const line of document.querySelectorAll("[data-writing]")) {
    const template = line.closest("[data-writing-template]")?.dataset.writingTemplate ?? "%(name)s …";
    const place = line.querySelector("[data-writing-text]");
    const text = names.length ? template.replace("%(name)s", list.format(names)) : "";
    if (place.textContent !== text) place.textContent = text;
    line.hidden = !text;
  }
  for (const line of document.querySelectorAll("[data-reading]")) line.hidden = !people.reading;
  for (const line of document.querySelectorAll("[data-companions]")) {
    const there = (people.companions ?? []).map(({ name }) => name);
    const text = there.length ? line.dataset.companionsTemplate.replace("%(name)s", list.format(there)) : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }
  const senders = others(people.sending ?? []).map(({ name }) => name);
  for (const line of document.querySelectorAll("[data-sending]")) {
    const text = senders.length ? line.dataset.sendingTemplate.replace("%(name)s", list.format(senders)) : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }
  for (const line of document.querySelectorAll("[data-colleagues]")) {
    const there = others(people.colleagues ?? []).map(({ name }) => name).filter((name) => ![...names, ...senders].includes(name));
    const text = there.length ? line.dataset.colleaguesTemplate.replace("%(name)s", list.format(there)) : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }
}

function bePresent(base) {
  const csrf = document.querySelector("input[name=csrf]")?.value;
  const say = (doing) => navigator.sendBeacon(`${base}/presence`, new URLSearchParams(csrf ? { doing, csrf } : { doing }));
  let touched = 0;
  let there = false;
  let wrote = 0;
  let pause = 0;

  const look = () => {
    if (document.hidden || !(document.hasFocus() || Date.now() - touched < TOUCHED)) return;
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
    if (wrote) look();
    wrote = 0;
  };

  look();
  setInterval(look, READS);
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    addEventListener(name, () => { touched = Date.now(); if (!there) look(); }, { passive: true });
  }
  for (const name of ["focus", "pageshow"]) addEventListener(name, () => there || look());
  document.addEventListener("visibilitychange", () => (document.hidden ? go() : look()));
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
