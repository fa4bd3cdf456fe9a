// Pictures beneath words open larger, over the page: arrows lead from one to the next, Escape and a click beside it lead back
// to where one was. Without script, and in a new tab, the link saves the picture.

const viewer = document.querySelector("#viewer");
const part = (name) => viewer.querySelector(name);
const pictures = () => [...document.querySelectorAll("a[data-picture]")].filter((link) => link.checkVisibility?.() ?? true);
let shown = null; // the address of the picture that is open

// After news came, the same picture is another element: its address finds it.
const at = () => pictures().findIndex((link) => link.href === shown);

function show(link) {
  shown = link.href;
  const name = link.title;
  const image = part(".viewer-stage img");
  image.hidden = false;
  image.alt = name;
  image.src = link.href;
  part("#viewer-name").textContent = name;
  part(".viewer-told").textContent = link.dataset.picture;
  part("[data-viewer-save]").href = link.href;
  const all = pictures();
  part("[data-viewer-ways]").hidden = all.length < 2;
  part("[data-viewer-count]").textContent = all.length < 2 ? "" : `${all.indexOf(link) + 1} / ${all.length}`;
}

function step(by) {
  const all = pictures();
  if (all.length > 1) show(all[(Math.max(at(), 0) + by + all.length) % all.length]);
}

if (viewer?.showModal) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    show(link);
    viewer.showModal();
  });
  viewer.addEventListener("click", (event) => {
    const by = event.target.closest("[data-viewer-step]")?.dataset.viewerStep;
    if (by) step(Number(by));
    if (event.target.matches("dialog, .viewer-stage") || event.target.closest("[data-viewer-close]")) viewer.close();
  });
  viewer.addEventListener("keydown", (event) => {
    const ahead = getComputedStyle(viewer).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    step(event.key === ahead ? 1 : -1);
  });
  viewer.addEventListener("close", () => pictures()[at()]?.focus());
  part(".viewer-stage img").addEventListener("error", ({ target }) => {
    target.hidden = true;
    part(".viewer-told").textContent = viewer.dataset.failed;
  });
}
