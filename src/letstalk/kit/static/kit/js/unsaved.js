// Asks before words that were typed and not sent are left behind; the browser has its own words for it.
//   <form method="post" data-unsaved>
export function start(root) {
  const changed = new Set();
  for (const form of root.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  }
  window.addEventListener("beforeunload", (event) => changed.size && event.preventDefault());
}
