// By whose clock a mail tells its times: the reader's own. Without script it is the company's, which the field holds.
// The address that was asked stands in its field again, so that its reader sees how they spelled it; the tab alone holds it.

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

for (const field of document.querySelectorAll("[data-own-zone]")) field.value = timeZone || field.value;

for (const field of document.querySelectorAll("[data-asked]")) {
  try {
    if (field.dataset.asked) field.value ||= sessionStorage.getItem(location.pathname) ?? "";
    field.form.addEventListener("submit", () => sessionStorage.setItem(location.pathname, field.value));
  } catch { /* where nothing may be held, the field stays empty */ }
}
