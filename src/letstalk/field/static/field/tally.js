// Counts promises in one tap without a trip to the server. The number stays in this tab until the talk is written up.
const tally = document.querySelector("[data-tally]");
if (tally) {
  const place = `promises:${tally.dataset.tally}`;
  const field = document.querySelector("[data-tally-field]");
  const most = 12;
  show(Math.max(Number(field.value), Number(sessionStorage.getItem(place))));
  tally.querySelector("[data-tally-more]").addEventListener("click", (event) => {
    event.preventDefault();
    show(Number(field.value) + 1);
  });

  function show(counted) {
    const number = Math.min(counted, most);
    field.value = number || "";
    tally.querySelector("[data-tally-count]").textContent = number;
    sessionStorage.setItem(place, number);
    for (const link of document.querySelectorAll("[data-tally-link]")) {
      link.href = link.dataset.tallyLink + (number ? `?promises=${number}` : "");
    }
  }
}
