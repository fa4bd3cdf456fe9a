/* <virtual-ticket src="https://…/e/…" theme="light|dark|auto" size="card|compact|timeline" lang="…">a link</virtual-ticket>
   puts a card in a frame, once it comes near the screen. The link inside stays until the card has come and said how tall it
   is, however long that takes, and for good where it never comes.
   All that it leaves on the page is the element; its styles stand in its own shadow, so that yours go before them. */
(() => {
  if (customElements.get("virtual-ticket")) return;
  const ROOM = { card: 290, compact: 112, timeline: 428 };
  const LOOKS = ["theme", "size", "lang", "accent"];
  const NEAR = { rootMargin: "400px", scrollMargin: "400px" };
  const FADE = 400;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;position:relative;max-width:416px}:host([hidden]){display:none}slot{display:block;position:absolute;top:0}" +
      "iframe{display:block;width:100%;min-height:inherit;border:0;visibility:hidden}.there{visibility:inherit}.there+slot{display:none}",
  );

  class VirtualTicket extends HTMLElement {
    static observedAttributes = ["src", ...LOOKS];
    #frame = null;
    #slot = document.createElement("slot");
    #near = false;
    #timer = 0;
    #eye = new IntersectionObserver((seen) => {
      if (this.#near || !seen.at(-1).isIntersecting) return;
      this.#near = true;
      this.#build();
    }, NEAR);
    #hear = ({ data, source, origin }) => {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || data?.virtualTicket !== 1) return;
      if (origin !== "null" && origin !== new URL(frame.src).origin) return;
      if (!(Number.isFinite(data.height) && data.height >= 20 && data.height <= 1200)) return;
      frame.height = Math.max(Math.ceil(data.height), data.gone === true ? 0 : this.#room());
      frame.className = "there";
    };

    /* A page changes its colours by its root, or with the system, and may take a moment to fade. */
    #repaint = () => this.#later(FADE);
    #page = new MutationObserver(this.#repaint);
    #system = matchMedia("(prefers-color-scheme:dark)");

    /* A frame that was moved is empty: it is asked for again, and keeps its height until then. */
    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#system.addEventListener("change", this.#repaint);
      for (const at of [document.documentElement, document.body]) this.#page.observe(at, { attributes: true });
      if (this.#address()) this.#place(this.#frame?.height);
      this.#eye.observe(this);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
      this.#system.removeEventListener("change", this.#repaint);
      this.#page.disconnect();
      this.#eye.disconnect();
      this.#near = false;
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

    #room() {
      return ROOM[this.getAttribute("size")] ?? ROOM.card;
    }

    /* Whether a colour is light or dark; neither, where one sees through it. */
    #tone(colour) {
      const { style } = this.#slot;
      style.color = `color-mix(in srgb,${colour},${colour})`;
      const [red, green, blue, alpha = 1] = getComputedStyle(this.#slot).color.match(/\d[\d.e-]*/g);
      style.color = "";
      return alpha < 0.5 ? "" : 0.3 * red + 0.59 * green + 0.11 * blue > 0.5 ? "light" : "dark";
    }

    /* What is really behind the card goes before what the visitor's system prefers: the nearest ground, on a picture the
       words there, and at last the bare page in the scheme that it declares. */
    #theme() {
      const theme = this.getAttribute("theme") || "auto";
      if (theme !== "auto") return theme;
      for (let at = this; at; at = at.assignedSlot ?? at.parentElement ?? at.getRootNode().host) {
        const { backgroundColor, backgroundImage, color } = getComputedStyle(at);
        const ground = this.#tone(backgroundColor);
        if (ground) return ground;
        if (backgroundImage !== "none") return this.#tone(color) === "light" ? "dark" : "light";
      }
      return this.#tone("Canvas");
    }

    #address() {
      try {
        const url = new URL(this.getAttribute("src"), document.baseURI);
        if (!/^https?:$/.test(url.protocol)) return null;
        if (/^\/p\/[^/]+$/.test(url.pathname)) url.pathname += "/card";
        return url;
      } catch {
        return null;
      }
    }

    #place(height = this.#room()) {
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const frame = document.createElement("iframe");
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.height = height;
      this.#frame = frame;
      root.replaceChildren(frame, this.#slot);
    }

    #build() {
      const url = this.#address();
      if (!url) return;
      if (!this.#frame) this.#place();
      if (!this.#near) return;
      const looks = { theme: this.#theme() };
      for (const name of LOOKS) {
        const value = looks[name] ?? this.getAttribute(name);
        if (value) url.searchParams.set(name, value.replace("#", ""));
      }
      if (this.#frame.src === url.href) return;
      if (this.#frame.src) this.#place();
      this.#frame.title = this.getAttribute("title") || this.textContent.trim() || "Virtual ticket";
      this.#frame.style.colorScheme = looks.theme;
      this.#frame.src = url;
    }
  }

  customElements.define("virtual-ticket", VirtualTicket);
})();
