// The customer's page, made quicker: forms come back alone, copying and printing have buttons, a sending that
// fails says so. Nothing here is needed to read or to write.

const said = document.getElementById("said");
const words = document.body.dataset;

function tell(text, kind = "") {
  if (!said) return;
  const notice = document.createElement("div");
  notice.className = `notice${kind && ` is-${kind}`}`;
  const line = document.createElement("p");
  line.textContent = text;
  notice.append(line);
  said.replaceChildren(notice);
}

// A sending that never arrived: the text stays where it is.
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.addEventListener(name, (event) => {
    const ctx = event.detail?.ctx;
    if (!ctx?.sourceElement?.matches?.("form")) return;
    if (name === "htmx:error") tell(words.notSent, "late");
  });
}

// A form that opened over the page closes once it did its work; one that was refused stays, and says why. Whatever else
// comes meanwhile, such as a letter, leaves it open. The form that was sent is replaced by now, so its name finds it.
document.addEventListener("htmx:after:swap", (event) => {
  nameOwner();
  unfold();
  const { sourceElement, response } = event.detail?.ctx ?? {};
  if (!sourceElement?.matches?.("form") || !response || response.raw?.status >= 400) return;
  document.getElementById(sourceElement.id)?.closest(".asking[popover]:popover-open")?.hidePopover();
});

// Near the limit the form says how much room is left, and beyond it by how much it is too long.
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

document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (copy) await copyFrom(copy);
  if (event.target.closest?.("[data-print]")) window.print();
});

// After a handover the forms name the new owner too; nothing that is typed in them is touched.
function nameOwner() {
  for (const words of document.querySelectorAll("[data-owner-words] > [data-for]")) {
    const named = document.querySelector(words.dataset.for);
    if (named && named.textContent !== words.textContent) named.textContent = words.textContent;
  }
}

async function copyFrom(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    source.select();
    document.execCommand("copy");
  }
  const before = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 2000);
}

function unfold() {
  for (const button of document.querySelectorAll("[data-copy][hidden], [data-print][hidden]")) button.hidden = false;
}

// What was said goes away by itself, once it could be read. What failed stays until something else is said, or until it
// is put away by a click or Escape.
new MutationObserver(() => {
  clearTimeout(said.leaving);
  if (said.querySelector(".is-late")) return;
  if (said.childElementCount) said.leaving = setTimeout(() => said.replaceChildren(), 9000);
}).observe(said, { childList: true });
said.addEventListener("click", () => said.replaceChildren());
addEventListener("keydown", ({ key }) => { if (key === "Escape") said.replaceChildren(); });
unfold();
