// Files that go with words, brought while one is still writing: chosen, dropped or pasted, each in pieces, and on from where
// the line broke. Without script the same form brings them when it is sent.

const SMALLEST = 256 * 1024, LARGEST = 4 * 1024 * 1024; // bytes of a piece; a quick line gets larger ones
const GOAL = 1_000; // milliseconds that a piece is to take
const TOGETHER = 2; // files on their way at once
const PAUSE = 30_000; // milliseconds at most between two tries
const LOOK = 5_000; // between two looks at a file that is being looked at
const DAY = 24 * 60 * 60 * 1000;
const ASKED = "asked files"; // where one asks, this browser holds them as it holds the words (ask.js)

const language = document.documentElement.lang || "en";
const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const fields = new Map(); // by form

class Refused extends Error {}
class Gone extends Error {}
class Fault extends Error {} // to be tried again; its message is told meanwhile, if there is one

function begin(place, isLoad) {
  const form = place.closest("form");
  if (fields.get(form)?.place === place) return;
  const words = place.dataset;
  const part = (name) => place.querySelector(name);
  const input = part("input[type=file]"), here = part("[data-files-here]"), patience = part("[data-patience]");
  const asked = form.elements.files_key; // where one asks: the key by which files are known before there is a ticket
  const isKept = "unsent" in form.dataset; // at the desk the server keeps them with the words
  const items = [];
  let sent = new Set(); // what went with the form when it was sent last
  let sender = null; // what sends the form once all has arrived, or once it was said that it may go without some

  const isBusy = ({ state }) => state === "waiting" || state === "arriving";
  const isLeft = ({ state }) => state === "refused" || state === "half"; // it stands in the form, and does not go along
  const size = (bytes) => bytes < 1_000_000 ? words.kb.replace("%(num)s", decimal.format(Math.max(1, Math.round(bytes / 1_000))))
    : words.mb.replace("%(num)s", decimal.format(bytes / 1_000_000));
  const say = (text) => { part("[data-files-said]").textContent = text; };

  // ---- what stands in the form
  function tile(item) {
    const node = part("[data-tile]").content.firstElementChild.cloneNode(true);
    const remove = node.querySelector("[data-remove]");
    named(node.querySelector(".file-name"), item.name);
    node.querySelector("progress").setAttribute("aria-label", item.name);
    remove.setAttribute("aria-label", remove.getAttribute("aria-label").replace("%(name)s", item.name));
    remove.addEventListener("click", () => takeOut(item));
    if (item.node) item.node.replaceWith(node);
    else here.append(node);
    item.node = node;
    draw(item);
  }

  // A long name is cut in its middle where there is no room; whoever hears it hears it whole.
  function named(place, name) {
    place.title = place.textContent = name;
    if (name.length <= 24) return;
    place.replaceChildren(...[name, name.slice(0, -9), name.slice(-9)].map((text, at) => {
      const shown = document.createElement("span");
      shown.textContent = text;
      if (at) shown.setAttribute("aria-hidden", "true");
      else shown.className = "visually-hidden";
      return shown;
    }));
  }

  function draw(item, told = "") {
    const { node, state } = item;
    const progress = node.querySelector("progress");
    progress.hidden = state !== "arriving";
    progress.value = item.size ? (100 * item.sent) / item.size : 0;
    node.classList.toggle("is-refused", state === "refused");
    node.classList.toggle("is-half", state === "half");
    const sent = words.arriving.replace("%(done)s", size(item.sent)).replace("%(size)s", size(item.size));
    const plain = { arriving: sent, held: words.lookedAt, half: words.half, refused: item.words };
    node.querySelector("[data-told]").textContent = told || (plain[state] ?? item.told);
    if (["ready", "held"].includes(state) && !node.querySelector("[name=file]")) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "file", value: item.key });
      node.append(field);
    }
    if (state === "ready" && item.isPicture && !node.querySelector("img")) picture(item);
  }

  function picture(item) {
    const image = new Image();
    image.alt = "";
    image.addEventListener("load", () => item.node.querySelector(".tile-picture").replaceChildren(image));
    image.src = `${words.files}/${item.key}/small`;
  }

  function changed() {
    const area = form.querySelector("textarea[name=body]");
    if (form.id === "reply" && area) area.required = items.every(isLeft); // a file needs no words
    hold();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (sender?.isAsked) doubt(sender.submitter);
    else if (sender && !items.some(isBusy)) onward();
  }

  // ---- taken and taken out
  function take(chosen) {
    for (const file of chosen) {
      const half = items.find((item) => item.state === "half" && item.mark === markOf(file));
      const item = half ?? { name: file.name, size: file.size, mark: markOf(file), sent: 0, at: 0, told: told(file), isPicture: file.type.startsWith("image/") };
      Object.assign(item, { file, state: "waiting" });
      if (!half) {
        items.push(item);
        tile(item);
      }
      if (items.filter(({ state }) => state !== "refused").length > Number(words.most)) refuse(item, words.many);
    }
    changed();
    next();
  }

  const markOf = (file) => `${file.size} ${file.lastModified} ${file.name}`;

  function told(file) {
    const [image, pdf, text, video, audio] = words.sorts.split("|");
    const sort = file.type === "application/pdf" ? pdf : { image, text, video, audio }[file.type.split("/")[0]];
    return [sort, size(file.size)].filter(Boolean).join(words.and);
  }

  function takeOut(item, isSaid = true) {
    const at = items.indexOf(item);
    items.splice(at, 1);
    item.state = "gone";
    item.stop?.();
    const had = item.node.contains(document.activeElement);
    item.node.remove();
    if (item.key) call(`/${item.key}/removal`, { method: "POST", keepalive: true }).catch(() => {}); // else it goes by itself
    if (had) (items[at] ?? items[at - 1])?.node.querySelector("[data-remove]").focus();
    if (had && !items.length) input.focus();
    if (isSaid) say(words.out.replace("%(name)s", item.name));
    changed();
    next();
  }

  function refuse(item, text) {
    Object.assign(item, { state: "refused", words: text, file: null });
    draw(item);
    say(text);
  }

  // ---- on its way
  function next() {
    if (items.filter(({ state }) => state === "arriving").length >= TOGETHER) return;
    const item = items.find(({ state }) => state === "waiting");
    if (!item) return;
    item.state = "arriving";
    draw(item);
    bring(item);
    next();
  }

  async function bring(item) {
    let tries = 0;
    while (item.state === "arriving" && place.isConnected) {
      try {
        await step(item);
        tries = 0;
      } catch (fault) {
        if (item.state !== "arriving") return;
        if (fault instanceof Refused) refuse(item, fault.message);
        else {
          item.isUnsure = Boolean(item.key);
          draw(item, fault.message || words.broken);
          await pause(item, Math.min(1_000 * 2 ** tries++, PAUSE));
        }
      }
    }
    if (item.state === "gone") return;
    const isDone = !items.some(isBusy);
    if (isDone && items.some(({ state }) => ["ready", "held"].includes(state)) && item.state !== "refused") say(words.arrived);
    changed();
    next();
  }

  // One step of its way: announced, asked how far it is, a piece of it sent, or finished.
  async function step(item) {
    if (item.isUnsure) return ask(item);
    if (!item.key) {
      const answer = await call("", { method: "POST", body: new URLSearchParams({ name: item.name, size: item.size }) });
      item.key = await answer.text();
      item.at = 0;
      return hold();
    }
    if (item.at < item.size) return piece(item);
    const answer = await call(`/${item.key}/finish`, { method: "POST" }).catch((fault) => {
      if (!(fault instanceof Refused)) throw fault;
    });
    if (answer) settle(item, await answer.text());
    else await ask(item);
  }

  async function ask(item) {
    let answer;
    try {
      answer = await call(`/${item.key}/state`);
    } catch (fault) {
      if (!(fault instanceof Gone)) throw fault;
      if (item.file && !item.isAgain) return void Object.assign(item, { key: "", at: 0, sent: 0, isUnsure: false, isAgain: true });
      takeOut(Object.assign(item, { key: "" }), false);
      return;
    }
    item.isUnsure = false;
    item.at = item.sent = Number(answer.headers.get("Upload-Offset"));
    settle(item, await answer.text());
    if (item.state === "arriving" && !item.file) item.state = "half";
    draw(item);
  }

  function settle(item, text) {
    const [state, ...rest] = text.split(" ");
    if (state === "refused") throw new Refused(rest.join(" "));
    if (item.state === "gone" || (state !== "ready" && state !== "held")) return;
    Object.assign(item, { state, file: null });
    if (state === "ready" && rest.join(" ") !== item.name) tile(Object.assign(item, { name: rest.join(" ") }));
    draw(item);
    if (state === "held") setTimeout(() => look(item), LOOK);
  }

  async function look(item) {
    if (item.state !== "held" || !place.isConnected) return;
    try {
      await ask(item);
    } catch (fault) {
      if (fault instanceof Refused) {
        item.node.querySelector("[name=file]").remove();
        refuse(item, fault.message);
        changed();
      } else setTimeout(() => look(item), PAUSE);
    }
  }

  async function piece(item) {
    item.step ??= SMALLEST;
    const bytes = await item.file.slice(item.at, item.at + item.step).arrayBuffer().catch(() => {
      throw new Refused(words.half); // it is not on the disk any more, or another
    });
    const began = performance.now();
    item.at = item.sent = await new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      item.stop = () => request.abort();
      request.upload.onprogress = ({ loaded }) => { item.sent = item.at + loaded; draw(item); };
      request.onload = () => {
        const offset = request.getResponseHeader("Upload-Offset");
        if ([204, 409].includes(request.status) && offset) resolve(Number(offset));
        else reject(fault(request.status, request.responseText));
      };
      request.onerror = request.onabort = () => reject(new Fault(""));
      request.open("POST", `${words.files}/${item.key}/pieces?from=${item.at}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      for (const [name, value] of Object.entries(proof())) request.setRequestHeader(name, value);
      request.send(bytes);
    });
    const pace = (item.step * GOAL) / Math.max(performance.now() - began, 1);
    item.step = Math.round(Math.min(Math.max(pace, SMALLEST), item.step * 2, LARGEST));
    draw(item);
  }

  // What comes back in words is in the page's language; the desk wants the token of the form besides.
  const proof = () => ({ "Accept-Language": language, ...(form.elements.csrf && { "X-CSRF": form.elements.csrf.value }) });

  async function call(path, options = {}) {
    const answer = await fetch(`${words.files}${path}`, { ...options, headers: proof(), redirect: "manual", cache: "no-store" });
    if (!answer.ok) throw fault(answer.status, await answer.text());
    return answer;
  }

  function fault(status, text) {
    if (status === 404) return new Gone();
    if (status === 422) return new Refused(text);
    if ([0, 401, 403].includes(status)) return new Fault(words.loggedOut);
    return new Fault(status === 507 ? text : "");
  }

  function pause(item, length) {
    return new Promise((resume) => {
      const end = () => { clearTimeout(timer); removeEventListener("online", end); resume(); };
      const timer = setTimeout(end, length * (0.7 + Math.random() * 0.6));
      addEventListener("online", end);
      item.stop = end;
    });
  }

  // ---- sending waits until all has arrived, and until it is said that it may go without what does not
  function keeps(submitter) {
    if (items.some(isBusy)) tellSender({ submitter }, part("[data-patience-words]").dataset.words);
    else if (items.some(isLeft)) doubt(submitter);
    return Boolean(sender);
  }

  function doubt(submitter) {
    const names = items.filter(isLeft).map(({ name }) => `\u2068${name}\u2069`); // each in its own direction
    if (!names.length) return stopWaiting();
    const text = part("[data-patience-words]").dataset.left;
    tellSender({ submitter, isAsked: true }, text.replace("%(names)s", () => names.join(words.and)));
  }

  function tellSender(one, text) {
    sender = one;
    patience.hidden = false;
    const told = part("[data-patience-words]");
    if (told.textContent !== text) told.textContent = text;
    patience.scrollIntoView({ block: "nearest" });
  }

  function stopWaiting() {
    if (patience.contains(document.activeElement)) form.querySelector("textarea")?.focus();
    sender = null;
    patience.hidden = true;
    part("[data-patience-words]").textContent = "";
  }

  function onward() {
    const { submitter } = sender;
    stopWaiting();
    form.requestSubmit(submitter?.isConnected ? submitter : null);
  }

  part("[data-not-yet]").addEventListener("click", stopWaiting);
  part("[data-without]").addEventListener("click", () => {
    const going = sender;
    sender = null; // it is sent once, after the last of them
    for (const item of items.filter(going.isAsked ? isLeft : isBusy)) takeOut(item, false);
    sender = going;
    onward();
  });

  // ---- held over a reload, and Back
  function hold() {
    if (isKept) return;
    const held = items.filter(({ key, state }) => key && state !== "refused").map(({ key, name, size, mark, told, isPicture }) => ({ key, name, size, mark, told, isPicture }));
    for (const store of stores()) {
      try {
        if (held.length) window[store].setItem(name(), JSON.stringify({ at: Date.now(), base: words.files, held }));
        else window[store].removeItem(name());
      } catch { /* then the page alone has them */ }
    }
  }

  const name = () => (asked ? ASKED : `files ${location.pathname}`);
  const stores = () => (asked ? ["sessionStorage", "localStorage"] : ["sessionStorage"]);

  function restore() {
    for (const store of stores()) {
      try {
        const found = JSON.parse(window[store].getItem(name()));
        if (!found || Date.now() - found.at > DAY) continue;
        if (asked) {
          words.files = found.base;
          asked.value = found.base.split("/").at(-2);
        }
        for (const one of found.held) again({ ...one, sent: 0, at: 0 });
        return;
      } catch { /* the next one may have it */ }
    }
  }

  function again(item) {
    items.push(item);
    Object.assign(item, { state: "arriving", isUnsure: Boolean(item.key) }); // one without a key is announced first
    tile(item);
    bring(item);
  }

  // What was chosen since the form was sent goes on in the form that takes this one's place.
  function leave() {
    const late = items.splice(0).filter((item) => !sent.has(item) && item.state !== "refused");
    hold();
    const left = late.map((item) => ({ ...item, node: null, stop: null }));
    for (const item of late) {
      item.state = "gone";
      item.stop?.();
      item.node.remove();
    }
    return left;
  }

  const forget = () => { for (const item of [...items]) takeOut(item, false); };

  // ---- from now on
  const given = [...here.querySelectorAll("[data-key]")];
  for (const node of given) {
    const [name, told] = ["[data-name]", "[data-told]"].map((one) => node.querySelector(one).textContent);
    const item = { node, key: node.dataset.key, name, told, isPicture: "picture" in node.dataset, state: "ready", sent: 0, at: 0, size: 0 };
    items.push(item);
    tile(item);
  }
  if (isLoad && !given.length && !isKept) restore();
  input.addEventListener("change", (event) => {
    const chosen = [...input.files];
    event.stopPropagation();
    input.value = ""; // they are brought now, and not once more with the form
    take(chosen);
  });
  form.addEventListener("reset", forget);
  fields.set(form, { place, take, keeps, again: () => items.splice(0).forEach((item) => { item.node.remove(); delete item.node; again(item); }), sending: () => { sent = new Set(items); }, leave, have: (left) => { left.filter(({ key }) => !key || !items.some((item) => item.key === key)).forEach(again); changed(); } });
  if (given.length) changed();
}

const beginAll = (isLoad) => { for (const place of document.querySelectorAll("[data-files]")) begin(place, isLoad); };
const fieldOf = (node) => fields.get(node?.closest?.("form"));

// What was sent and taken is forgotten here; a form that came back refused holds its files itself. What was chosen
// meanwhile goes on in the form that stands there now.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const { sourceElement, response } = detail?.ctx ?? {};
  const left = new Map();
  for (const [form, field] of fields) {
    const isTaken = form === sourceElement && response?.raw?.status < 400;
    if (form.isConnected && !isTaken) continue;
    left.set(form.id, field.leave());
    if (!form.isConnected) fields.delete(form);
  }
  beginAll(false);
  for (const [id, items] of left) if (items.length) fields.get(document.getElementById(id))?.have(items);
});
addEventListener("pageshow", ({ persisted }) => { if (persisted) for (const field of fields.values()) field.again(); });

document.addEventListener("submit", (event) => {
  const field = fields.get(event.target);
  if (!field) return;
  if (event.submitter?.hasAttribute("formaction") || !field.keeps(event.submitter)) return void field.sending();
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });

// ---- dropped and pasted
const carries = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
const shown = () => [...fields].filter(([form, { place }]) => place.isConnected && form.checkVisibility()).map(([form]) => form);
const mark = (isTarget) => { for (const form of shown()) form.classList.toggle("is-target", isTarget); };

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!carries(event) || !shown().length) return;
    event.preventDefault();
    mark(true);
  });
}
document.addEventListener("dragleave", ({ relatedTarget }) => { if (!relatedTarget) mark(false); });
document.addEventListener("drop", (event) => {
  if (!carries(event) || !shown().length) return;
  event.preventDefault(); // a file beside the form opens in no place of the page, and takes no words with it
  mark(false);
  (fieldOf(event.target) ?? fields.get(shown()[0])).take([...event.dataTransfer.files]);
});
document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData ?? {};
  const field = fieldOf(event.target);
  if (!field || !files?.length || types.includes("text/plain")) return; // a table that was copied is words, and a picture too
  event.preventDefault();
  field.take([...files]);
});

beginAll(true);
