// Take a one-on-one with you, and choose what to carry also where there is no network.
import { keepsSomething } from "../kit/js/page.js";
import { moment } from "./saying.js";

const along = document.querySelector("[data-along]");
const isOffline = "shell" in document.documentElement.dataset;
const isSafe = globalThis.isSecureContext && crypto.subtle && globalThis.indexedDB;

export const ready = along && isSafe ? begin(along, along.dataset.along) : Promise.resolve();

async function begin(along, meeting) {
  along.hidden = false;
  along.querySelector("[data-take]").addEventListener("click", () => take(along, meeting));
  along.querySelector("[data-leave]").addEventListener("click", () => leave(along, meeting));
  if (!(await keepsSomething())) {
    show(along, null);
    return;
  }
  const store = await import("./store.js");
  const packet = (await store.owner()) ? await store.packetOf(meeting) : null;
  show(along, packet);
  if (isOffline) {
    await chooseOffline(store, meeting, packet);
  } else if (packet) {
    await freshen(store, along, meeting);
  }
}

async function take(along, meeting) {
  say(along, "taking");
  try {
    const store = await import("./store.js");
    const { whoAmI } = await import("./send.js");
    const me = await whoAmI();
    await store.unlock(me);
    const packet = await fetched(meeting);
    await store.keepPacket(packet);
    await putShellBy();
    await navigator.storage?.persist?.();
    show(along, packet);
  } catch {
    say(along, "failed");
  }
}

async function leave(along, meeting) {
  const store = await import("./store.js");
  await store.dropPacket(meeting);
  show(along, null);
}

async function fetched(meeting) {
  const answer = await fetch(`/one-on-ones/${meeting}/packet/`, { cache: "no-store", redirect: "error" });
  if (!answer.ok) {
    throw new Error(`The packet was not given: ${answer.status}`);
  }
  return answer.json();
}

// Not ready before the shell is put by: it must open from the first tap in flight mode.
async function putShellBy() {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
}

// Seen online again, it is taken as it is now; not while something written from the older one waits.
async function freshen(store, along, meeting) {
  const isBegun =
    (await store.draftOf(`${meeting}:debrief`)) || (await store.entries()).some((it) => it.meeting === meeting);
  if (!isBegun) {
    try {
      const packet = await fetched(meeting);
      await store.keepPacket(packet);
      await store.dropDraft(`${meeting}:choices`);
      await store.dropDraft(`${meeting}:taps`);
      show(along, packet);
    } catch {
      // The one taken before is still good.
    }
  }
}

function show(along, packet) {
  say(along, packet ? "ready" : "not");
  if (packet) {
    const time = along.querySelector("time");
    time.dateTime = packet.taken_at;
    time.textContent = moment(packet.taken_at);
  }
}

function say(along, state) {
  for (const part of along.querySelectorAll("[data-state]")) {
    part.hidden = !part.dataset.state.split(" ").includes(state);
  }
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
