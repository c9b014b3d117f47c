// Says, while one taps, whether a commitment is firm by now: date, time and goal. The server says the same on its own.
for (const line of document.querySelectorAll("[data-firmness]")) {
  const fields = ["on", "time", "goal"].map((name) => [name, document.getElementById(line.dataset[name])]);
  for (const [, field] of fields) {
    field.addEventListener("input", () => show(line, fields));
    field.addEventListener("change", () => show(line, fields));
  }
  show(line, fields);
}

function show(line, fields) {
  const lacking = fields.filter(([, field]) => !field.value.trim()).map(([name]) => name);
  line.querySelector('[data-when="firm"]').hidden = lacking.length > 0;
  line.querySelector('[data-when="vague"]').hidden = lacking.length === 0;
  for (const word of line.querySelectorAll("[data-lacks]")) {
    word.hidden = !lacking.includes(word.dataset.lacks);
  }
}
