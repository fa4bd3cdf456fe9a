// Buttons that copy the text of another element, and say so for a moment. Without script they stay hidden.
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  let saying = 0;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.copied;
      clearTimeout(saying);
      saying = setTimeout(() => (button.textContent = label), 3000);
    } catch {
      getSelection().selectAllChildren(text); // the reader copies it by hand
    }
  });
}
