/* <virtual-ticket src="https://…/e/…" theme="light|dark|auto" size="card|compact|timeline" lang="…">a link</virtual-ticket>
   puts a card in a frame. The link inside stays until the card is there, and for good where it never comes.
   All that it leaves on the page is the element; its styles stand in its own shadow, so that yours go before them. */
(() => {
  if (customElements.get("virtual-ticket")) return;
  const ROOM = { card: 284, compact: 112, timeline: 540 };
  const LOOKS = ["theme", "size", "lang", "accent"];
  const PATIENCE = 5000;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;position:relative;max-width:26rem}:host([hidden]){display:none}slot{display:block;position:absolute;top:0}" +
      "iframe{display:block;width:100%;border:0;opacity:0}.there{opacity:1}.there+slot{display:none}",
  );

  class VirtualTicket extends HTMLElement {
    static observedAttributes = ["src", ...LOOKS];
    #frame = null;
    #asked = false;
    #hear = ({ data, source, origin }) => {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || data?.virtualTicket !== 1) return;
      if (origin !== "null" && origin !== new URL(frame.src).origin) return;
      if (!(Number.isFinite(data.height) && data.height >= 20 && data.height <= 1200)) return;
      frame.height = Math.max(Math.ceil(data.height), data.gone === true ? 0 : this.#room());
      frame.className = "there";
    };

    connectedCallback() {
      addEventListener("message", this.#hear);
      this.#build();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#hear);
    }

    attributeChangedCallback() {
      if (!this.isConnected || this.#asked) return;
      this.#asked = true;
      queueMicrotask(() => {
        this.#asked = false;
        if (this.isConnected) this.#build();
      });
    }

    #room() {
      return ROOM[this.getAttribute("size")] ?? ROOM.card;
    }

    /* What the page says that it is goes before what the visitor's system prefers. */
    #theme() {
      const theme = this.getAttribute("theme") || "auto";
      return (theme === "auto" && /^(light|dark)$/.exec(getComputedStyle(this).colorScheme)?.[0]) || theme;
    }

    #address() {
      try {
        const url = new URL(this.getAttribute("src"), document.baseURI);
        if (!/^https?:$/.test(url.protocol)) return null;
        if (/^\/p\/[^/]+$/.test(url.pathname)) url.pathname += "/card";
        for (const name of LOOKS) {
          const value = name === "theme" ? this.#theme() : this.getAttribute(name);
          if (value && value !== "auto") url.searchParams.set(name, value.replace("#", ""));
        }
        return url.href;
      } catch {
        return null;
      }
    }

    #build() {
      const address = this.#address();
      if (!address || this.#frame?.src === address) return;
      const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || this.textContent.trim() || "Virtual ticket";
      frame.loading = "lazy";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.height = this.#room();
      frame.style.colorScheme = this.#theme() === "auto" ? "light dark" : this.#theme();
      frame.onload = () => setTimeout(() => frame === this.#frame && !frame.className && frame.remove(), PATIENCE);
      this.#frame = frame;
      root.replaceChildren(frame, document.createElement("slot"));
      frame.src = address;
    }
  }

  customElements.define("virtual-ticket", VirtualTicket);
})();
