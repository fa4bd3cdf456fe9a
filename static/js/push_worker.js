// The desk's service worker: shows what an agent is told at once, and leads to it. It keeps no page and answers no
// request of one: there is no handler for those. What it is told is in delivery/push/words.py.

const DESK = "/desk";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

function read(data) {
  try { return data.json() ?? {}; } catch { return {}; }
}

// A newer one about the same takes the place of the one before, and is heard again. What comes twice, or too late, is not.
async function show(told) {
  const [before] = told.tag ? await self.registration.getNotifications({ tag: told.tag }) : [];
  const last = before?.data?.told ?? {};
  const isNews = !before || told.id > last.id;
  const shown = isNews ? told : last;
  const { title, body, tag, lang, dir, url } = shown;
  const more = tag ? { tag, renotify: isNews, silent: !isNews || undefined } : {};
  return self.registration.showNotification(title || self.location.host, { body, lang, dir, data: { url, told: shown }, ...more });
}

// A window that shows the ticket already is only brought to the front: what is being written in it stays.
async function open(url) {
  const wanted = new URL(url ?? DESK, self.location.origin);
  const to = wanted.origin === self.location.origin && wanted.pathname.startsWith(DESK) ? wanted : new URL(DESK, self.location.origin);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === to.pathname);
  if (!there) return self.clients.openWindow(to.href);
  there.postMessage({ go: to.hash });
  return there.focus();
}
