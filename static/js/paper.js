// Says on paper when the page was printed: without that, "tomorrow" and "4 days" mean nothing there.

const line = document.querySelector("[data-as-of]");
const { lang } = document.documentElement;

addEventListener("beforeprint", () => {
  if (!line) return;
  const format = { dateStyle: "full", timeStyle: "short", timeZone: line.dataset.zone };
  const moment = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, format).format();
  line.textContent = line.dataset.asOf.replace("%(moment)s", `${moment} (${line.dataset.city})`);
});
