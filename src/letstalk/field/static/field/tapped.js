// What is tapped in the room and may be kept: on this phone first, as an entry that is sent like every other, and shown
// in the debrief to keep or to take away. The draft "taps" holds {id, said, states}: the entry, what stands tapped as
// {tap, question, answer}, and every state before it, so that a phone knows its own again in what the server shows.
import { keepTrying, ownerHere } from "./send.js";
import * as store from "./store.js";

const MOST_STATES = 40;
const stateOf = (taps) => [...taps].sort().join(" ");
const tapsOf = (said) => said.map(({ tap }) => tap);
const quietly = () => {};
let turn = Promise.resolve();

/** Keep what stands tapped now, whole; one after the other, so that none overtakes. True once it is on disk. */
export function keepTaps({ cards: meeting, name }, served, said) {
  turn = turn.then(() => keepNow(meeting, name, served, said)).catch(() => false);
  return turn;
}

async function keepNow(meeting, name, served, said) {
  if (!(await ownerHere())) {
    return false;
  }
  const draft = await store.draftOf(`${meeting}:taps`);
  const before = (await tapsHere(meeting, served)) ? draft : { id: crypto.randomUUID(), states: [stateOf(served)] };
  const { id } = before;
  const waiting = await store.entryOf(id);
  if (!waiting) {
    await store.erase("entries", id); // Its receipt: what follows is a later state of the same entry.
  }
  const pairs = [
    ...served.map((tap) => ["seen", tap]),
    ...before.states.map((state) => ["earlier", state]),
    ...tapsOf(said).map((tap) => ["taps", tap]),
  ];
  const entry = { id, meeting, kind: "taps", made_at: new Date().toISOString(), pairs, name };
  const kept = await store.keepEntry(entry, { base: waiting?.revision ?? null });
  if (kept.id !== id) {
    // The one that was to be changed has just been received: this goes on from it.
    await store.erase("entries", kept.id);
    return keepNow(meeting, name, served, said);
  }
  const states = [...before.states, stateOf(tapsOf(said))].slice(-MOST_STATES);
  await store.keepDraft(`${meeting}:taps`, { id, said, states });
  keepTrying(quietly);
  return true;
}

/** What this phone knows to be tapped; null where it knows nothing, or the server shows what came from elsewhere. */
export async function tapsHere(meeting, served) {
  const draft = await store.draftOf(`${meeting}:taps`);
  const isOffline = "shell" in document.documentElement.dataset;
  const isOurs = draft && (isOffline || draft.states.includes(stateOf(served)) || (await store.entryOf(draft.id)));
  return isOurs ? draft.said : null;
}

// --- in the debrief ---

/** The rows of what was tapped as this phone has it; what was taken off since stands unticked. */
export async function showTaps(form, meeting) {
  const box = form.querySelector("[data-tapped]");
  const shown = box ? [...box.querySelectorAll('[name="tapped"]')] : [];
  const served = shown.map(({ value }) => value);
  const said = box && (await tapsHere(meeting, served));
  if (!said) {
    return;
  }
  for (const one of shown) {
    one.checked = tapsOf(said).includes(one.value);
  }
  const rows = box.querySelector("[data-tapped-rows]");
  for (const one of said.filter(({ tap }) => !served.includes(tap))) {
    const row = box.querySelector("[data-tapped-row]").content.firstElementChild.cloneNode(true);
    row.querySelectorAll("input").forEach((field) => (field.value = one.tap));
    row.querySelector("[data-question]").textContent = one.question;
    row.querySelector("[data-answer]").textContent = one.answer;
    rows.append(row);
  }
  box.hidden = rows.children.length === 0;
}

/** What was tapped after a draft of the debrief was begun stands ticked, too. */
export function tickWhatIsNew(form, pairs) {
  const known = pairs.filter(([name]) => name === "tapped_shown").map(([, value]) => value);
  for (const shown of form.querySelectorAll('[name="tapped"]')) {
    shown.checked ||= !known.includes(shown.value);
  }
}

/** The debrief that is kept now decides about them, so they need not be sent on their own. */
export async function leaveToDebrief(form, meeting) {
  const waiting = form.querySelector("[data-tapped]") && (await store.entryAbout(meeting, "taps"));
  if (waiting) {
    await store.erase("entries", waiting.id);
  }
}
