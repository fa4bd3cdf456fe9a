// The menu of languages. What somebody has begun to write is still there when the page comes back in another language:
// the tab alone holds it meanwhile.

const menu = document.querySelector(".languages");
const KEY = `begun ${location.pathname}`;
const areas = () => [...document.querySelectorAll("textarea[id]:not([readonly])")];

menu?.querySelector("form").addEventListener("submit", () => {
  const begun = Object.fromEntries(areas().filter(({ value }) => value.trim()).map(({ id, value }) => [id, value]));
  try { sessionStorage.setItem(KEY, JSON.stringify(begun)); } catch { /* Back has it still */ }
});

function restore() {
  let begun = {};
  try {
    begun = JSON.parse(sessionStorage.getItem(KEY)) ?? {};
    sessionStorage.removeItem(KEY);
  } catch { /* nothing was held */ }
  for (const area of areas()) {
    if (begun[area.id] === undefined || area.value !== area.defaultValue) continue;
    area.value = begun[area.id];
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

addEventListener("click", ({ target }) => { if (menu?.open && !menu.contains(target)) menu.open = false; });
menu?.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
restore();
