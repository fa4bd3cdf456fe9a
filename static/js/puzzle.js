/* While many ask, a form brings a proof of work: the number for which salt and number have a given SHA-256 (the protocol
   of ALTCHA). It is looked for beside the page, in a worker, while somebody types; nobody has to press anything. Where no
   worker may be started, as in a sandbox without an origin, it is looked for in small slices of the page's own time.
   The hash is written out here: crypto.subtle is not there on plain http, and slower for texts as short as these. */
(() => {
  const SLICE = 12, WAITS = 4_000; // milliseconds: of the page's time at once; that a form waits for its number
  const K = new Uint32Array(64), FIRST = new Uint32Array(8);
  for (let prime = 2, n = 0; n < 64; prime++) {
    if (Array.from({ length: prime - 2 }, (_, at) => at + 2).some((one) => prime % one === 0)) continue;
    if (n < 8) FIRST[n] = (Math.sqrt(prime) % 1) * 2 ** 32;
    K[n++] = (Math.cbrt(prime) % 1) * 2 ** 32;
  }
  const w = new Uint32Array(64);

  /* One block of 64 bytes, which stand in w as 16 words, worked into the state (FIPS 180-4, 6.2.2). */
  function work(state) {
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)) + (((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10));
    }
    let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
    for (let i = 0; i < 64; i++) {
      const one = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
  }

  /* Hashes the salt with one number after another: its whole blocks once, and only what is left each time. */
  function seeker({ salt, challenge, maxnumber }) {
    const bytes = new TextEncoder().encode(salt), whole = bytes.length - (bytes.length % 64);
    const middle = FIRST.slice(), state = new Uint32Array(8), block = new Uint8Array(128), view = new DataView(block.buffer);
    const take = (from, offset) => { for (let i = 0; i < 16; i++) w[i] = from.getUint32(offset + 4 * i); };
    for (let at = 0; at < whole; at += 64) { take(new DataView(bytes.buffer, at, 64), 0); work(middle); }
    const left = bytes.subarray(whole), sought = challenge.match(/.{8}/g).map((word) => parseInt(word, 16));
    return (number) => {
      const digits = String(number), end = left.length + digits.length, length = end > 55 ? 128 : 64;
      block.fill(0);
      block.set(left);
      for (let i = 0; i < digits.length; i++) block[left.length + i] = digits.charCodeAt(i);
      block[end] = 128;
      view.setUint32(length - 4, 8 * (whole + end));
      state.set(middle);
      for (let at = 0; at < length; at += 64) { take(view, at); work(state); }
      return number > maxnumber || (sought[0] === state[0] && sought.every((word, at) => word === state[at]));
    };
  }

  function solve(puzzle) {
    const isIt = seeker(puzzle);
    let number = 0;
    while (!isIt(number)) number++;
    return number;
  }

  if (typeof document === "undefined") {
    onmessage = ({ data }) => postMessage(solve(data));
    return;
  }

  async function inSlices(puzzle) {
    const isIt = seeker(puzzle);
    for (let number = 0; ; ) {
      for (const until = performance.now() + SLICE; performance.now() < until; number++) if (isIt(number)) return number;
      await new Promise((go) => setTimeout(go));
    }
  }

  function beside(puzzle, script) {
    return new Promise((found, failed) => {
      const worker = new Worker(script);
      worker.onmessage = ({ data }) => { found(data); worker.terminate(); };
      worker.onerror = (event) => { event.preventDefault(); failed(event); };
      worker.postMessage(puzzle);
    });
  }

  const field = document.querySelector("[data-puzzle]");
  if (!field) return;
  const { form } = field, { maxnumber, ...puzzle } = JSON.parse(field.dataset.puzzle);
  const script = document.currentScript?.src;
  const found = Promise.resolve()
    .then(() => beside({ maxnumber, ...puzzle }, script))
    .catch(() => inSlices({ maxnumber, ...puzzle }))
    .then((number) => { if (number <= maxnumber) field.value = btoa(JSON.stringify({ ...puzzle, number })); });

  /* Whoever is quicker than that waits for it, but not for long: without it the form is taken all the same. */
  let isLate = false;
  form.addEventListener("submit", (event) => {
    if (field.value || isLate) return;
    event.preventDefault();
    Promise.race([found, new Promise((go) => setTimeout(go, WAITS))]).then(() => { isLate = true; form.requestSubmit(); });
  });
})();
