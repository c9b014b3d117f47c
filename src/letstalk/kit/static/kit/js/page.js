// What every page has: a form pressed twice is sent once. And the start of the behaviours this page asks for; no other is
// fetched. Each is one file with one export, start(root).
const behaviours = [
  ["[data-fill]", () => import("./chips-fill.js")],
  ["[data-copy]", () => import("./copy-words.js")],
  ["[data-words]", () => import("./words-in-link.js")],
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

// The server holds the same promise by the hidden `entry`; this spares the second trip.
//   <form method="post">            every such form, unless it says data-many
//   <button data-sending="Saving…"> words to show while it is on its way
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "many" in form.dataset) {
    return;
  }
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  const button = event.submitter;
  if (button) {
    // Not `disabled`: a disabled button's own name and value would not be sent.
    button.setAttribute("aria-disabled", "true");
    if (button.dataset.sending) {
      button.textContent = button.dataset.sending;
    }
  }
}

// A page brought back by "back" must be usable again.
function release(root) {
  for (const form of root.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
  }
  for (const button of root.querySelectorAll('button[aria-disabled="true"]')) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", (event) => event.persisted && release(document));
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
