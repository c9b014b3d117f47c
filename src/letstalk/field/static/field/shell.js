// The page a phone opens without a network: one of the one-on-ones taken along, or the list of what is here.
import { keepsSomething, start as startKit } from "../kit/js/page.js";
import { day, moment } from "./saying.js";
import * as store from "./store.js";

const PAGE = /^\/one-on-ones\/([0-9a-f-]{36})\/(prepare|card|debrief)\/$/;
const SCRIPTS = {
  prepare: () => import("./prepare.js"),
  card: () => import("./card.js"),
  debrief: () => import("./debrief.js"),
  graphics: () => import("./graphics.js"),
};
// Not about anybody: the designs of a campaign.
const GRAPHICS = { id: "graphics", path: "/field/graphics/" };

const OF_THE_PHONE = new Set(["/field/", GRAPHICS.path]);
const sending = () => import("./send.js");
const chosen = () => import("./chosen.js");

const words = Object.fromEntries(
  [...document.querySelectorAll("[data-told-as]")].map((line) => [line.dataset.toldAs, line]),
);
const kinds = kindsOf(document.querySelector("[data-kinds]"));

open();

async function open() {
  const isGraphics = location.pathname === GRAPHICS.path;
  const [, meeting, page] = isGraphics ? [null, GRAPHICS.id, "graphics"] : (PAGE.exec(location.pathname) ?? []);
  document.querySelector("[data-shell]").hidden = false;
  document.addEventListener("click", whatNeedsANetwork);
  document.querySelector("[data-try-again]").addEventListener("click", () => location.reload());
  if (!store.isSafe()) {
    return showOnly("unsafe");
  }
  // Before the store is opened, which makes it.
  const isKnown = await keepsSomething();
  const owner = isKnown ? await store.owner() : null;
  if (isKnown) {
    await store.dropOldPackets();
  }
  if (meeting) {
    await openPage(meeting, page, owner, isKnown);
  } else {
    await openList(owner, isKnown);
  }
}

// --- one page of a packet, as the server drew it ---

async function openPage(meeting, page, owner, isKnown) {
  const packet = owner ? await store.packetOf(meeting) : null;
  const entry = owner && page === "debrief" ? await store.entryAbout(meeting, "debrief") : null;
  const text = packet?.pages[page] ?? entry?.page;
  if (!text) {
    return showOnly(owner || !isKnown ? "not-here" : "locked");
  }
  const drawn = new DOMParser().parseFromString(text, "text/html");
  const html = document.documentElement;
  Object.assign(html, { lang: drawn.documentElement.lang, dir: drawn.documentElement.dir });
  html.dataset.shell = "";
  document.title = drawn.title;
  const told = document.querySelector("[data-told]");
  const screen = document.adoptNode(drawn.querySelector(".screen"));
  document.querySelector(".screen").replaceWith(screen);
  // A tap before the page's script runs would go to a server that is not there, and the page with it.
  screen.inert = true;
  document.getElementById("main").prepend(told);
  if (packet) {
    page !== "graphics" && (await (await chosen()).showChosen(page, packet, store));
    // Not on the card, which is for a glance.
    page !== "card" && tell("as_of", packet.taken_at);
    sayDaysInFull();
  }
  await ready(page).finally(() => (screen.inert = false));
  startKit(document);
  if (page === "prepare" && (await isChosenHere(meeting))) {
    tell("chosen");
  }
  const { keepTrying } = await sending();
  keepTrying(({ how }) => (how === "signed_out" || how === "other" ? tell(how) : null));
}

async function ready(page) {
  const script = await SCRIPTS[page]();
  await script.ready;
}

async function isChosenHere(meeting) {
  const waiting = (await store.entries()).filter((entry) => entry.meeting === meeting && entry.state === "kept");
  return waiting.some(({ kind }) => kind === "questions" || kind === "asks");
}

// A chip made yesterday that says "Tomorrow" would lie today.
function sayDaysInFull() {
  const drawn = [document, ...[...document.querySelectorAll("template[data-section]")].map(({ content }) => content)];
  for (const chip of drawn.flatMap((part) => [...part.querySelectorAll("[data-value], [data-day]")])) {
    const value = chip.dataset.day ?? chip.dataset.value;
    if (/^\d{4}-\d\d-\d\d$/.test(value)) {
      chip.textContent = day(value);
    }
  }
}

function whatNeedsANetwork(event) {
  const link = event.target.closest?.("a[href]");
  const isHere = link && (PAGE.test(link.pathname) || OF_THE_PHONE.has(link.pathname) || link.origin !== location.origin);
  if (link && !isHere && !navigator.onLine) {
    event.preventDefault();
    tell("network");
  }
}

// --- the list ---

async function openList(owner, isKnown) {
  navigator.serviceWorker?.register("/sw.js");
  if (!isKnown) {
    return showOnly("empty");
  }
  document.querySelector("[data-forget]").addEventListener("click", forget);
  const { keepTrying, sendAll, whoAmI } = await sending();
  if (!owner) {
    const me = await whoAmI();
    if (!me?.user) {
      return showOnly("locked", "anything");
    }
    await store.unlock(me);
  }
  document.querySelector("[data-send]").addEventListener("click", async () => sayHow(await sendAll()));
  store.listen((what) => (what.forgotten ? showOnly("empty") : drawList(what)));
  await drawList();
  await keepTrying(sayHow);
  await drawList();
}

function sayHow({ how }) {
  how === "done" ? hush() : tell(how);
  drawList();
}

function drawList(what = {}) {
  return store.unlessForgotten(() => drawWhatIsHere(what));
}

async function drawWhatIsHere({ entry, state }) {
  if (!(await store.owner())) {
    return;
  }
  const [packets, entries, drafts, receipts] = [
    await store.packets(),
    await store.entries(),
    await store.drafts(),
    await store.receipts(),
  ];
  const rows = [
    ...entries.map((one) => entryRow(one, one.id === entry && state === "sending" ? "sending" : one.state, packets)),
    ...drafts.map((one) => draftRow(one)),
    ...receipts.map((one) => entryRow(one, one.state, packets)),
  ];
  drawEntries(rows);
  drawPackets(packets.filter(({ id }) => id !== GRAPHICS.id));
  document.querySelector("[data-graphics]").hidden = !packets.some(({ id }) => id === GRAPHICS.id);
  document.querySelector("[data-send]").hidden = !entries.some((one) => one.state === "kept");
  const shown = [rows.length > 0 && "entries", packets.length > 0 && "packets"].filter(Boolean);
  showOnly(...(shown.length ? shown : ["empty"]), "anything");
}

// Drawn anew only where they changed: somebody may be writing there.
function drawEntries(rows) {
  const list = document.querySelector("[data-entries]");
  const now = rows.map((row) => row.dataset.is).join();
  if (list.dataset.now !== now) {
    list.dataset.now = now;
    list.replaceChildren(...rows);
  }
}

function drawPackets(packets) {
  const list = document.querySelector("[data-packets]");
  const now = packets.map(({ meeting, taken_at }) => `${meeting} ${taken_at}`).join();
  if (list.dataset.now !== now) {
    list.dataset.now = now;
    list.replaceChildren(...packets.map(packetRow));
  }
}

function packetRow(packet) {
  const row = rowOf("packet");
  put(row, "name", packet.name);
  put(row, "when", [packet.kind, packet.when].filter(Boolean).join(" · "));
  put(row, "taken", moment(packet.taken_at));
  for (const page of Object.keys(packet.pages)) {
    row.querySelector(`[data-fill="${page}"]`).href = `/one-on-ones/${packet.meeting}/${page}/`;
  }
  row.querySelector("[data-note]").addEventListener("submit", (event) => jot(event, packet));
  return row;
}

async function jot(event, packet) {
  event.preventDefault();
  const text = event.target.elements.text.value.trim();
  if (text) {
    const entry = { id: crypto.randomUUID(), meeting: packet.meeting, kind: "note", made_at: new Date().toISOString() };
    try {
      await store.keepEntry({ ...entry, pairs: [["text", text]], name: packet.name });
      event.target.reset();
      const { sendAll } = await sending();
      await sayHow(await sendAll());
    } catch {
      tell("full");
    }
  }
}

const TYPED =
  /^(note|read_back|common_ground|wants_from_us|more_issues|next_place)$|-(words|what|on|time|goal|place|if_then|due_on)$|^heard-/;
const PAGES = { debrief: "debrief", questions: "prepare", asks: "prepare", taps: "card" };

function entryRow(entry, state, packets) {
  const row = rowOf("entry");
  row.dataset.is = `${entry.id} ${entry.revision} ${state}`;
  put(row, "name", entry.name ?? "");
  put(row, "what", kinds[entry.kind]);
  put(row, "at", moment(entry.made_at ?? entry.at));
  put(row, "sentence", entry.sentence ?? "");
  put(row, "text", entry.kind === "note" ? noteIn(entry) : "");
  showState(row, state);
  if (entry.pairs) {
    const isHere = entry.page || packets.some(({ meeting }) => meeting === entry.meeting);
    offer(row, { id: entry.id, from: "entries", open: isHere ? entry.meeting : null, page: PAGES[entry.kind] });
    entry.state === "refused" && putRight(row, entry, isHere);
  }
  return row;
}

function noteIn({ pairs = [] }) {
  return new Map(pairs).get("text") ?? "";
}

// What came back and has no page of its own: a note is changed here, and other words can at least be taken elsewhere.
function putRight(row, entry, isHere) {
  if (entry.kind === "note") {
    const form = row.querySelector("[data-again]");
    put(row, "text", "");
    form.hidden = false;
    form.elements.text.value = noteIn(entry);
    form.addEventListener("submit", (event) => sendAgain(event, entry));
  } else if (entry.kind === "debrief" && !isHere) {
    const typed = entry.pairs.filter(([name, value]) => value && TYPED.test(name));
    put(row, "text", typed.map(([, value]) => value).join("\n"));
  }
  if (entry.kind === "note" || !isHere) {
    offerToCopy(row, () => row.querySelector("[data-again]:not([hidden]) textarea")?.value ?? textIn(row));
  }
}

function textIn(row) {
  return row.querySelector('[data-fill="text"]').textContent;
}

function offerToCopy(row, words) {
  const place = row.querySelector("[data-copying]");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(words());
    place.querySelector("span").hidden = false;
  });
}

async function sendAgain(event, { id, meeting, kind, name, revision }) {
  event.preventDefault();
  const pairs = [["text", event.target.elements.text.value.trim()]];
  try {
    await store.keepEntry({ id, meeting, kind, name, pairs, made_at: new Date().toISOString() }, { base: revision });
    const { sendAll } = await sending();
    sayHow(await sendAll());
  } catch {
    tell("full");
  }
}

function draftRow(draft) {
  const row = rowOf("entry");
  row.dataset.is = draft.id;
  put(row, "name", draft.name ?? "");
  put(row, "what", kinds.debrief);
  showState(row, "draft");
  offer(row, { id: draft.id, from: "drafts", open: draft.id.split(":")[0], page: "debrief" });
  return row;
}

function offer(row, { id, from, open, page }) {
  const link = row.querySelector('[data-fill="open"]');
  link.hidden = !open || !page;
  link.href = open && page ? `/one-on-ones/${open}/${page}/` : "";
  const [erase, forGood] = row.querySelectorAll("[data-erase], [data-erase-for-good]");
  erase.hidden = false;
  erase.addEventListener("click", () => {
    erase.hidden = true;
    forGood.hidden = false;
    forGood.focus();
  });
  forGood.addEventListener("click", () => store.erase(from, id));
}

function forget() {
  const dialog = document.getElementById("before-forgetting");
  dialog.addEventListener(
    "click",
    async ({ target }) => {
      if (target.value === "forget") {
        await store.forgetEverything();
        tell("forgotten");
      }
      target.value && dialog.close();
    },
    { once: false },
  );
  dialog.showModal();
}

// --- words and rows ---

function rowOf(name) {
  return document.querySelector(`template[data-${name}-row]`).content.firstElementChild.cloneNode(true);
}

function put(row, name, text) {
  const place = row.querySelector(`[data-fill="${name}"]`);
  place.textContent = text;
  place.hidden = !text;
}

function showState(row, state) {
  row.querySelectorAll("[data-state]").forEach((chip) => (chip.hidden = chip.dataset.state !== state));
}

function showOnly(...names) {
  document.querySelectorAll("[data-when]").forEach((part) => (part.hidden = !names.includes(part.dataset.when)));
}

function tell(name, at) {
  const place = document.querySelector("[data-told]");
  const line = words[name];
  if (place && line) {
    const said = document.createElement("span");
    said.append(...line.cloneNode(true).childNodes);
    place.replaceChildren(said);
    place.className = name === "as_of" ? "soft" : "notice soon";
    if (at) {
      place.querySelector("time").textContent = moment(at);
    }
    place.hidden = false;
  }
}

function hush() {
  document.querySelector("[data-told]").hidden = true;
}

function kindsOf(list) {
  const said = [...list.querySelectorAll("dd")].map(({ textContent }) => textContent);
  return Object.fromEntries(
    [...list.querySelectorAll("dt")].map(({ textContent }, place) => [textContent, said[place]]),
  );
}
