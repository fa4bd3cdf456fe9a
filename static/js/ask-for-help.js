/* <ask-for-help src="https://…/ask" topic="repair" about="Order 1042" lang="…" theme="light|dark|auto">a link</ask-for-help>
   puts the form for asking in a frame. The link inside stays until the form has come and said how tall it is, and for good
   where it never comes. A change of the light loads nothing anew: no word is lost that somebody types.
   All that it leaves on the page is the element; its styles stand in its own shadow, so that yours go before them. */
(() => {
  if (customElements.get("ask-for-help")) return;
  const ROOM = 560, TALLEST = 6000, FADE = 400;
  const GIVEN = ["topic", "about", "lang"];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;position:relative;max-width:704px}:host([hidden]){display:none}slot{display:block;position:absolute;top:0}" +
      "iframe{display:block;width:100%;border:0;visibility:hidden}.there{visibility:inherit}.there+slot{display:none}",
  );

  class AskForHelp extends HTMLElement {
    static observedAttributes = ["src", "theme", ...GIVEN];
    #frame = null;
    #slot = document.createElement("slot");
    #timer = 0;
    #hear = ({ data, source, origin }) => {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || data?.askForHelp !== 1) return;
      if (origin !== "null" && origin !== new URL(frame.src).origin) return;
      if (!(Number.isFinite(data.height) && data.height >= 20 && data.height <= TALLEST)) return;
      frame.height = Math.ceil(data.height);
      frame.className = "there";
      this.#shine();
    };

    /* A page changes its colours by its root, or with the system, and may take a moment to fade. */
    #repaint = () => this.#later(FADE);
    #page = new MutationObserver(this.#repaint);
    #system = matchMedia("(prefers-color-scheme:dark)");

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#system.addEventListener("change", this.#repaint);
      for (const at of [document.documentElement, document.body]) this.#page.observe(at, { attributes: true });
      this.#frame = null;
      this.#build();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#system.removeEventListener("change", this.#repaint);
      this.#page.disconnect();
    }

    /* Moved by moveBefore(), it loses nothing. */
    connectedMoveCallback() {}

    attributeChangedCallback() {
      this.#later(0);
    }

    #later(wait) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.isConnected && this.#build(), wait);
    }

    /* Whether a colour is light or dark; neither, where one sees through it. */
    #tone(colour) {
      const { style } = this.#slot;
      style.color = `color-mix(in srgb,${colour},${colour})`;
      const [red, green, blue, alpha = 1] = getComputedStyle(this.#slot).color.match(/\d[\d.e-]*/g);
      style.color = "";
      return alpha < 0.5 ? "" : 0.3 * red + 0.59 * green + 0.11 * blue > 0.5 ? "light" : "dark";
    }

    /* What is really behind the form goes before what the visitor's system prefers, as it does behind a card. */
    #theme() {
      const theme = this.getAttribute("theme") || "auto";
      if (["light", "dark"].includes(theme)) return theme;
      for (let at = this; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
        const { backgroundColor, backgroundImage, color } = getComputedStyle(at);
        const ground = this.#tone(backgroundColor);
        if (ground) return ground;
        if (backgroundImage !== "none") return this.#tone(color) === "light" ? "dark" : "light";
      }
      return this.#tone("Canvas");
    }

    #shine() {
      const theme = this.#theme();
      this.#frame.style.colorScheme = theme;
      this.#frame.contentWindow?.postMessage({ askForHelp: 1, theme }, "*");
    }

    #address() {
      try {
        const url = new URL(this.getAttribute("src"), document.baseURI);
        if (!/^https?:$/.test(url.protocol) || !/\/ask(\/frame)?$/.test(url.pathname)) return null;
        url.pathname = url.pathname.replace(/(\/frame)?$/, "/frame");
        for (const name of GIVEN) if (this.getAttribute(name)) url.searchParams.set(name, this.getAttribute(name).slice(0, 200));
        return url.href;
      } catch {
        return null;
      }
    }

    #build() {
      const url = this.#address();
      if (!url) return;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      if (!this.#slot.isConnected) root.append(this.#slot); // the link shows, and colours are looked up by it
      if (this.#frame?.dataset.src === url) return this.#shine();
      const frame = document.createElement("iframe"), asked = new URL(url), theme = this.#theme();
      asked.searchParams.set("theme", theme);
      frame.dataset.src = url;
      frame.loading = "lazy";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.height = ROOM;
      frame.title = this.getAttribute("title") || this.textContent.trim() || "Ask for help";
      frame.style.colorScheme = theme;
      frame.src = asked;
      this.#frame = frame;
      root.replaceChildren(frame, this.#slot);
    }
  }

  customElements.define("ask-for-help", AskForHelp);
})();
