// By whose clock a mail tells its times: the reader's own. Without script it is the company's, which the field holds.

const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

for (const field of document.querySelectorAll("[data-own-zone]")) field.value = timeZone || field.value;
