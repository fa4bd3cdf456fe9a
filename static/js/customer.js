// The customer's page, made quicker: forms come back alone, printing has a button, and a form that could not be sent
// says so. Nothing here is needed to read or to write.

const said = document.getElementById("said");
const words = document.body.dataset;

// What was typed where one asks has arrived, and this is its page: nothing of it is held any more.
if (new URLSearchParams(location.search).get("said") === "asked") {
  try {
    for (const store of [sessionStorage, localStorage]) for (const name of ["asking", "asked files"]) store.removeItem(name);
  } catch { /* then it was not held */ }
}

function tell(text, kind = "") {
  if (!said) return;
  const notice = document.createElement("div");
  notice.className = `notice${kind && ` is-${kind}`}`;
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  said.replaceChildren(notice);
}

// When a form never reached us, the text stays where it is.
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const ctx = event.detail?.ctx;
    if (!ctx?.sourceElement?.matches?.("form")) return;
    if (name === "htmx:error") tell(words.notSent, "late");
    tellWithin(ctx.sourceElement);
  });
}

// A form that is open over the page hides what is told below: there it is told inside, too.
function tellWithin(form) {
  const sheet = form.closest(".asking:popover-open");
  sheet?.querySelector(":scope > .notice")?.remove();
  const told = said?.querySelector(".notice.is-late")?.cloneNode(true);
  if (sheet && told) sheet.prepend(told);
}

// A form that opened over the page closes once it has done its work; one that was refused stays, and says why. Anything
// else that comes meanwhile, such as a letter, leaves it open. The form that was sent has been replaced by now, so it is
// found by its id; where a part of the page around it was, that part is told of as its source.
document.addEventListener("htmx:after:swap", (event) => {
  showPrint();
  document.querySelector("[data-focus]")?.focus(); // a part that comes back refused says first why
  const { sourceElement, response } = event.detail?.ctx ?? {};
  const sent = document.getElementById(sourceElement?.id) ?? sourceElement;
  if (response?.raw?.status === 422) toFault(sent);
  if (!sourceElement?.matches?.("form") || !response) return;
  tellWithin(sent);
  if (response.raw?.status < 400) sent.closest(".asking[popover]:popover-open")?.hidePopover();
});

// A form that comes back refused leads to its first field that is wrong, which may be out of sight.
function toFault(sent) {
  const field = sent?.querySelector?.("[aria-invalid=true]");
  if (!document.querySelector("[data-focus]")) (field?.querySelector("input") ?? field)?.focus();
}

// Whoever opens a form over the page is about to write in it; typed on the button that opened it, a blank would close it.
// The browser leads there as it opens, so that no word that is typed at once goes astray.
document.addEventListener("beforetoggle", ({ target, newState }) => {
  if (newState !== "open" || !target.matches(".asking")) return;
  target.querySelector("textarea, input:not([type=hidden])")?.setAttribute("autofocus", "");
}, { capture: true });

// Near the limit the form says how much room is left, and beyond it how much is too long.
document.addEventListener("input", (event) => {
  const area = event.target.closest?.("textarea[data-limit]");
  const count = area?.form?.querySelector("[data-count]");
  if (!count) return;
  const left = Number(area.dataset.limit) - [...area.value.replaceAll("\r\n", "\n").trim()].length;
  count.hidden = left > Number(area.dataset.limit) * 0.1;
  count.classList.toggle("late", left < 0);
  const template = left < 0 ? area.dataset.overTemplate : area.dataset.limitTemplate;
  count.textContent = template.replace(/%\((left|over)\)s/, Math.abs(left).toLocaleString(document.documentElement.lang));
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});

function showPrint() {
  for (const button of document.querySelectorAll("[data-print][hidden]")) button.hidden = false;
}

// A message that the page came with stands in it. One that comes later lies over it, as its reader may be anywhere on it,
// and goes away by itself once there was time to read it. One about a failure stays until another takes its place, or
// until it is put away by a click or Escape.
new MutationObserver(() => {
  clearTimeout(said.leaving);
  said.classList.add("is-over");
  if (said.querySelector(".is-late")) return;
  if (said.childElementCount) said.leaving = setTimeout(() => said.replaceChildren(), 9000);
}).observe(said, { childList: true });
said.addEventListener("click", () => said.replaceChildren());
addEventListener("keydown", ({ key }) => { if (key === "Escape") said.replaceChildren(); });
showPrint();

// A zone's city, or how far its clock is from UTC, with the sign that people use: Etc/GMT+5 means UTC−5.
function placeOf(timeZone) {
  if (timeZone.includes("/") && !timeZone.startsWith("Etc/")) return timeZone.split("/").at(-1).replaceAll("_", " ");
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName").value.replace("GMT", "UTC").replace("-", "−");
}

// Whose clock the times are by stands on the page; a reader by another clock may have theirs instead, for good.
const clock = document.querySelector("[data-own-clock]");
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const hour = (timeZone) => new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format();

if (clock && mine && hour(mine) !== hour(clock.dataset.ownClock)) {
  const button = clock.querySelector("button");
  button.textContent = button.dataset.ownTemplate.replace("%(name)s", placeOf(mine));
  clock.elements.zone.value = mine;
  button.hidden = false;
}
