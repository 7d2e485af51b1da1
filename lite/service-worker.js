// What this site has sent once is kept, so that the course opens without a network too: a newer answer
// is taken when there is one. What JupyterLite asks its own worker is left to it.
const KEPT = "course";

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await kept.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const known = await kept.match(request, { ignoreSearch: true });
    if (known) return known;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  // The notebooks, so that those not yet opened are there as well.
  const list = fetch("offline.json").then((found) => found.json());
  event.waitUntil(Promise.all([list, caches.open(KEPT)]).then(([paths, kept]) => kept.addAll(paths)));
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = origin === location.origin && !/\/api\/(drive|stdin|service-worker)/.test(pathname);
  if (!ours || event.request.method !== "GET") return;
  event.stopImmediatePropagation();
  event.respondWith(answer(event.request));
});

importScripts("jupyterlite-service-worker.js");
