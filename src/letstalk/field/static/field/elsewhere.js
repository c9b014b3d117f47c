// On the pages of the desk, where something is kept on this phone: sends what waits, locks what is somebody else's, and
// asks before a sign-out leaves words behind.
import * as store from "./store.js";

export async function start(root, { user, shell }) {
  if (!store.isSafe()) {
    return;
  }
  if (!user) {
    await store.lockOthers(null); // The page to sign in: nobody is here, so everything is locked.
    return;
  }
  await store.lockOthers(user);
  await store.dropOldPackets();
  for (const form of root.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => beforeSigningOut(event, { user, shell }));
  }
  if ((await store.countOf(user)).waiting) {
    const { keepTrying } = await import("./send.js");
    await keepTrying();
  }
}

async function beforeSigningOut(event, { user, shell }) {
  event.preventDefault();
  const form = event.target;
  const left = await store.countOf(user);
  const dialog = left.waiting + left.begun ? await dialogOf(shell) : null;
  if (!dialog) {
    await store.leave(user);
    form.submit();
    return;
  }
  sayHowMany(dialog, left);
  dialog.addEventListener("click", (click) => decide(click.target.value, { dialog, form, user }));
  dialog.showModal();
}

async function decide(choice, { dialog, form, user }) {
  if (choice === "stay") {
    dialog.close();
  } else if (choice === "erase") {
    await store.leave(user, { erase: true });
    form.submit();
  } else if (choice === "send") {
    const { sendAll } = await import("./send.js");
    await sendAll();
    const left = await store.countOf(user);
    if (left.waiting + left.begun === 0) {
      await store.leave(user);
      form.submit();
    } else {
      sayHowMany(dialog, left);
      dialog.querySelector("[data-could-not-send]").hidden = left.waiting === 0;
    }
  }
}

function sayHowMany(dialog, { waiting, begun }) {
  const count = waiting + begun;
  for (const words of dialog.querySelectorAll("[data-count]")) {
    words.hidden = words.dataset.count !== (count > 9 ? "more" : String(count));
  }
  dialog.querySelector("[data-has-drafts]").hidden = begun === 0;
}

// The words stand in the shell, which is the same for everybody; no page of the desk carries them for nothing.
async function dialogOf(shell) {
  const there = document.getElementById("before-signing-out");
  if (there) {
    return there;
  }
  try {
    const page = new DOMParser().parseFromString(await (await fetch(shell)).text(), "text/html");
    const dialog = document.adoptNode(page.getElementById("before-signing-out"));
    document.body.append(dialog);
    return dialog;
  } catch {
    return null;
  }
}
