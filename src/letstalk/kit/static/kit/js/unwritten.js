// Says softly, on this device alone, when a note looks like something better left unwritten (h.3). It stops nothing.
//   <form><textarea></textarea> <details data-unwritten><li data-words="visa, debt">…</li></details> <p data-unwritten-said="…"></p></form>
export function start(root) {
  for (const list of root.querySelectorAll("[data-unwritten]")) {
    const form = list.closest("form");
    const said = form?.querySelector("[data-unwritten-said]");
    if (said) {
      const kinds = [...list.querySelectorAll("[data-words]")].map((line) => [anyOf(line.dataset.words), line.textContent]);
      form.addEventListener("input", () => look(form, kinds, said));
      look(form, kinds, said);
    }
  }
}

function look(form, kinds, said) {
  const typed = [...form.querySelectorAll("textarea")].map((field) => field.value).join("\n");
  const found = kinds.filter(([words]) => words.test(typed)).map(([, kind]) => kind);
  const now = found.length ? [said.dataset.unwrittenSaid, found.join("; ")].join(" ") : "";
  // Written only when it changes, so that a screen reader does not say it again with every key.
  if (said.textContent !== now) {
    said.textContent = now;
  }
}

// Whole words, in any script: \b knows only the letters of English.
function anyOf(words) {
  const each = words.split(",").map((word) => word.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${each.filter(Boolean).join("|")})(?![\\p{L}\\p{N}])`, "iu");
}
