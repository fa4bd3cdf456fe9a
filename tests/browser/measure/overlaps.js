// Words that lie on other words, and words that are cut off with no way to read them; each is told by what it says.
() => {
  // What floats above the page on purpose, and what is there for screen readers alone.
  const isApart = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { position, clipPath } = getComputedStyle(at);
      if (["fixed", "sticky"].includes(position) || clipPath !== "none") return true;
    }
    return false;
  };
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }) &&
    !element.closest(".visually-hidden, .skip, [popover]:not(:popover-open), svg");
  // What of this box is seen: what cuts off its ancestors cuts it off as well.
  const seen = (box, element) => {
    let { left, right, top, bottom } = box;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom, width: right - left, height: bottom - top };
  };
  const say = (text) => text.trim().slice(0, 40);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pieces = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !isShown(element) || isApart(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const whole of range.getClientRects()) {
      const box = seen(whole, element);
      if (box.width > 1 && box.height > 1) pieces.push({ node, box });
    }
  }
  const found = new Set();
  for (const [at, one] of pieces.entries()) {
    for (const other of pieces.slice(at + 1)) {
      if (one.node === other.node) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 3 && down > Math.min(one.box.height, other.box.height) * 0.4)
        found.add(`“${say(one.node.textContent)}” lies on “${say(other.node.textContent)}”`);
    }
  }
  for (const element of document.querySelectorAll("main *, header *")) {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
    if (!isShown(element) || isApart(element) || !element.innerText?.trim() || element.matches("input, textarea, select, pre")) continue;
    const isCut =
      (["hidden", "clip"].includes(overflowX) && element.scrollWidth > element.clientWidth + 2) ||
      (["hidden", "clip"].includes(overflowY) && element.scrollHeight > element.clientHeight + 4);
    const canBeRead = element.title || element.closest("a, summary, [title]") || element.clientWidth < 3;
    if (isCut && !canBeRead) found.add(`“${say(element.innerText)}” is cut off (${textOverflow})`);
  }
  return [...found].slice(0, 12);
};
