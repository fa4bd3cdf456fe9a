// What was done is said once on the page that follows. Where that page was led to a part of itself, it lies over it
// (desk.css), and goes once there was time to read it, at a click, or with Escape. One with a way back stays.

const READ = 9_000, SIGN = 80; // milliseconds at least, and for each sign of a long one
const PLACE = ":is(.desk-main > .notice, #told > .notice)[role=status]:not(.is-late)";
const part = document.getElementById(location.hash.slice(1)); // :target is known only later
const said = part && part.id !== "main" && document.querySelector(PLACE);

function goes() {
  said.remove();
}

if (said) {
  said.addEventListener("click", ({ target }) => { if (!target.closest("a, button")) goes(); });
  addEventListener("keydown", ({ key }) => { if (key === "Escape") goes(); });
  if (!said.querySelector("form")) setTimeout(goes, Math.max(READ, said.textContent.length * SIGN));
}
