// The studio, made quicker: the previews and the code follow each change before anything is saved, frames are as tall as
// their card, and a line says what is not saved yet. Without this script there is a button for that, and the rest is forms.

const WAIT = 200; // milliseconds without a change before the previews follow
const LOOKS = ["theme", "size", "lang", "accent"]; // in the order of the code
const NOT_SEEN = ["once", "action", "colour", ...LOOKS]; // of the form, what says nothing of what others see

let timer = 0;
let known = choice();
let begun = false; // whether somebody ticked something that is not saved
let saved = known?.dataset.saved === "yes" ? spelled() : "";
let asked = ""; // the look in which the other texts were last asked for

function choice() {
  return document.getElementById("choice-form");
}

// The choice that is ticked, as the query of a preview.
function spelled() {
  const form = choice();
  if (!form) return "";
  const fields = new URLSearchParams(new FormData(form));
  for (const name of NOT_SEEN) fields.delete(name);
  return fields.toString();
}

// The look that is chosen: "" for what is as the customer or the company has it.
function look() {
  const fields = new FormData(choice());
  const accent = fields.has("colour") ? fields.get("accent").slice(1) : "";
  return { ...Object.fromEntries(LOOKS.map((name) => [name, fields.get(name)])), accent };
}

// The same as an address says it, without what is plain.
function query(names = LOOKS) {
  const chosen = look();
  const plain = { theme: "auto", size: "card", lang: "", accent: "" };
  return new URLSearchParams(names.filter((name) => chosen[name] !== plain[name]).map((name) => [name, chosen[name]])).toString();
}

function tell() {
  const place = document.querySelector("[data-unsaved]");
  const text = spelled() === saved ? "" : place.dataset.words;
  if (place.textContent !== text) place.textContent = text;
}

// The code has every choice of the look at once; what the server wrote differs in nothing else.
function write() {
  const code = document.getElementById("copy-element");
  if (!code) return;
  const chosen = look();
  const looks = LOOKS.filter((name) => chosen[name]).map((name) => ` ${name}="${chosen[name]}"`).join("");
  const rooms = Object.fromEntries(code.dataset.rooms.trim().split(" ").map((room) => room.split(":")));
  const text = code.textContent.replace(
    /(<virtual-ticket src="[^"]*")[^>]* style="display: block; min-height: \d+px"/,
    `$1${looks} style="display: block; min-height: ${rooms[chosen.size]}px"`,
  );
  if (code.textContent !== text) code.textContent = text;
  if (code.value !== text) code.value = text; // a morph has set it, and from then on it does not follow by itself
}

// The other texts come from the server, once for each look.
function ask() {
  const texts = document.getElementById("texts");
  if (!document.getElementById("copy-element") || [texts.dataset.chosen, asked].includes(query())) return;
  asked = query();
  htmx.ajax("GET", `${location.pathname}?${asked}`, { target: "#texts", swap: "outerMorph" });
}

function follow() {
  const spoken = query(["lang", "accent"]);
  const seen = `${spelled()}&at=${choice().dataset.version}${spoken && `&${spoken}`}`;
  for (const look of document.querySelectorAll("[data-look]:not(.is-coming)")) {
    const address = `${look.dataset.look}&${seen}`;
    if (!look.checkVisibility() || look.getAttribute("src") === address) continue;
    if (look.parentElement.querySelector(".is-coming")?.getAttribute("src") === address) continue;
    if (look.localName === "iframe") exchange(look, address);
    else look.setAttribute("src", address);
  }
}

// The new frame loads beneath the old one, so that nothing flickers.
function exchange(look, address) {
  look.parentElement.querySelector(".is-coming")?.remove();
  const next = look.cloneNode();
  next.classList.add("is-coming");
  next.loading = "eager";
  next.src = address;
  next.addEventListener("load", () => {
    if (!next.isConnected) return;
    const reads = look.contentWindow?.scrollY ?? 0;
    next.contentWindow?.scrollTo(0, reads);
    next.classList.remove("is-coming");
    look.remove();
  }, { once: true });
  look.after(next);
}

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    if (!target.form || target.form !== choice()) return;
    begun ||= choice().contains(target);
    write();
    clearTimeout(timer);
    timer = setTimeout(changed, WAIT);
  });
}

// The line that says so must not move a button away while it is pressed.
function changed() {
  if (document.querySelector(":is(a, button, label, summary):active")) {
    timer = setTimeout(changed, WAIT);
    return;
  }
  tell();
  follow();
  ask();
}

// After saving, the form comes anew: unless it was refused, its choice is what is saved now. So it is where nobody has ticked
// anything, when it was saved elsewhere.
document.addEventListener("htmx:after:swap", () => {
  const form = choice();
  if (form !== known) begun = form?.dataset.saved !== "yes";
  if (!begun) saved = spelled();
  known = form;
  if (!document.getElementById("texts")?.dataset.chosen) asked = "";
  write();
  tell();
  follow();
  ask();
});

// News of the ticket knows nothing of the look that is chosen here, nor does a page whose fields a browser has filled again.
const steps = document.querySelector(".studio-steps");
write();
new MutationObserver(write).observe(steps, { childList: true, characterData: true, subtree: true });

// What is not shown follows once it is.
document.addEventListener("toggle", () => choice() && follow(), true);

// A card says how tall it is.
addEventListener("message", ({ source, origin, data }) => {
  if (origin !== location.origin || data?.virtualTicket !== 1 || !(data.height >= 20 && data.height <= 1200)) return;
  const frame = [...document.querySelectorAll("iframe.look")].find((look) => look.contentWindow === source);
  if (frame) frame.height = Math.ceil(data.height);
});
