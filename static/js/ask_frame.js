/* The form for asking in its frame: it says how tall it is, and follows the light of the page around it, if that says
   which. What was typed stays through a reload: this tab alone holds it, until it was sent. No word of it, and no
   address, is told to the page around. In a sandbox without an origin nothing may be held; all else is the same. */
(() => {
  const form = document.querySelector("#ask");
  const given = new URLSearchParams(location.search);
  const KEY = JSON.stringify(["asking", given.get("topic"), given.get("about")]);
  let told = 0;

  const tell = () => {
    if (!window.innerWidth) return; // in a place without room, which is none to measure in
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height !== told) window.parent.postMessage({ askForHelp: 1, height }, "*");
    told = height;
  };
  new ResizeObserver(tell).observe(document.body);
  addEventListener("load", tell);
  addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.askForHelp === 1 && ["light", "dark"].includes(data.theme)) document.documentElement.dataset.theme = data.theme;
  });

  const held = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null; // then nobody remembers it
    }
  };
  const fields = () => [...form.elements].filter(({ name, type }) => name && !["hidden", "submit", "file"].includes(type));
  const hold = () => {
    const typed = fields().filter(({ type, checked, value, defaultValue }) => (type === "radio" ? checked : value !== defaultValue));
    held((store) => store.setItem(KEY, JSON.stringify(typed.map(({ name, value }) => [name, value]))));
  };
  const restore = () => {
    const typed = new Map(held((store) => JSON.parse(store.getItem(KEY))) ?? []);
    for (const field of fields()) {
      if (!typed.has(field.name)) continue;
      if (field.type === "radio") field.checked = field.value === typed.get(field.name);
      else if (field.value === field.defaultValue) field.value = typed.get(field.name);
      if (field.value && field.type !== "radio") field.closest("details")?.setAttribute("open", "");
    }
  };

  if (form) {
    form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || form.elements.zone.value;
    if (!document.querySelector("#errors")) restore(); // a refused form holds what was typed, made better
    form.addEventListener("input", hold);
    form.addEventListener("change", hold);
  }
  if (document.querySelector("[data-sent]")) {
    held((store) => store.removeItem(KEY));
    history.replaceState(null, ""); // after a reload or Back the form is there, empty, and nothing is sent again
  }
  document.querySelector("[data-focus]")?.focus();
  tell();
})();
