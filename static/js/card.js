/* The card in its frame: says how tall it is, once at the start, since a frame that nobody sees yet is told of no change
   of its size, and then at each change. It looks again every minute while someone can see it.
   It stores nothing. Without this script the card is whole, and only stands still.
   WordPress shuts a frame that it found by oEmbed into a sandbox without new windows, and hands it a secret to ask
   for its height, or for a link to be followed. */
(() => {
  const EVERY = 60_000;
  let told = "";
  let timer = 0;
  const secret = /[#&?]secret=(\w+)/.exec(location.hash)?.[1];

  const ask = (message, value) => secret && window.parent.postMessage({ message, value, secret }, "*");

  const tell = () => {
    if (!window.innerWidth) return; // in a place without room, which is none to measure in
    const card = document.getElementById("card");
    const gone = card.classList.contains("is-gone");
    card.style.minBlockSize = "0";
    const height = Math.ceil(card.getBoundingClientRect().bottom + parseFloat(getComputedStyle(document.body).paddingBottom));
    card.style.minBlockSize = "";
    if (told !== `${height} ${gone}`) {
      told = `${height} ${gone}`;
      window.parent.postMessage({ virtualTicket: 1, height, gone }, "*");
      ask("height", height);
    }
  };

  const look = async () => {
    clearTimeout(timer);
    try {
      const answer = await fetch(location.href, { cache: "no-cache", credentials: "omit" });
      if (answer.ok || answer.status === 410) show(await answer.text());
    } catch {
      // No connection: what is shown stays, and the next look may do better.
    }
    rest();
  };

  const show = (html) => {
    const next = new DOMParser().parseFromString(html, "text/html");
    const card = document.getElementById("card");
    const fresh = next.getElementById("card");
    if (!fresh || fresh.outerHTML === card.outerHTML.replace(/ style=""/, "")) return;
    const focused = card.contains(document.activeElement);
    document.title = next.title;
    card.replaceWith(document.adoptNode(fresh));
    if (focused) fresh.querySelector("a")?.focus({ preventScroll: true });
    tell();
  };

  const rest = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(look, EVERY);
  };

  if (secret) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      ask("link", link.href);
    });
  }

  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width !== width) tell();
    width = contentRect.width;
  }).observe(document.body);
  tell();
  window.addEventListener("load", tell);
  window.addEventListener("pageshow", ({ persisted }) => persisted && look());
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  rest();
})();
