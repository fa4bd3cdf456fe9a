// What somebody typed or chose in a form stays theirs, whatever comes live: the form around it may change, their words do not.

const touched = new WeakSet(); // forms in which somebody chose something

const words = (node) => [...node.querySelectorAll("textarea:not([readonly])")].some(({ value }) => value.trim());
const isBegun = (form) => form && (touched.has(form) || words(form) || form.querySelector(".has-error"));

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => target.form && touched.add(target.form));
}

// The times on offer move on; those of a form that is begun stay, so that no choice is taken away or means another time.
const stays = (node) => node.matches?.("textarea, select, input:not([type=hidden])") ? !node.readOnly && isBegun(node.form)
  : node.matches?.(".chips-row") && isBegun(node.closest("form"));

// htmx asks an extension about each node and attribute that it is about to change; false leaves it as it is.
htmx.registerExtension("begun", {
  htmx_before_morph_node: (node) => !stays(node),
  // What is not on offer any more is hidden, unless words stand in it.
  htmx_before_morph_attr: (node, { attrName, newValue }) => !(attrName === "hidden" && newValue !== null && words(node)),
});
