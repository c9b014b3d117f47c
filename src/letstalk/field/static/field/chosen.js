// What was chosen and agreed on this phone, on the pages that were taken along before: the asks now carried have their
// rows in the write-up, and their place on the close, with the day, time and goal that were just agreed there.
import { day } from "./saying.js";

const AGREED = ["yes", "counter_offer"];

/** Put it into a page of the packet, before the page's own script begins. */
export async function showChosen(page, packet, store) {
  const asks = (await store.draftOf(`${packet.meeting}:choices`))?.asks;
  const parts = new Map((packet.asks_there ?? []).map((part) => [part.id, part]));
  if (page === "debrief") {
    asks && rowsOf(asks, parts);
  } else if (page === "card") {
    const written =
      (await store.draftOf(`${packet.meeting}:debrief`)) ?? (await store.entryAbout(packet.meeting, "debrief"));
    closeWith(asks ?? packet.asks, parts, written ? agreedIn(written.pairs) : new Map());
  }
}

// --- the write-up's rows ---

function rowsOf(asks, parts) {
  const form = document.querySelector("[data-debrief]");
  const carried = [...form.querySelectorAll(":scope > [data-asked]")].filter((row) => row.querySelector('[name^="ask"]'));
  const rows = asks.filter((id) => parts.has(id)).map((id, place) => rowAt(parts.get(id), place));
  form.elements.shown.after(...rows);
  carried.forEach((row) => row.remove());
  const others = form.elements.shown.value.split(" ").filter((word) => word && !word.startsWith("ask:"));
  const shown = asks.filter((id) => parts.has(id)).map((id) => `ask:${id}`);
  form.elements.shown.value = [...shown, ...others].join(" ");
}

// Asks are counted by their place, so the fields of a row bear the number of where it stands now.
function rowAt({ row, place: before }, place) {
  return drawn(row.replaceAll(`ask${before}-`, `ask${place}-`));
}

// --- the close ---

function closeWith(asks, parts, agreed) {
  const others = [...agreed.keys()].filter((id) => !asks.includes(id));
  for (const { content } of document.querySelectorAll("template[data-section]")) {
    content.querySelector("[data-asks]")?.replaceChildren(
      ...[...asks, ...others]
        .map((id) => [parts.get(id) ?? parts.get(""), agreed.get(id)])
        .filter(([part, said]) => part?.id || said)
        .map(([part, said]) => (said ? agreedOn(drawn(part.close), said) : drawn(part.close))),
    );
  }
}

function agreedOn(ask, { what, on, time, goal, title }) {
  const button = ask.querySelector("[data-tap]");
  button.setAttribute("aria-pressed", "true");
  title && (button.querySelector("span").textContent = title);
  put(ask, "what", what);
  put(ask, "when", [on && day(on), time].filter(Boolean).join(", "));
  put(ask, "goal", goal);
  return ask;
}

function put(ask, name, words) {
  const place = ask.querySelector(`[data-of="${name}"]`);
  (place.querySelector("[data-words]") ?? place).textContent = words;
  place.hidden = !words;
}

/** What a write-up says they will do: the id of the ask, or of none, to its terms. */
function agreedIn(pairs) {
  const typed = new Map(pairs);
  const shown = (typed.get("shown") ?? "").split(" ").filter((word) => word.startsWith("ask:"));
  const rows = [...shown.map((word, place) => [word.slice(4), `ask${place}`]), [typed.get("more-which") ?? "", "more"]];
  const found = rows.filter(([, prefix]) => AGREED.includes(typed.get(`${prefix}-answer`)));
  return new Map(found.map(([id, prefix]) => [id === "other" ? "" : id, termsOf(typed, prefix)]));
}

function termsOf(typed, prefix) {
  const names = ["what", "on", "time", "goal"];
  const terms = Object.fromEntries(names.map((name) => [name, typed.get(`${prefix}-${name}`) ?? ""]));
  return { ...terms, title: prefix === "more" ? typed.get("more-words") : "" };
}

function drawn(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}
