// What every page has: a form pressed twice is sent once, a button fills a field, typed words are not left unasked.
// And the start of the rarer behaviours this page asks for; no other is fetched. Each is a file with one export,
// start(root).
const behaviours = [
  ["[data-copy]", () => import("./copy-words.js")],
  ["[data-words]", () => import("./words-in-link.js")],
  ["form[data-picture]", () => import("./live-picture.js")],
  ["form[data-live]", () => import("./live-search.js")],
  ["[data-zone]", () => import("./zone-guess.js")],
  ["[data-again]", () => import("./look-again.js")],
  ["[data-unwritten]", () => import("./unwritten.js")],
  ["[data-print]", () => import("./print-page.js")],
];

export function start(root) {
  offerChips(root);
  mindUnsaved(root);
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

// Buttons that fill a field in one tap, and show which of them the field now holds.
//   <button type="button" class="fill" data-fill="id_on" data-value="2026-11-28" hidden>Sat 28 Nov</button>
function offerChips(root) {
  for (const button of root.querySelectorAll("[data-fill]")) {
    const field = root.getElementById(button.dataset.fill);
    if (field) {
      button.hidden = false;
      button.addEventListener("click", () => fill(field, button.dataset.value));
      field.addEventListener("input", () => showPressed(button, field));
      field.addEventListener("change", () => showPressed(button, field));
      showPressed(button, field);
    }
  }
}

function fill(field, value) {
  field.value = field.value === value ? "" : value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function showPressed(button, field) {
  button.setAttribute("aria-pressed", String(field.value === button.dataset.value));
}

// Asks before words that were typed and not sent are left behind; the browser has its own words for it.
//   <form method="post" data-unsaved>
function mindUnsaved(root) {
  const changed = new Set();
  const forms = root.querySelectorAll("form[data-unsaved]");
  for (const form of forms) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  }
  if (forms.length) {
    window.addEventListener("beforeunload", (event) => changed.size && event.preventDefault());
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
