// Puts a list in another order by dragging; the buttons beside each line do the same without it.
//   <ol data-outline data-nests>       data-nests: pulled towards the end of the line, one goes below another
//   <li data-item="Q6" data-level="1"><span data-grip hidden>…</span>…
// A drop fills <input name="do" data-drop disabled> with "place:Q6:before:Q8" and sends the form.
const FAR_ENOUGH_IN = 40;
const NEAR_THE_EDGE = 48;
const MARKS = ["drop-before", "drop-after", "drop-inside"];

for (const list of document.querySelectorAll("[data-outline]")) {
  for (const grip of list.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => lift(list, grip, event));
  }
}

function lift(list, grip, begun) {
  if (begun.button !== 0) {
    return;
  }
  begun.preventDefault();
  const item = grip.closest("[data-item]");
  const branch = withBelow(item);
  const held = new AbortController();
  let drop = null;
  grip.setPointerCapture(begun.pointerId);
  branch.forEach((one) => one.classList.add("lifted"));

  const listen = (kind, act, target = grip) => target.addEventListener(kind, act, { signal: held.signal });
  const end = () => {
    held.abort();
    mark(list, null);
    branch.forEach((one) => one.classList.remove("lifted"));
  };
  listen("pointermove", (event) => {
    scrollAlong(event.clientY);
    drop = placeUnder(list, branch, event, begun);
    mark(list, drop);
  });
  listen("pointerup", () => {
    end();
    if (drop) {
      send(list, `place:${item.dataset.item}:${drop.where}:${drop.item.dataset.item}`);
    }
  });
  listen("pointercancel", end);
  listen("keydown", (event) => event.key === "Escape" && end(), document);
}

// The line and all that stands deeper right after it.
function withBelow(item) {
  const found = [item];
  let next = item.nextElementSibling;
  while (next && Number(next.dataset.level) > Number(item.dataset.level)) {
    found.push(next);
    next = next.nextElementSibling;
  }
  return found;
}

function placeUnder(list, branch, event, begun) {
  const others = [...list.querySelectorAll("[data-item]")].filter((one) => !branch.includes(one));
  const item = nearest(others, event.clientY);
  if (!item) {
    return null;
  }
  const box = item.getBoundingClientRect();
  const towardsEnd = (event.clientX - begun.clientX) * (getComputedStyle(list).direction === "rtl" ? -1 : 1);
  if ("nests" in list.dataset && towardsEnd > FAR_ENOUGH_IN && event.clientY > box.top) {
    return { item, where: "inside" };
  }
  return { item, where: event.clientY < box.top + box.height / 2 ? "before" : "after" };
}

function nearest(items, y) {
  const distance = (item) => {
    const box = item.getBoundingClientRect();
    return y < box.top ? box.top - y : Math.max(0, y - box.bottom);
  };
  return items.reduce((best, item) => (best && distance(best) <= distance(item) ? best : item), null);
}

function mark(list, drop) {
  for (const one of list.querySelectorAll("[data-item]")) {
    one.classList.remove(...MARKS);
  }
  if (drop) {
    // Behind a line means behind all that hangs on it.
    const shown = drop.where === "after" ? withBelow(drop.item).at(-1) : drop.item;
    shown.classList.add(`drop-${drop.where}`);
  }
}

function scrollAlong(y) {
  if (y < NEAR_THE_EDGE) {
    scrollBy(0, -12);
  } else if (y > innerHeight - NEAR_THE_EDGE) {
    scrollBy(0, 12);
  }
}

function send(list, words) {
  const form = list.closest("form");
  const field = form.querySelector("[data-drop]");
  field.value = words;
  field.disabled = false;
  form.requestSubmit();
}
