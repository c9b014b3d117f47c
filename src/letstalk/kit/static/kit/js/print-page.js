// A button that prints the page.
//   <button type="button" data-print hidden>Print</button>
export function start(root) {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
