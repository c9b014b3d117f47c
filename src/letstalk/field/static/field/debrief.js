// The ninety seconds after: says whether a commitment is firm by now, keeps what is written on this phone, sends it.
// What is said to be kept is on disk before it is said. Without this script the form goes straight to the server.
import { keepsSomething } from "../kit/js/page.js";

const PAUSE_MS = 400;
const NOT_FOR_FILLING = ["csrfmiddlewaretoken", "entry", "shown", "tapped_shown"];

async function begin(form) {
  if (form) {
    await kept(form).then((kept) => kept.open());
  }
}

async function kept(form) {
  watchFirmness(form);
  watchOtherOffers(form);
  const follows = form.querySelector("[data-report]") && (await import("./report.js"));
  return new KeptForm(form, follows?.reportIn(form));
}

// --- firm or not yet: date, time and goal. The server says the same on its own. ---

function watchFirmness(form) {
  for (const line of form.querySelectorAll("[data-firmness]")) {
    const fields = ["on", "time", "goal"].map((name) => [name, document.getElementById(line.dataset[name])]);
    for (const [, field] of fields) {
      field.addEventListener("input", () => showFirmness(line, fields));
      field.addEventListener("change", () => showFirmness(line, fields));
    }
    showFirmness(line, fields);
  }
}

function showFirmness(line, fields) {
  const lacking = fields.filter(([, field]) => !field.value.trim()).map(([name]) => name);
  line.querySelector('[data-when="firm"]').hidden = lacking.length > 0;
  line.querySelector('[data-when="vague"]').hidden = lacking.length === 0;
  for (const word of line.querySelectorAll("[data-lacks]")) {
    word.hidden = !lacking.includes(word.dataset.lacks);
  }
}

// --- another offer is theirs: the words of the ask make room for their own, unless something was typed already ---

function watchOtherOffers(form) {
  form.addEventListener("change", ({ target }) => {
    const what = target.closest("[data-asked]")?.querySelector('[name$="-what"]');
    if (!what || !target.name?.endsWith("-answer")) {
      return;
    }
    if (target.value === "counter_offer" && what.value === what.defaultValue) {
      what.value = "";
    } else if (target.value === "yes" && !what.value) {
      what.value = what.defaultValue;
    }
  });
}

// --- keeping and sending ---

class KeptForm {
  constructor(form, report) {
    this.form = form;
    this.report = report; // its questions that depend on what was answered; without any, nothing
    this.meeting = form.dataset.debrief;
    this.id = form.elements.entry.value;
    this.base = null; // the revision this page began from
    this.isFilling = false;
    this.isSaved = false;
    form.addEventListener("submit", (event) => this.done(event));
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keepDraft());
  }

  /** Show what this phone already holds of it: a form that came back, an entry not sent yet, a draft, the tally. */
  async open() {
    this.addLines(Number(new URLSearchParams(location.search).get("promises")) || 0);
    if (!(await keepsSomething())) {
      return;
    }
    const store = await this.stores();
    if (!store || !(await store.owner())) {
      return;
    }
    store.listen((what, fromElsewhere) => this.hear(what, fromElsewhere));
    const entry = await store.entryAbout(this.meeting, "debrief");
    if (entry?.state === "refused" && entry.page && !this.form.closest("[data-came-back]")) {
      return this.showPage(entry.page, entry);
    }
    this.addLines((await store.draftOf(`${this.meeting}:tally`))?.promises ?? 0);
    const { showTaps, tickWhatIsNew } = await import("./tapped.js");
    await showTaps(this.form, this.meeting);
    const draft = await store.draftOf(`${this.meeting}:debrief`);
    const before = draft ?? entry;
    if (entry) {
      Object.assign(this, { id: entry.id, base: entry.revision, isSaved: !draft });
    }
    if (before) {
      this.fill(before.pairs);
      tickWhatIsNew(this.form, before.pairs);
      this.say(draft ? "draft" : entry.state, entry?.sentence);
    }
    const { keepTrying } = await import("./send.js");
    keepTrying((went) => this.went(went));
  }

  async stores() {
    const store = await import("./store.js");
    return store.isSafe() ? store : null;
  }

  changed() {
    if (!this.isFilling) {
      this.isSaved = false;
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.keepDraft(), PAUSE_MS);
      this.hasChanges = true;
    }
  }

  /** What is being written, so that a phone that dies loses no more than a word. Only where this phone has an owner. */
  async keepDraft() {
    if (!this.hasChanges || !(await keepsSomething())) {
      return;
    }
    this.hasChanges = false;
    const store = await this.stores();
    if (store && (await store.owner())) {
      await store.keepDraft(`${this.meeting}:debrief`, { pairs: this.pairs(), name: this.form.dataset.name });
      if (!this.isSaved && !this.isSending) {
        this.say(this.isBeside ? "elsewhere" : "draft");
      }
    }
  }

  async done(event) {
    event.preventDefault();
    if (this.isSending) {
      return;
    }
    this.isSending = true;
    clearTimeout(this.pause);
    this.hasChanges = false;
    try {
      await this.keepAndSend();
    } finally {
      this.isSending = false;
    }
  }

  async keepAndSend() {
    const store = await this.stores();
    if (!store) {
      this.form.submit(); // A page that came by plain http: the server takes it as it is.
      return;
    }
    const { ownerHere, sendAll, tryLater } = await import("./send.js");
    try {
      if (!(await ownerHere())) {
        this.say("failed");
        return;
      }
      await this.keep(store);
    } catch {
      this.say("failed");
      return;
    }
    this.say("kept");
    const went = await sendAll();
    const receipt = went.receipts.find(({ id }) => id === this.id);
    if (receipt?.receipt === "received" || receipt?.receipt === "clash") {
      location.assign(receipt.next ?? `/one-on-ones/${this.meeting}/`);
    } else if (receipt?.receipt === "refused" && receipt.page) {
      this.showPage(receipt.page, await store.entryOf(this.id));
    } else if (receipt) {
      this.say(receipt.receipt === "not_yours" ? "other" : receipt.receipt, receipt.sentence);
    } else if (!(await this.wentMeanwhile(store))) {
      this.went(went);
      tryLater();
    }
  }

  /** Another round, or another tab, may have sent it while this one waited for its turn. */
  async wentMeanwhile(store) {
    const entry = await store.entryOf(this.id);
    if (!entry) {
      location.assign(`/one-on-ones/${this.meeting}/`);
    } else if (entry.state === "refused" && entry.page) {
      await this.showPage(entry.page, entry);
    }
    return !entry || entry.state === "refused";
  }

  async keep(store) {
    const words = { meeting: this.meeting, kind: "debrief", pairs: this.pairs(), name: this.form.dataset.name };
    const made_at = new Date().toISOString();
    const kept = await store.keepEntry(
      { id: this.id, made_at, ...words },
      { base: this.isBeside ? undefined : this.base, draft: `${this.meeting}:debrief` },
    );
    const { leaveToDebrief } = await import("./tapped.js");
    await leaveToDebrief(this.form, this.meeting);
    Object.assign(this, { id: kept.id, base: kept.revision, isSaved: true, isBeside: false });
    this.form.elements.entry.value = kept.id;
  }

  went({ how }) {
    if (this.isSaved && (how === "signed_out" || how === "other")) {
      this.say(how);
    }
  }

  /** Something changed on this phone: perhaps another tab sent this, or wrote about the same one-on-one. */
  hear({ entry, meeting, state }, fromElsewhere) {
    if (entry === this.id && this.isSaved && !this.isSending) {
      this.say(state);
    } else if (fromElsewhere && meeting === this.meeting && (state === "kept" || state === "received")) {
      this.isBeside = entry !== this.id || !this.isSaved;
      this.say(this.isBeside ? "elsewhere" : state);
    }
  }

  /** The form as the server gave it back, with what is wrong beside its fields. */
  async showPage(page, entry) {
    const given = new DOMParser().parseFromString(page, "text/html").querySelector(".screen");
    given.dataset.cameBack = "";
    this.form.closest(".screen").replaceWith(document.adoptNode(given));
    const form = document.querySelector("[data-debrief]");
    const next = await kept(form);
    Object.assign(next, { id: entry.id, base: entry.revision });
    form.elements.entry.value = entry.id;
    const store = await this.stores();
    store.listen((what, fromElsewhere) => next.hear(what, fromElsewhere));
    const draft = await store.draftOf(`${this.meeting}:debrief`);
    draft && next.fill(draft.pairs);
    next.say("refused", entry.sentence);
    import("../kit/js/page.js").then(({ start }) => start(document));
    document.querySelector(".error-summary, [role=alert]")?.focus();
    scrollTo(0, 0);
  }

  // --- the form's own fields ---

  pairs() {
    const pairs = [...new FormData(this.form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "entry");
    return pairs.filter(([, value]) => typeof value === "string");
  }

  /** Asks are counted by their place. Where others are carried by now, each answer finds its own ask again. */
  placed(pairs) {
    const then = asksIn(new Map(pairs).get("shown") ?? this.form.elements.shown.value);
    const now = asksIn(this.form.elements.shown.value);
    const more = then.find((id, place) => !now.includes(id) && pairs.some(([name]) => name === `ask${place}-answer`));
    const moved = pairs.map(([name, value]) => {
      const [, place, field] = /^ask(\d+)-(.+)$/.exec(name) ?? [];
      const found = now.indexOf(then[place]);
      const where = found >= 0 ? `ask${found}` : then[place] === more ? "more" : "";
      return place === undefined ? [name, value] : [`${where}-${field}`, value];
    });
    return more ? [...moved, ["more-which", more]] : moved;
  }

  fill(typed) {
    const pairs = this.placed(typed);
    this.isFilling = true;
    this.report?.restore(pairs);
    this.addLines(
      1 +
        Math.max(
          -1,
          ...pairs
            .filter(([name, value]) => value && /^promise\d+-words$/.test(name))
            .map(([name]) => parseInt(name.slice(7), 10)),
        ),
    );
    const values = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : grouped(pairs);
    for (const field of this.form.elements) {
      if (!field.name || NOT_FOR_FILLING.includes(field.name)) {
        continue;
      }
      const given = (values.get(field.name) ?? []).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") {
        field.checked = given.includes(field.value);
      } else if (given.length) {
        field.value = given[0];
      }
      if (field.type !== "hidden" && (field.checked || (field.type === "textarea" && field.value))) {
        field.closest("details")?.setAttribute("open", "");
      }
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.isFilling = false;
  }

  /** A line for each promise counted while they talked. */
  addLines(count) {
    const lines = this.form.querySelector("[data-promises]");
    const more = this.form.querySelector("[data-more-promises] .form");
    const most = Math.min(count, 12);
    while (lines && lines.children.length < most) {
      lines.append(
        more.children.length > 1
          ? more.firstElementChild
          : this.oneMore(more.lastElementChild ?? lines.lastElementChild),
      );
    }
    const counted = this.form.querySelector("[data-counted]");
    if (counted && most > 0 && !this.form.querySelector("[data-tally-said]")) {
      counted.hidden = false;
      counted.querySelector("[data-tally-count]").textContent = most;
    }
  }

  oneMore(line) {
    const number = this.form.querySelectorAll('[name^="promise"][name$="-words"]').length;
    const holder = document.createElement("template");
    holder.innerHTML = line.outerHTML.replaceAll(/promise\d+-/g, `promise${number}-`);
    const made = holder.content.firstElementChild;
    made.querySelectorAll("input").forEach((field) => (field.value = ""));
    return made;
  }

  say(state, sentence = "") {
    const place = document.querySelector("[data-keeping]");
    if (place) {
      place.hidden = false;
      place.querySelectorAll("[data-state]").forEach((words) => (words.hidden = words.dataset.state !== state));
      const said = place.querySelector("[data-sentence]");
      said && (said.textContent = sentence);
    }
  }
}

function asksIn(shown) {
  return shown
    .split(" ")
    .filter((word) => word.startsWith("ask:"))
    .map((word) => word.slice(4));
}

function grouped(pairs) {
  const found = new Map();
  for (const pair of pairs) {
    found.set(pair[0], [...(found.get(pair[0]) ?? []), pair]);
  }
  return found;
}

export const ready = begin(document.querySelector("[data-debrief]"));
