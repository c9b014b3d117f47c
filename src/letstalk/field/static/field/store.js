// What this phone keeps: packets taken along, entries not sent yet, and what is being written. Everything that says a
// word is sealed under its owner's key; only opaque ids, states and times lie open. What is said to be kept is on disk.
import { deleteDB, openDB } from "../kit/vendor/idb.js";
import { makeKey, seal, unseal, unwrapKey, wrapperOf } from "./vault.js";

const STRICT = { durability: "strict" };
const RECEIPTS_SHOWN_MS = 24 * 60 * 60 * 1000;
const KEPT = ["packets", "entries", "drafts"];
const news = "BroadcastChannel" in window ? new BroadcastChannel("letstalk") : null;

let opening;
let mine = null; // { user, key } of whoever this page was opened by

/** Whether anything can be kept safely here at all: browsers give no keys to pages that come by plain http. */
export function isSafe() {
  return Boolean(globalThis.isSecureContext && crypto.subtle && globalThis.indexedDB);
}

function database() {
  opening ??= openDB("letstalk", 1, {
    upgrade(db) {
      db.createObjectStore("keys", { keyPath: "user" });
      for (const name of KEPT) {
        db.createObjectStore(name, { keyPath: "id" });
      }
    },
    blocking(_old, _new, event) {
      event.target.close(); // Another tab forgets everything, or brings a newer store.
      opening = undefined;
    },
    terminated: () => (opening = undefined),
  });
  return opening;
}

// --- whose it is ---

/** Whoever can open what is here without asking the server; null when nobody is signed in on this phone. */
export async function owner() {
  if (!mine && isSafe()) {
    const open = (await (await database()).getAll("keys")).find((record) => record.key);
    mine = open ? { user: open.user, key: open.key } : null;
  }
  return mine;
}

/** Open what is this user's, with the server's half of the lock; what is anybody else's is locked, their packets go. */
export async function unlock({ user, lock }) {
  const db = await database();
  await lockOthers(user);
  const record = await db.get("keys", user);
  if (!record?.key) {
    const wrapper = await wrapperOf(lock);
    const made = record ? null : await makeKey(wrapper);
    const key = made?.key ?? (await unwrapKey(record.wrapped, wrapper));
    const writing = db.transaction("keys", "readwrite", STRICT);
    const now = await writing.store.get(user);
    // Another tab may have been first. A key is never put over another: what it sealed would be lost.
    if (!now && made) {
      writing.store.add({ user, key, wrapped: made.wrapped });
    } else if (now && !now.key && !made) {
      writing.store.put({ ...now, key });
    }
    await writing.done;
  }
  const stands = await db.get("keys", user);
  mine = stands?.key ? { user, key: stands.key } : null;
  return mine ?? unlock({ user, lock });
}

/** Lock what is not this user's (nobody's: lock everything). Their packets go; what they did not send stays, locked. */
export async function lockOthers(user = null) {
  const db = await database();
  const writing = db.transaction(["keys", "packets"], "readwrite", STRICT);
  for (const record of await writing.objectStore("keys").getAll()) {
    if (record.user !== user && record.key) {
      writing.objectStore("keys").put({ user: record.user, wrapped: record.wrapped });
    }
  }
  for (const packet of await writing.objectStore("packets").getAll()) {
    if (packet.user !== user) {
      writing.objectStore("packets").delete(packet.id);
    }
  }
  await writing.done;
}

/** Everything of everybody, keys and all. */
export async function forgetEverything() {
  const db = await database();
  const writing = db.transaction(["keys", ...KEPT], "readwrite", STRICT);
  await Promise.all(["keys", ...KEPT].map((name) => writing.objectStore(name).clear()));
  await writing.done;
  mine = null;
  sessionStorage.clear();
  db.close();
  opening = undefined;
  await deleteDB("letstalk");
  tell({ forgotten: true });
}

/** What is done, or `otherwise` where everything was forgotten under it, here or in another tab: then nothing is left. */
export async function unlessForgotten(doing, otherwise) {
  try {
    return await doing();
  } catch (error) {
    if (error.name === "InvalidStateError") {
      return otherwise;
    }
    throw error;
  }
}

/** What signing out takes away: packets, and the key to the rest; with `erase`, the rest too. */
export async function leave(user, { erase = false } = {}) {
  const db = await database();
  const writing = db.transaction(["keys", ...KEPT], "readwrite", STRICT);
  for (const name of erase ? KEPT : ["packets"]) {
    for (const record of await writing.objectStore(name).getAll()) {
      if (record.user === user) {
        writing.objectStore(name).delete(record.id);
      }
    }
  }
  await writing.done;
  await lockOthers(null);
}

// --- sealed records ---

// `only`: the revision that must still stand, null for none; anything else there is never written over.
async function keep(name, open, sealed, { also, only } = {}) {
  const { user, key } = mine;
  const record = { ...open, user, sealed: await seal(key, sealed, placeOf(name, open.id, user)) };
  const writing = (await database()).transaction([name, ...(also ? [also.from] : [])], "readwrite", STRICT);
  if (only !== undefined && ((await writing.objectStore(name).get(open.id))?.revision ?? null) !== only) {
    writing.abort();
    await writing.done.catch(() => {});
    throw new Error("Another tab was first.");
  }
  if (also) {
    writing.objectStore(also.from).delete(also.id);
  }
  writing.objectStore(name).put(record);
  await writing.done;
  return record;
}

async function opened(name, record) {
  return { ...record, ...(await unseal(mine.key, record.sealed, placeOf(name, record.id, record.user))) };
}

async function one(name, id) {
  const record = (await owner()) && (await (await database()).get(name, id));
  return record?.user === mine?.user && record?.sealed ? opened(name, record) : null;
}

async function all(name) {
  if (!(await owner())) {
    return [];
  }
  const records = await (await database()).getAll(name);
  return Promise.all(records.filter(({ user, sealed }) => user === mine.user && sealed).map((it) => opened(name, it)));
}

function placeOf(name, id, user) {
  return `${name}|${id}|${user}`;
}

// --- packets ---

export async function keepPacket(packet) {
  const { meeting: id, keep_until, taken_at } = packet;
  await keep("packets", { id, keep_until }, packet);
  tell({ packet: id });
  return taken_at;
}

export function packetOf(meeting) {
  return one("packets", meeting);
}

export function packets() {
  return all("packets");
}

export async function dropPacket(meeting) {
  const writing = (await database()).transaction(["packets", "drafts"], "readwrite", STRICT);
  writing.objectStore("packets").delete(meeting);
  for (const what of ["tally", "choices", "taps"]) {
    writing.objectStore("drafts").delete(`${meeting}:${what}`);
  }
  await writing.done;
  tell({ packet: meeting });
}

/** What was chosen on this phone is what the server has now, so the next choice begins from it. */
export async function knowChosen({ meeting, kind, pairs }) {
  const packet = await packetOf(meeting);
  if (packet) {
    const chosen = pairs.filter(([name]) => name === kind).map(([, id]) => id);
    await keepPacket({ ...packet, [kind]: chosen });
  }
}

/** Those that were never written up go by themselves after their time, whoever's they are. */
export async function dropOldPackets(now = new Date()) {
  const db = await database();
  for (const packet of await db.getAll("packets")) {
    if (new Date(packet.keep_until) < now) {
      await dropPacket(packet.id);
    }
  }
}

// --- what is being written ---

export function keepDraft(id, words) {
  return keep("drafts", { id }, words);
}

export function draftOf(id) {
  return one("drafts", id);
}

export async function dropDraft(id) {
  await (await database()).delete("drafts", id);
}

export async function drafts() {
  return (await all("drafts")).filter(({ id }) => id.endsWith(":debrief"));
}

// --- entries: {id, meeting, kind, revision, state, made_at} open, {pairs, name, page, sentence} sealed ---

/** Keep an entry; when this is done, it is on disk. `base`: the revision that was changed, null for a first one. Where
 *  another stands by now, this one is kept beside it under an id of its own. `draft`: the draft it was, which goes. */
export async function keepEntry({ id, meeting, kind, made_at, pairs, name }, { base = null, draft } = {}) {
  const stands = await (await database()).get("entries", id);
  const isFirst = !stands && base !== undefined;
  const isChange = stands && stands.revision !== undefined && stands.revision === base;
  const open = { meeting, kind, made_at, state: "kept", id: isFirst || isChange ? id : crypto.randomUUID() };
  const revision = crypto.randomUUID();
  const also = draft ? { also: { from: "drafts", id: draft } } : {};
  await keep("entries", { ...open, revision }, { pairs, name }, { ...also, only: isChange ? base : null });
  tell({ entry: open.id, meeting, state: "kept" });
  return { ...open, revision, pairs, name };
}

export function entryOf(id) {
  return one("entries", id);
}

/** Those not received yet, oldest first. */
export async function entries() {
  return (await all("entries")).sort((one, other) => one.made_at.localeCompare(other.made_at));
}

export async function entryAbout(meeting, kind) {
  return (await entries()).findLast((entry) => entry.meeting === meeting && entry.kind === kind) ?? null;
}

/** How many of this person's are only here, without opening them. */
export async function countOf(user) {
  const db = await database();
  const mineOnly = (record) => record.user === user && record.sealed;
  const waiting = (await db.getAll("entries")).filter(mineOnly).length;
  const begun = (await db.getAll("drafts")).filter((it) => mineOnly(it) && it.id.endsWith(":debrief")).length;
  return { waiting, begun };
}

/** The server has it. What was written goes; that it was received is shown for a day. A change made meanwhile stays. */
export async function receive({ id, revision, receipt }) {
  const writing = (await database()).transaction("entries", "readwrite", STRICT);
  const stands = await writing.store.get(id);
  const isTheSame = stands?.revision === revision;
  if (isTheSame) {
    const { user, meeting, kind } = stands;
    writing.store.put({ id, user, meeting, kind, state: receipt, at: new Date().toISOString() });
  }
  await writing.done;
  tell({ entry: id, meeting: stands?.meeting, state: receipt });
  return isTheSame;
}

/** The server said no, and why. It stays until its owner decides. */
export async function giveBack(entry, { sentence = "", page = "" }) {
  const stands = await (await database()).get("entries", entry.id);
  if (stands?.revision !== entry.revision) {
    return;
  }
  const { id, meeting, kind, made_at, revision, pairs, name } = entry;
  await keep("entries", { id, meeting, kind, made_at, revision, state: "refused" }, { pairs, name, sentence, page });
  tell({ entry: id, meeting, state: "refused" });
}

export async function erase(store, id) {
  const writing = (await database()).transaction(store, "readwrite", STRICT);
  writing.store.delete(id);
  await writing.done;
  tell({ entry: id, state: "erased" });
}

/** That something was received lately: no words, only what and when. Older ones go. */
export async function receipts() {
  const db = await database();
  const done = (await db.getAll("entries")).filter((it) => it.user === mine?.user && !it.sealed);
  const old = done.filter(({ at }) => Date.now() - new Date(at) > RECEIPTS_SHOWN_MS);
  await Promise.all(old.map(({ id }) => db.delete("entries", id)));
  return done.filter((it) => !old.includes(it));
}

// --- between the tabs of this phone ---

export function tell(what) {
  news?.postMessage(what);
  window.dispatchEvent(new CustomEvent("letstalk", { detail: what }));
}

/** Told of every change: those made here, and those of other tabs (`fromElsewhere`). */
export function listen(hear) {
  window.addEventListener("letstalk", ({ detail }) => hear(detail, false));
  news?.addEventListener("message", ({ data }) => hear(data, true));
}
