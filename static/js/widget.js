/* <virtual-ticket src="https://…/e/…" theme="light|dark|auto" size="card|compact|timeline" lang="…">a link</virtual-ticket>
   puts a card in a frame. The link inside stays until the card is there, and for good where it never comes. */
(() => {
  if (customElements.get("virtual-ticket")) return;
  const ROOM = { card: 284, compact: 112, timeline: 540 };
  const PATIENCE = 5000;

  class VirtualTicket extends HTMLElement {
    static observedAttributes = ["src", "theme", "size", "lang", "accent"];
    #frame = null;
    #slot = null;
    #asked = false;
    #hear = (event) => {
      const { data, source, origin } = event;
      if (!this.#frame || source !== this.#frame.contentWindow || data?.virtualTicket !== 1) return;
      if (origin !== "null" && origin !== new URL(this.#frame.src).origin) return;
      if (!(Number.isFinite(data.height) && data.height >= 20 && data.height <= 1200)) return;
      const least = data.gone === true ? 0 : this.#room();
      this.#frame.style.height = `${Math.max(Math.ceil(data.height), least)}px`;
      this.#turn(true);
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

    #address() {
      try {
        const url = new URL(this.getAttribute("src"), document.baseURI);
        if (!/^https?:$/.test(url.protocol)) return null;
        const [, kind] = url.pathname.split("/");
        if (kind === "p" && !url.pathname.endsWith("/card")) url.pathname += "/card";
        for (const name of ["theme", "size", "lang", "accent"]) {
          const value = this.getAttribute(name);
          if (value) url.searchParams.set(name, name === "accent" ? value.replace("#", "") : value);
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
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || this.textContent.trim() || "Virtual ticket";
      frame.loading = "lazy";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      const fixed = /^(light|dark)$/.test(this.getAttribute("theme"));
      Object.assign(frame.style, { display: "block", width: "100%", height: `${this.#room()}px`, border: "0", colorScheme: fixed ? "light" : "" });
      this.#slot = document.createElement("slot");
      this.#slot.style.position = "absolute";
      Object.assign(this.style, { display: "block", position: "relative", maxWidth: this.style.maxWidth || "26rem" });
      frame.onload = () => setTimeout(() => frame === this.#frame && frame.style.opacity === "0" && frame.remove(), PATIENCE);
      this.#frame = frame;
      this.#turn(false);
      root.replaceChildren(this.#slot, frame);
      frame.src = address;
    }

    #turn(there) {
      this.#frame.style.opacity = there ? "1" : "0";
      this.#slot.style.display = there ? "none" : "";
    }
  }

  customElements.define("virtual-ticket", VirtualTicket);
})();
