// Taking something along for where there is no network: a page's row with its states, and the packet it stands for.
import { keepsSomething } from "../kit/js/page.js";

const isOffline = "shell" in document.documentElement.dataset;

/** Show what is true of `row`, and let it be taken and left: the packet `id`, which the server gives at `address`.
 *  `offline(store, packet)`: what else is to be done where there is no network. */
export async function offerToTake(row, { id, address, offline = () => {} }) {
  row.hidden = false;
  row.querySelector("[data-take]").addEventListener("click", () => take(row, address));
  row.querySelector("[data-leave]").addEventListener("click", () => leave(row, id));
  if (!(await keepsSomething())) {
    await show(row, null);
    return;
  }
  const store = await import("./store.js");
  const packet = (await store.owner()) ? await store.packetOf(id) : null;
  await show(row, packet);
  if (isOffline) {
    await offline(store, packet);
  } else if (packet) {
    await freshen(store, row, { id, address });
  }
}

async function take(row, address) {
  say(row, "taking");
  try {
    const store = await import("./store.js");
    const { whoAmI } = await import("./send.js");
    const me = await whoAmI();
    await store.unlock(me);
    const packet = await fetched(address);
    await store.keepPacket(packet);
    await putShellBy();
    await navigator.storage?.persist?.();
    await show(row, packet);
  } catch {
    say(row, "failed");
  }
}

async function leave(row, id) {
  const store = await import("./store.js");
  await store.dropPacket(id);
  await show(row, null);
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store", redirect: "error" });
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
async function freshen(store, row, { id, address }) {
  const isBegun = (await store.draftOf(`${id}:debrief`)) || (await store.entries()).some((it) => it.meeting === id);
  if (!isBegun) {
    try {
      const packet = await fetched(address);
      await store.keepPacket(packet);
      await store.dropDraft(`${id}:choices`);
      await store.dropDraft(`${id}:taps`);
      await show(row, packet);
    } catch {
      // The one taken before is still good.
    }
  }
}

async function show(row, packet) {
  if (packet) {
    const { moment } = await import("./saying.js");
    const time = row.querySelector("time");
    time.dateTime = packet.taken_at;
    time.textContent = moment(packet.taken_at);
  }
  say(row, packet ? "ready" : "not");
}

function say(row, state) {
  for (const part of row.querySelectorAll("[data-state]")) {
    part.hidden = !part.dataset.state.split(" ").includes(state);
  }
}
