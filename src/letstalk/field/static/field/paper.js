// Typing in a sheet without the mouse: Enter goes on, and so does an answer that is complete by its digits.
const form = document.querySelector("#paper");
const fields = [...(form?.querySelectorAll("[data-answer]") ?? [])];

for (const field of fields) {
  field.addEventListener("keydown", (event) => {
    // Enter chooses a word in a writing system that asks for it; and with Shift it begins a line.
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goOn(field);
  });
  field.addEventListener("input", (event) => {
    if (event.inputType === "insertText" && isComplete(field)) goOn(field);
  });
}

fields.find((field) => field.getAttribute("aria-invalid") === "true" || !field.value)?.focus();

function isComplete(field) {
  const { answer, most } = field.dataset;
  if (answer === "choice") return /^[1-9]$/.test(field.value) && Number(field.value) <= Number(most);
  return (answer === "day" || answer === "time") && /^\d{4}$/.test(field.value);
}

function goOn(field) {
  const next = fields[fields.indexOf(field) + 1] ?? document.querySelector('button[form="paper"]');
  next.focus();
  next.select?.();
}
