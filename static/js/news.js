// A letter that came while the page was open: it is marked as new, and so is the tab until the letter was seen. The page
// stays where its reader is; a link leads there.

const main = document.querySelector("[data-live]");
const link = document.querySelector("[data-to-new]");
const icon = document.querySelector("link[rel=icon]");
const plain = { title: document.title, icon: icon?.href };
const fresh = new Set(); // the ids of letters that came since the page was opened
const unseen = new Set(); // those that nobody has had before their eyes yet

if (main && link) {
  main.addEventListener("live:letters", ({ detail }) => {
    for (const id of detail) [fresh, unseen].forEach((ids) => ids.add(id));
    mark();
    look();
  });
  document.addEventListener("htmx:after:swap", mark);
  for (const name of ["scroll", "focus", "pointerdown", "keydown"]) addEventListener(name, look, { passive: true });
  document.addEventListener("visibilitychange", look);
}

// A letter that is put in place anew loses its mark, and gets it again.
function mark() {
  for (const id of fresh) {
    const head = document.querySelector(`#${CSS.escape(id)} .letter-head`);
    if (!head || head.querySelector(".letter-new")) continue;
    const pill = document.createElement("span");
    pill.className = "pill letter-new";
    pill.textContent = link.dataset.new;
    head.append(pill);
  }
}

// Whoever has the first lines before them, in the window that is in front, has seen the letter.
function look() {
  const isLooking = !document.hidden && document.hasFocus();
  for (const id of unseen) if (isLooking && top(id) >= 0 && top(id) < innerHeight - 80) unseen.delete(id);
  tell();
}

// Pixels from the window's upper edge to this letter; below 0 where it stands further up.
function top(id) {
  return document.getElementById(id)?.getBoundingClientRect().top ?? 0;
}

function tell() {
  const [first] = unseen;
  link.hidden = !first || document.hidden;
  if (first) {
    link.setAttribute("href", `#${first}`);
    const isAbove = top(first) < 0;
    link.classList.toggle("is-below", !isAbove);
    link.querySelector("[data-way]").textContent = isAbove ? "↑" : "↓";
  }
  document.title = first ? `● ${plain.title}` : plain.title;
  if (icon) icon.href = first ? link.dataset.icon : plain.icon;
}
