// Keeps the help page for when there is no connection: that page, its sheet and its letters, and nothing else.
const store = "help-1";
const help = "/help";

addEventListener("install", event => event.waitUntil(caches.open(store).then(cache => cache.add(help)).then(() => skipWaiting())));

addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== store) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  const isHelp = url.pathname === help;
  if (!isHelp && !["style", "font"].includes(event.request.destination)) return;
  // The network first: numbers change. What was kept last, when there is none.
  event.respondWith((async () => {
    const cache = await caches.open(store);
    const kept = () => cache.match(isHelp ? help : event.request, { ignoreVary: true });
    try {
      const answer = await fetch(event.request);
      if (!answer.ok) return await kept() ?? answer;
      await cache.put(isHelp ? help : event.request, answer.clone());
      return answer;
    } catch (lost) {
      const old = await kept();
      if (old) return old;
      throw lost;
    }
  })());
});
