// What makes the page scroll sideways, or nothing. What scrolls inside itself is not asked.
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const isOut = ({ left, right, width }) => width && (right > root.clientWidth + 1 || left < -1);
  const tell = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return `${element.tagName.toLowerCase()}.${element.getAttribute("class")} ${Math.round(left)} to ${Math.round(right)}`;
  };
  const out = [...document.querySelectorAll("body *")].filter((element) => isOut(element.getBoundingClientRect()));
  return [`the page is ${root.scrollWidth} wide in ${root.clientWidth}`, ...out.slice(0, 8).map(tell)];
};
