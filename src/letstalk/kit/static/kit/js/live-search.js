// Searches while one types: fetches the form's own address and puts the same-named regions in place.
//   <form method="get" data-live="people-found people-list">  ids of the regions to replace, separated by spaces
// The regions themselves stay, only what is in them changes, so that role="status" is read aloud.
const PAUSE = 250;

export function start(root) {
  for (const form of root.querySelectorAll("form[data-live]")) {
    let pause;
    let running;
    form.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => {
        running?.abort();
        running = new AbortController();
        search(form, running.signal);
      }, PAUSE);
    });
  }
}

async function search(form, signal) {
  const address = new URL(form.action);
  address.hash = "";
  address.search = new URLSearchParams(new FormData(form)).toString();
  try {
    const answer = await fetch(address, { signal, credentials: "same-origin" });
    show(form, address, new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (error) {
    if (error.name !== "AbortError") {
      form.submit(); // The browser's own page says best what is wrong with the line.
    }
  }
}

function show(form, address, page) {
  const regions = form.dataset.live.split(" ").map((id) => [document.getElementById(id), page.getElementById(id)]);
  if (regions.some(([, found]) => !found)) {
    location.assign(address); // Not this page any more: the session has ended, say.
    return;
  }
  for (const [place, found] of regions) {
    place?.replaceChildren(...found.childNodes);
  }
  history.replaceState(history.state, "", address);
}
