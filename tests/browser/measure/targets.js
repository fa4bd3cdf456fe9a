// Given a least size in CSS pixels: what can be pressed, is not part of a sentence, and is smaller than that.
(least) => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .skip");
  const isInText = (element) =>
    getComputedStyle(element).display === "inline" &&
    [...element.parentElement.childNodes].some((node) => node !== element && node.textContent.trim());
  const small = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!isShown(element) || isInText(element)) continue;
    const boxes = [element, ...(element.labels ?? [])].map((part) => part.getBoundingClientRect());
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    if (width && (width < least - 0.5 || height < least - 0.5))
      small.push(`${element.outerHTML.slice(0, 110)} is ${Math.round(width)} x ${Math.round(height)}`);
  }
  return small;
};
