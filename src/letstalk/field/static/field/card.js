// The cards on the phone itself: branches open at a tap. The tally of promises is kept, and a tap where its question
// and the person allow it; every other tap stays in memory. Without this script each tap is a form that the server
// answers; what is seen is the same.
import { keepsSomething } from "../kit/js/page.js";
import { cardsOf, keptOf, tapped } from "./cards.js";

const MOST_PROMISES = 12;
const SOON_MS = 5 * 60_000;
const LOOK_MS = 15_000;
const ALL = "all";
const isSafe = globalThis.isSecureContext && crypto.subtle && globalThis.indexedDB;

const form = document.querySelector("[data-cards]");
if (form) {
  start(form);
}

async function start(form) {
  const data = JSON.parse(document.getElementById("for-phone").textContent);
  const now = { answers: {}, at: placeOf(form.elements.card.value), promises: Number(form.elements.promises.value) };
  now.asked = new Set();
  const meeting = form.dataset.cards;

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    // A page that came by plain http keeps nothing itself: there the server takes what may be kept.
    if (!button || (button.name === "tap" && data.keepable.length && !isSafe)) {
      return;
    }
    event.preventDefault();
    if (button.name === "go") {
      now.at = placeOf(button.value);
      draw(form, data, now);
      scrollTo(0, 0);
      document.getElementById("main").focus({ preventScroll: true });
    } else if (button.name === "tap") {
      const key = button.dataset.key ?? button.value.slice(0, button.value.lastIndexOf("="));
      const code = button.value.slice(key.length + 1);
      now.answers = tapped(now.answers, key, code, button.dataset.kind ?? kindOf(data.guide.questions, key));
      draw(form, data, now);
      sayKept(form, "");
      form.querySelector(`[name="tap"][value="${CSS.escape(button.value)}"]`)?.focus({ preventScroll: true });
      keep(form, data, now);
    } else {
      now.promises = Math.min(now.promises + 1, MOST_PROMISES);
      showTally(now.promises);
      keepTally(meeting, now.promises);
    }
  });

  now.answers = answersOf(data, [...form.querySelectorAll('[name="taps"]')].map(({ value }) => value));
  watchTheTime();
  turnRound(form.closest(".screen") ?? document);
  const kept = await keptBefore(meeting, data.kept);
  now.promises = Math.max(now.promises, kept.promises);
  data.prepared = { ...data.prepared, ...(kept.chosen ? { chosen: kept.chosen } : {}) };
  if (kept.taps) {
    now.answers = answersOf(data, kept.taps);
  }
  now.kept = keptOf(cardsOf(data, now.answers))
    .map(({ tap }) => tap)
    .join(" ");
  showTally(now.promises);
  draw(form, data, now);
}

function answersOf(data, taps) {
  return taps.reduce((answers, tap) => {
    const key = tap.slice(0, tap.lastIndexOf("="));
    return tapped(answers, key, tap.slice(key.length + 1), kindOf(data.guide.questions, key));
  }, {});
}

function placeOf(value) {
  return value === ALL ? ALL : Number(value) || 1;
}

function kindOf(questions, key) {
  const id = key.split("@")[0];
  for (const question of questions) {
    const kind = question.id === id ? question.kind : kindOf(question.questions ?? [], key);
    if (kind) {
      return kind;
    }
  }
  return "";
}

// --- drawing: the same marks as guides/card/question.html and field/card/page.html ---

function draw(form, data, now) {
  const cards = cardsOf(data, now.answers);
  const body = form.querySelector("[data-card-body]");
  const card = now.at === ALL ? null : cards[Math.min(now.at, cards.length) - 1];
  body.replaceChildren(
    ...(card ? (card.asked.length ? question(card, form.dataset) : sectionOf(card)) : every(cards, data, form.dataset)),
  );
  form.elements.card.value = card ? card.number : ALL;
  form.querySelector("[data-about-keeping]").hidden = !card?.asked.length;
  drawSteps(card);
  drawFoot(card, cards.length);
  sayKept(form, form.dataset.kept);
  showTally(now.promises);
  if (card?.isLast) {
    tapsOfClose(body, now.asked);
  }
}

function drawSteps(card) {
  document.querySelectorAll(".screen-head .steps > li").forEach((item, place) => {
    item.className = card && place < card.section ? "done" : card?.section === place ? "now" : "";
    item.toggleAttribute("aria-current", card?.section === place);
    card?.section === place && item.setAttribute("aria-current", "step");
  });
}

function drawFoot(card, count) {
  const foot = Object.fromEntries([...document.querySelectorAll("[data-foot]")].map((it) => [it.dataset.foot, it]));
  const before = card ? card.number - 1 : 0;
  const after = card && card.number < count ? card.number + 1 : 0;
  foot.prepare.hidden = before > 0;
  foot.back.hidden = before === 0;
  foot.back.value = before;
  foot.all.hidden = !card;
  foot.next.hidden = after === 0;
  foot.next.value = after;
  foot.write.hidden = after > 0;
}

function sectionOf(card) {
  const drawn = document.querySelectorAll("template[data-section]")[card.section].content.cloneNode(true);
  return [...drawn.childNodes];
}

function every(cards, data, words) {
  const isNamed = data.sections.length > 1;
  return data.sections.map((section, place) => {
    const buttons = cards
      .filter((card) => card.section === place)
      .map((card) => {
        const title = card.asked.length || !isNamed ? card.title : card.isLast ? words.close : words.points;
        return el(
          "button",
          { class: "button quiet wide to-card", name: "go", value: card.number },
          el("span", { dir: "auto" }, title),
        );
      });
    return el("section", { class: "stack tight" }, isNamed && el("h2", {}, section.name), ...buttons);
  });
}

function question(card, words) {
  const [first, ...rest] = card.asked;
  return [
    el("h2", { class: "question", dir: "auto" }, first.text),
    first.main.length &&
      el(
        "div",
        { class: "choices two-wide", role: "group", "aria-label": words.said },
        ...first.main.map((tap) => button(tap, first.kind, "choice-button")),
      ),
    first.more.length &&
      el("div", { class: "answers-more" }, ...first.more.map((tap) => button(tap, first.kind, "as-link"))),
    keeping(first, words),
    compared(first.compared, words),
    hints(first, words),
    rest.length && el("div", { class: "nest" }, ...rest.map((asked) => below(asked, words))),
  ].filter(Boolean);
}

function below(asked, words) {
  const taps = [
    ...asked.main.map((tap) => button(tap, asked.kind, "choice-button")),
    ...asked.more.map((tap) => button(tap, asked.kind, "as-link")),
  ];
  return el(
    "div",
    { class: `stack tight depth-${asked.depth}` },
    el("p", { dir: "auto" }, asked.text),
    asked.main.length && el("div", { class: "row", role: "group", "aria-label": asked.text }, ...taps),
    keeping(asked, words),
    compared(asked.compared, words),
    hints(asked, words),
  );
}

function button({ key, code, words, isOn }, kind, look) {
  const made = el("button", { class: look, name: "tap", value: `${key}=${code}`, "aria-pressed": String(isOn) }, words);
  Object.assign(made.dataset, { key, kind });
  return made;
}

function keeping({ keeping }, words) {
  const said = { kept: "", will: words.will, not: words.notKept }[keeping];
  return said === undefined ? null : el("p", { class: "soft", "data-tap-is": keeping }, said);
}

function compared(found, words) {
  const moved = found && (found.difference > 0 ? `+${found.difference}` : String(found.difference));
  return (
    found &&
    el(
      "p",
      { class: "compared" },
      el("span", {}, `${words.was} `, el("b", {}, String(found.before))),
      " ",
      el("span", {}, `${words.now} `, el("b", {}, String(found.now))),
      " ",
      el("span", { class: "chip brand", dir: "ltr" }, moved),
    )
  );
}

function hints({ tone, why, say, notSay }, words) {
  if (!tone && !why && !say.length && !notSay.length) {
    return null;
  }
  const list = (title, lines) =>
    lines.length
      ? [
          el("p", { class: "soft" }, title),
          el("ul", { class: "plain-list" }, ...lines.map((line) => el("li", {}, el("span", { dir: "auto" }, line)))),
        ]
      : [];
  return el(
    "details",
    { class: "hints" },
    el("summary", {}, words.how),
    tone && el("p", { dir: "auto" }, tone),
    why && el("p", {}, el("span", { class: "soft" }, words.why), " ", el("span", { dir: "auto" }, why)),
    ...list(words.say, say),
    ...list(words.notSay, notSay),
  );
}

function el(name, marks, ...inside) {
  const made = document.createElement(name);
  for (const [mark, value] of Object.entries(marks)) {
    made.setAttribute(mark, value);
  }
  made.append(...inside.filter(Boolean));
  return made;
}

// --- what may be kept ---

// "Kept" is said once it is on disk, and not before.
function sayKept(form, words) {
  form.querySelectorAll('[data-tap-is="kept"]').forEach((line) => (line.textContent = words));
}

async function keep(form, data, now) {
  const said = keptOf(cardsOf(data, now.answers));
  const state = said.map(({ tap }) => tap).join(" ");
  if (state === now.kept) {
    sayKept(form, form.dataset.kept);
    return;
  }
  now.kept = state;
  const { keepTaps } = await import("./tapped.js");
  const isKept = await keepTaps(form.dataset, data.kept, said);
  sayKept(form, isKept ? form.dataset.kept : form.dataset.failed);
}

// --- the tally: one tap, and the only thing that stays ---

function showTally(promises) {
  document.querySelectorAll("[data-tally-count]").forEach((place) => (place.textContent = promises));
  const link = document.querySelector('[data-foot="write"]');
  link.search = promises ? `?promises=${promises}` : "";
}

async function keepTally(meeting, promises) {
  sessionStorage.setItem(`promises:${meeting}`, promises);
  const store = (await keepsSomething()) && (await import("./store.js"));
  if (store && store.isSafe() && (await store.owner())) {
    await store.keepDraft(`${meeting}:tally`, { promises });
  }
}

async function keptBefore(meeting, served) {
  const promises = Number(sessionStorage.getItem(`promises:${meeting}`));
  if (!(await keepsSomething())) {
    return { promises };
  }
  const store = await import("./store.js");
  if (!store.isSafe() || !(await store.owner())) {
    return { promises };
  }
  const counted = (await store.draftOf(`${meeting}:tally`))?.promises ?? 0;
  // With a network the page itself knows what is carried.
  const isOffline = "shell" in document.documentElement.dataset;
  const chosen = isOffline ? (await store.draftOf(`${meeting}:choices`))?.questions : undefined;
  const { tapsHere } = await import("./tapped.js");
  const taps = (await tapsHere(meeting, served))?.map(({ tap }) => tap);
  return { promises: Math.max(promises, counted), chosen, taps };
}

// --- the time, said quietly ---

function watchTheTime() {
  const cue = document.querySelector("[data-until]");
  if (!cue) {
    return;
  }
  const until = new Date(cue.dataset.until);
  const look = () => {
    const left = until - Date.now();
    cue.querySelector("[data-before]").hidden = left <= SOON_MS;
    cue.querySelector("[data-soon]").hidden = left > SOON_MS || left <= 0;
    cue.querySelector("[data-over]").hidden = left > 0;
  };
  look();
  setInterval(look, LOOK_MS);
}

// --- the close: tapped together, and turned round for the other to read ---

function tapsOfClose(body, asked) {
  const turn = body.querySelector("[data-turn]");
  turn.hidden = false;
  const asks = [...body.querySelectorAll('[data-tap="ask"]')];
  asks.filter((ask) => ask.getAttribute("aria-pressed") === "true").forEach((ask) => asked.add(nameOf(ask)));
  for (const button of body.querySelectorAll("[data-tap]")) {
    button.addEventListener("click", () => {
      const isOn = button.getAttribute("aria-pressed") === "true";
      if (button.dataset.tap === "ask" && !mayAsk(button, asked, isOn)) {
        return;
      }
      document
        .querySelectorAll(`[data-close-card] [data-tap="${button.dataset.tap}"]`)
        .forEach((other) => other.setAttribute("aria-pressed", "false"));
      button.setAttribute("aria-pressed", String(!isOn));
    });
  }
}

// One after the other: the one that fits, then one lighter. A third is kindly kept for another time; a slip of the
// finger is taken back by tapping it once more.
function mayAsk(button, asked, isOn) {
  const card = button.closest("[data-close-card]");
  const name = nameOf(button);
  const isThird = !isOn && !asked.has(name) && asked.size >= Number(card.querySelector("[data-asks]").dataset.most);
  card.querySelector("[data-enough]").hidden = !isThird;
  if (isOn) {
    asked.delete(name);
  } else if (!isThird) {
    asked.add(name);
  }
  return !isThird;
}

function nameOf(ask) {
  return ask.textContent.trim();
}

function turnRound(screen) {
  const dialog = screen.querySelector("[data-turned]");
  let home = null;
  screen.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-turn]")) {
      return;
    }
    const card = event.target.closest("[data-close-card]");
    if (dialog.open) {
      dialog.close();
    } else {
      home = { parent: card.parentElement, next: card.nextSibling };
      dialog.append(card);
      sayTurn(card, true);
      dialog.showModal();
    }
  });
  dialog.addEventListener("close", () => {
    const card = dialog.firstElementChild;
    home.parent.insertBefore(card, home.next);
    sayTurn(card, false);
    card.querySelector("[data-turn]").focus();
  });
}

function sayTurn(card, isTurned) {
  card.querySelector("[data-turn-words]").hidden = isTurned;
  card.querySelector("[data-turn-back]").hidden = !isTurned;
}
