// Buttons that fill a field in one tap, and show which of them the field now holds.
//   <button type="button" class="fill" data-fill="id_on" data-value="2026-11-28" hidden>Sat 28 Nov</button>
export function start(root) {
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
