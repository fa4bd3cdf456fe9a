// What has the focus, what it is called, and whether one can see that it has the focus.
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const isMarked = (part) => {
    const style = getComputedStyle(part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const name = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || element.name;
  const box = element.getBoundingClientRect();
  const stand = element.closest(".chip")?.querySelector("span"); // a chip's own input is invisible
  return {
    what: element.tagName.toLowerCase(),
    name: (name ?? "").trim().slice(0, 60),
    id: element.id,
    type: element.type ?? "",
    visible: isMarked(element) || Boolean(stand && isMarked(stand)),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
};
