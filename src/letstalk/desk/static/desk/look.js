// Shows the card as it will look, while one types: sends the form as it is, marked as a look, and puts the answer's
// preview in place. The server keeps nothing of a look. Without scripts, a button does the same.
//   <form method="post" data-look> … <div id="preview">…</div>
const PAUSE = 300;

for (const form of document.querySelectorAll("form[data-look]")) {
  let pause;
  let running;
  const look = (extra) => {
    clearTimeout(pause);
    running?.abort();
    running = new AbortController();
    return show(form, extra, running.signal);
  };
  for (const button of form.querySelectorAll("[data-look-button]")) {
    button.hidden = true; // The card follows by itself.
  }
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => look(["look", "yes"]), PAUSE);
  });
  form.addEventListener("click", (event) => {
    const tap = event.target.closest('#preview [name="tap"]');
    if (tap) {
      event.preventDefault();
      look(["tap", tap.value]);
    }
  });
}

async function show(form, extra, signal) {
  const sent = new FormData(form);
  sent.set(...extra);
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, signal, credentials: "same-origin" });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("preview");
    const place = document.getElementById("preview");
    if (found && place) {
      const focused = place.contains(document.activeElement) ? document.activeElement.value : "";
      place.replaceChildren(...found.childNodes);
      [...place.querySelectorAll('[name="tap"]')].find((button) => focused && button.value === focused)?.focus();
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      throw error;
    }
  }
}
