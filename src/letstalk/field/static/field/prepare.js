// Take a one-on-one with you, and choose what to carry also where there is no network.
import { offerToTake } from "./along.js";

const along = document.querySelector("[data-along]");
const isSafe = globalThis.isSecureContext && crypto.subtle && globalThis.indexedDB;

export const ready = along && isSafe ? begin(along.dataset.along) : Promise.resolve();

function begin(meeting) {
  const offline = (store, packet) => chooseOffline(store, meeting, packet);
  return offerToTake(along, { id: meeting, address: `/one-on-ones/${meeting}/packet/`, offline });
}

// --- what to carry, chosen without a network ---

async function chooseOffline(store, meeting, packet) {
  const chosen = (await store.draftOf(`${meeting}:choices`)) ?? {};
  showChosen(chosen);
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!packet || form.method !== "post" || !form.closest("#questions, #asks")) {
      return;
    }
    event.preventDefault();
    const wanted = form.closest("#asks") ? asksWanted(form) : { questions: questionsWanted(form, event.submitter) };
    for (const [kind, ids] of Object.entries(wanted)) {
      const why = kind === "asks" ? (form.elements.why?.value.trim() ?? "") : "";
      await keepChoice(store, { meeting, kind, wanted: ids, seen: packet[kind], name: packet.name, why });
    }
    const next = { ...chosen, ...wanted, titles: { ...chosen.titles, ...titlesOf(form) } };
    await store.keepDraft(`${meeting}:choices`, next);
    location.reload();
  });
}

async function keepChoice(store, { meeting, kind, wanted, seen, name, why }) {
  const before = await store.entryAbout(meeting, kind);
  const pairs = [...seen.map((id) => ["seen", id]), ...wanted.map((id) => [kind, id]), ...sentBefore(before)];
  pairs.push(...(why ? [["why", why]] : (before?.pairs ?? []).filter(([field]) => field === "why")));
  const entry = {
    id: before?.id ?? crypto.randomUUID(),
    meeting,
    kind,
    made_at: new Date().toISOString(),
    pairs,
    name,
  };
  await store.keepEntry(entry, { base: before?.revision ?? null });
}

// It may have arrived without our hearing so; then what stands on the server is an earlier choice of this phone.
function sentBefore(entry) {
  const earlier = (entry?.pairs ?? []).filter(([name]) => name === "earlier");
  const chosen = (entry?.pairs ?? []).filter(([name]) => name === entry.kind).map(([, id]) => id);
  return entry ? [...earlier, ["earlier", chosen.join(" ")]] : [];
}

function ticked(form, name) {
  return [...form.querySelectorAll(`[name="${name}"]:checked`)].map(({ value }) => value);
}

// With the asks come the questions that would decide between them; as the server does it.
function asksWanted(form) {
  const also = ticked(form, "also").filter((id) => !carriedNow().includes(id));
  return { asks: ticked(form, "asks"), ...(also.length ? { questions: [...carriedNow(), ...also] } : {}) };
}

function carriedNow() {
  return [...document.querySelectorAll('.carried [name="earlier"]')].map(({ value }) => value);
}

// First those carried already, in their order, then the new ones as they stand in the guide; as the server does it.
function questionsWanted(form, button) {
  const now = carriedNow();
  if (button?.name === "earlier" || button?.name === "later") {
    const place = now.indexOf(button.value);
    const other = Math.min(Math.max(place + (button.name === "later" ? 1 : -1), 0), now.length - 1);
    [now[place], now[other]] = [now[other], now[place]];
    return now;
  }
  const wanted = ticked(form, "questions");
  return [...now.filter((id) => wanted.includes(id)), ...wanted.filter((id) => !now.includes(id))];
}

function titlesOf(form) {
  const boxes = [...form.querySelectorAll('input[type="checkbox"]')];
  return Object.fromEntries(
    boxes.map((box) => [box.value, box.closest("label").querySelector("[dir=auto]").textContent]),
  );
}

function showChosen({ questions, asks, titles = {} }) {
  const list = document.querySelector(".carried");
  if (questions && list?.firstElementChild) {
    const lines = new Map([...list.children].map((line) => [line.querySelector('[name="earlier"]').value, line]));
    const model = list.firstElementChild;
    list.replaceChildren(...questions.map((id) => lines.get(id) ?? lineOf(model, id, titles[id] ?? "")));
    [...list.children].forEach((line, place, all) => {
      line.querySelector('[name="earlier"]').disabled = place === 0;
      line.querySelector('[name="later"]').disabled = place === all.length - 1;
    });
  }
  for (const [name, ids] of Object.entries({ questions, asks })) {
    for (const box of ids ? document.querySelectorAll(`input[name="${name}"]`) : []) {
      box.checked = ids.includes(box.value);
    }
  }
  if (asks) {
    showAsks(asks.map((id) => titles[id] ?? ""));
  }
}

function lineOf(model, id, words) {
  const line = model.cloneNode(true);
  line.querySelector(".words [dir=auto]").textContent = words;
  for (const button of line.querySelectorAll("button")) {
    button.value = id;
  }
  return line;
}

function showAsks(titles) {
  const list = document.querySelector("#asks > ul.todo") ?? document.createElement("ul");
  list.className = "todo";
  list.replaceChildren(
    ...titles.map((title) => {
      const line = document.createElement("li");
      const words = document.createElement("strong");
      words.dir = "auto";
      words.textContent = title;
      line.append(words);
      return line;
    }),
  );
  document.querySelector("#asks > h2").after(list);
}
