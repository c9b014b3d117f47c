// Shows how far something is without a hand: fetches the page again and puts the same-named region in place.
//   <div id="going" role="status" data-again="2">  every so many seconds; empty once there is nothing to wait for
export function start(root) {
  for (const place of root.querySelectorAll("[data-again]")) {
    wait(place);
  }
}

function wait(place) {
  const seconds = Number(place.dataset.again);
  if (seconds) {
    setTimeout(() => look(place), seconds * 1000);
  }
}

async function look(place) {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(place.id);
    if (!found) {
      location.reload(); // It is done, and the page is another one.
      return;
    }
    place.replaceChildren(...found.childNodes);
    place.dataset.again = found.dataset.again;
  } catch {
    // No signal for a moment: the next look may find it.
  }
  wait(place);
}
