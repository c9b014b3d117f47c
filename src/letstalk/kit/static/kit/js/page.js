// Starts the behaviours this page asks for, and fetches no other: each is one file with one export, start(root).
const behaviours = [
  ['form[method="post"]:not([data-many])', () => import("./once.js")],
  ["[data-fill]", () => import("./chips-fill.js")],
  ["[data-copy]", () => import("./copy-words.js")],
  ["form[data-live]", () => import("./live-search.js")],
  ["[data-zone]", () => import("./zone-guess.js")],
  ["form[data-unsaved]", () => import("./unsaved.js")],
  ["[data-unwritten]", () => import("./unwritten.js")],
  ["[data-print]", () => import("./print-page.js")],
];

export function start(root) {
  for (const [selector, fetchBehaviour] of behaviours) {
    if (root.querySelector(selector)) {
      fetchBehaviour().then((behaviour) => behaviour.start(root));
    }
  }
}

start(document);

// Where something was ever kept on this phone, one more script looks after it: sends it, and asks before signing out.
const phone = document.querySelector('meta[name="phone"]');
if (phone) {
  keepsSomething().then(async (does) => does && (await import(phone.content)).start(document, phone.dataset));
}

// Asked of the store itself: a mark set beside it could be lost when a phone dies, and with it what waits to be sent.
export async function keepsSomething() {
  try {
    return !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === "letstalk");
  } catch {
    return false; // Storage is switched off, so nothing can have been kept.
  }
}
