// Sends what this phone keeps, again and again until each entry has its receipt. One tab sends at a time; the server
// takes each entry once however often it comes; and nothing goes out but to the session of the one who wrote it.
import * as store from "./store.js";

const ME = "/field/me/";
const ENTRIES = "/field/entries/";
const PATIENCE_MS = 20_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Who is signed in, by the server's word: {user, lock, gone}, {signedOut} or {isUnwell}. Null without a network. */
export async function whoAmI({ packets = [] } = {}) {
  const answer = await ask(`${ME}?packets=${packets.join(",")}`);
  if (answer?.status === 401) {
    await store.lockOthers(null);
    return { signedOut: true };
  }
  const me = answer?.ok ? await plain(answer) : null;
  return me?.user && me?.lock ? me : answer && { isUnwell: true };
}

/** Whoever may keep things here: the one whose key is open, or else whoever the server says is signed in. */
export async function ownerHere() {
  const open = await store.owner();
  if (open) {
    return open;
  }
  const me = store.isSafe() ? await whoAmI() : null;
  return me?.user ? store.unlock(me) : null;
}

/** One round. Says how it went: done, offline, trouble, signed_out or other; and the receipts that came. */
export async function sendAll() {
  if (!store.isSafe()) {
    return { how: "done", receipts: [] };
  }
  const doing = () => store.unlessForgotten(round, { how: "done", receipts: [] });
  return "locks" in navigator ? navigator.locks.request("letstalk-send", doing) : doing();
}

async function round() {
  const before = await store.owner();
  const carried = before ? (await store.packets()).map(({ id }) => id) : [];
  const me = await whoAmI({ packets: carried });
  if (!me?.user && !me?.signedOut) {
    return { how: me ? "trouble" : "offline", receipts: [] };
  }
  if (me.signedOut) {
    return { how: "signed_out", receipts: [] };
  }
  if (before && before.user !== me.user) {
    // This page was opened by somebody else: what it holds is not sent, and not shown to whoever is here now.
    await store.lockOthers(me.user);
    return { how: "other", receipts: [] };
  }
  await store.unlock(me);
  await Promise.all((me.gone ?? []).map(store.dropPacket));
  const receipts = [];
  let how = "done";
  for (const entry of await store.entries()) {
    if (entry.state === "kept") {
      const receipt = await sendOne(entry);
      receipt ? receipts.push(receipt) : (how = "trouble");
    }
  }
  return { how, receipts };
}

async function sendOne(entry) {
  store.tell({ entry: entry.id, meeting: entry.meeting, state: "sending" });
  const { id, revision, meeting, kind, made_at, pairs } = entry;
  const body = JSON.stringify({ id, revision, meeting, kind, made_at, owner: entry.user, fields: pairs });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  const answer = await ask(ENTRIES, { method: "POST", headers, body });
  const receipt = answer?.ok ? await plain(answer) : null;
  if (answer?.status === 400) {
    const { receipt: how, sentence } = (await plain(answer)) ?? {};
    if (how === "unreadable") {
      // It would be turned away for ever: its owner is told, and decides.
      await store.giveBack(entry, { sentence });
      return { id, revision, receipt: "refused", sentence };
    }
  }
  // A receipt that does not name this very entry is none: it may come from something between us and the server.
  if (receipt?.id !== id || receipt?.revision !== revision || !(receipt.receipt in RECEIVED_AS)) {
    store.tell({ entry: id, meeting, state: "kept" });
    return null;
  }
  await RECEIVED_AS[receipt.receipt](entry, receipt);
  return receipt;
}

const RECEIVED_AS = {
  received: taken,
  clash: taken,
  refused: store.giveBack,
  not_yours: (entry) => store.tell({ entry: entry.id, meeting: entry.meeting, state: "kept" }),
};

async function taken(entry, receipt) {
  const isAll = await store.receive(receipt);
  if (isAll && entry.kind === "debrief") {
    await store.dropPacket(entry.meeting);
  } else if (receipt.receipt === "received" && (entry.kind === "questions" || entry.kind === "asks")) {
    await store.knowChosen(entry);
  }
}

async function ask(address, options = {}) {
  try {
    return await fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
  } catch {
    return null;
  }
}

async function plain(answer) {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function token() {
  return document.cookie.match(/(?:^|; )letstalk_csrf=([^;]*)/)?.[1] ?? "";
}

/** Goes on trying: when the network comes back, when the page is looked at again, and now and then. */
export function keepTrying(tell = () => {}) {
  tellers.add(tell);
  if (!isListening) {
    isListening = true;
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  }
  return again();
}

/** Something was kept that could not be sent: the next try is not far. */
export function tryLater() {
  clearTimeout(timer);
  timer = setTimeout(again, pause);
}

const tellers = new Set();
let isListening = false;
let pause = FIRST_PAUSE_MS;
let timer;

async function isAnythingLeft() {
  return (await store.owner()) && (await store.entries()).some(({ state }) => state === "kept");
}

async function again() {
  clearTimeout(timer);
  const went = await sendAll();
  tellers.forEach((tell) => tell(went));
  const isLeft = await store.unlessForgotten(isAnythingLeft, false);
  pause = went.how === "done" || !isLeft ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
  // Without a session, or with somebody else's, only signing in helps.
  if (isLeft && went.how !== "signed_out" && went.how !== "other") {
    tryLater();
  }
}
