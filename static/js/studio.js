// The studio, made quicker: the previews follow each change before anything is saved, frames are as tall as their card,
// and a line says what is not saved yet. Without this script there is a button for the preview, and the rest is forms.

const WAIT = 200; // milliseconds without a change before the previews follow

let timer = 0;
let known = choice();
let begun = false; // whether somebody ticked something that is not saved
let saved = known?.dataset.saved === "yes" ? spelled() : "";

function choice() {
  return document.getElementById("choice-form");
}

// The choice that is ticked, as the query of a preview.
function spelled() {
  const form = choice();
  if (!form) return "";
  const fields = new URLSearchParams(new FormData(form));
  for (const name of ["once", "action"]) fields.delete(name);
  return fields.toString();
}

function tell() {
  const place = document.querySelector("[data-unsaved]");
  const text = spelled() === saved ? "" : place.dataset.words;
  if (place.textContent !== text) place.textContent = text;
}

function follow() {
  const query = spelled();
  for (const look of document.querySelectorAll("[data-look]:not(.is-coming)")) {
    const address = `${look.dataset.look}&${query}&at=${choice().dataset.version}`;
    if (!look.offsetParent || look.getAttribute("src") === address) continue;
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
    if (!choice()?.contains(target)) return;
    begun = true;
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
}

// After saving, the form comes anew: unless it was refused, its choice is what is saved now. So it is where nobody has ticked
// anything, when it was saved elsewhere.
document.addEventListener("htmx:after:swap", () => {
  const form = choice();
  if (form !== known) begun = form?.dataset.saved !== "yes";
  if (!begun) saved = spelled();
  known = form;
  tell();
  follow();
});

// What is not shown follows once it is.
document.addEventListener("change", ({ target }) => target.closest(".looks-chosen") && follow());

// A card says how tall it is.
addEventListener("message", ({ source, origin, data }) => {
  if (origin !== location.origin || data?.virtualTicket !== 1 || !(data.height >= 20 && data.height <= 1200)) return;
  const frame = [...document.querySelectorAll("iframe.look")].find((look) => look.contentWindow === source);
  if (frame) frame.height = Math.ceil(data.height);
});
