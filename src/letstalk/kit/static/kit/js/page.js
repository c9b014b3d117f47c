// Starts the behaviours this page asks for, and fetches no other: each is one file with one export, start(root).
const behaviours = [
  ['form[method="post"]:not([data-many])', () => import("./once.js")],
  ["[data-fill]", () => import("./chips-fill.js")],
  ["[data-copy]", () => import("./copy-words.js")],
  ["form[data-live]", () => import("./live-search.js")],
  ["[data-zone]", () => import("./zone-guess.js")],
  ["form[data-unsaved]", () => import("./unsaved.js")],
  ["[data-print]", () => import("./print-page.js")],
];

for (const [selector, fetchBehaviour] of behaviours) {
  if (document.querySelector(selector)) {
    fetchBehaviour().then((behaviour) => behaviour.start(document));
  }
}
