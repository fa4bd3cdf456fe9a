// The list of one's tickets asks again while somebody looks at it, and takes what is new; a page out of sight rests.

const list = document.querySelector("[data-mine]");
const EACH = 15_000; // milliseconds
let etag = "", asked = 0;

async function look() {
  if (document.visibilityState !== "visible" || Date.now() - asked < EACH) return;
  asked = Date.now();
  try {
    const answer = await fetch(list.dataset.mine, etag ? { headers: { "If-None-Match": etag }, cache: "no-store" } : { cache: "no-store" });
    if (answer.status !== 200) return;
    const text = await answer.text();
    const isNew = etag && answer.headers.get("ETag") !== etag;
    etag = answer.headers.get("ETag") ?? "";
    if (!isNew) return;
    const at = [...list.querySelectorAll("a, button")].indexOf(document.activeElement);
    list.innerHTML = text;
    list.querySelectorAll("a, button")[at]?.focus();
  } catch { /* the line is cut; the next look may reach us */ }
}

setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
