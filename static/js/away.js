// Nobody covers for themselves: whoever is chosen as being away is not among those who could.

const { agent, cover } = document.querySelector("#away").elements;
const all = [...cover.options];

function offer() {
  const chosen = cover.value;
  cover.replaceChildren(...all.filter(({ value }) => value !== agent.value));
  cover.value = chosen === agent.value ? "" : chosen;
}

if (agent) {
  offer();
  agent.addEventListener("change", offer);
  addEventListener("pageshow", offer); // after Back the browser has filled in the form
}
