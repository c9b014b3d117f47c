// Opens the one-on-ones taken along when there is no network. Nothing personal is ever in its cache: only files that
// are the same for everybody, and the shell, which is empty until a phone's own store fills it.
const CACHE = "letstalk-{{ version }}";
const SHELL = "{{ shell }}";
const FILES = {{ files|safe }};
const SHORT_WAIT = 3000;
const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const FIELD_PAGE = new RegExp(`^(?:${SHELL}(?:graphics/)?|/one-on-ones/${ID}/(?:prepare|card|debrief)/)$`);
const HASHED_FILE = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;

// The whole of it: what a request is, and who answers. Everything else is not its business.
const RULES = [
  [(request, path) => HASHED_FILE.test(path), cacheFirst],
  [(request, path) => request.mode === "navigate" && FIELD_PAGE.test(path), networkFirst],
];

self.addEventListener("install", (event) => event.waitUntil(putBy()));
self.addEventListener("activate", (event) => event.waitUntil(tidyUp()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const rule = RULES.find(([fits]) => fits(request, url.pathname));
  if (rule) event.respondWith(rule[1](request));
});

async function putBy() {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(SHELL, { cache: "reload" }), ...FILES]);
}

// A new version takes over once no page of the old one is open, so that a page never loses its files half way.
async function tidyUp() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function cacheFirst(request) {
  return (await caches.match(request)) ?? fetch(request);
}

// The server's own page, while it answers; else the shell. No page but the shell itself is ever put by.
async function networkFirst(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(SHORT_WAIT) });
    if (answer.status < 500) {
      if (answer.ok && !answer.redirected && new URL(request.url).pathname === SHELL) {
        await (await caches.open(CACHE)).put(SHELL, answer.clone());
      }
      return answer;
    }
  } catch {
    // No network, or one too slow to wait for.
  }
  return (await caches.match(SHELL)) ?? Response.error();
}
