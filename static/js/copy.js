// Buttons that copy the text of another element, and say so for a moment. Without script they stay hidden.

const SAYS = 2_500; // milliseconds
const labels = new WeakMap();

function show() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
  } catch {
    if (!copySelected(source)) return; // the text is selected now, to be copied by hand
  }
  say(button);
});

// The older way, for pages that did not come over https.
function copySelected(source) {
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
  return document.execCommand("copy");
}

function say(button) {
  const { label = button.textContent, timer } = labels.get(button) ?? {};
  clearTimeout(timer);
  button.textContent = button.dataset.copied;
  const back = () => { button.textContent = label; labels.delete(button); };
  labels.set(button, { label, timer: setTimeout(back, SAYS) });
}

show();
document.addEventListener("htmx:after:swap", show);
