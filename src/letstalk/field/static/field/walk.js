// Given a guide and the answers so far: what is asked now, in which order, and what comes next? The twin of
// guides/walk.py, which explains the shapes; both run the same cases. Pure: no page, no clock, nothing stored.

export const YES_NO = ["yes", "no", "partly", "did_not_ask", "rather_not_say"];
export const EITHER_OR = ["both", "not_sure", "did_not_ask", "rather_not_say"];
export const UNSAID = "…";

const BLANKS_AROUND = /^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g;
const SPLITS = /[,;\n]/;
const PIPE = /\{([A-Za-z_][A-Za-z0-9_.+-]*)(?:\|([^{}|]*))?\}/g;
const WITH_OPTIONS = ["either_or", "multi", "options", "choice"];
const ACTING = ["options", "multi", "choice"];
const ABOUT = ["fact", "difference", "question"];

/** Everything asked now, in order, for these answers. `prepared` is what the organizer settled beforehand. */
export function walk(guide, answers, prepared = {}) {
  return new Walk(guide, answers, prepared, false).steps();
}

/** The first question asked now that has neither been answered nor passed over; null when the guide is through. */
export function nextStep(guide, answers, prepared = {}) {
  return new Walk(guide, answers, prepared, true).steps()[0] ?? null;
}

/** What these answers set in motion, in the order asked; hidden questions and ones without consent set off nothing. */
export function acts(guide, answers, prepared = {}) {
  return walk(guide, answers, prepared).flatMap((step) => actsOf(step, own(answers, step.key)));
}

/** Whether a condition made of facts alone holds: for the sections of an agenda, where nothing was asked yet. */
export function fits(when, facts) {
  return when == null || new Walk({ questions: [] }, {}, { facts }, false).holds(when, null);
}

/** The ids of all questions, sub-questions included, in the order they stand. */
export function questionIds(guide) {
  return [...idsOf(guide.questions).keys()];
}

/** Whether anything at all may be kept of the answer; without a policy nothing may. */
export function isRecordable(question) {
  return recordingPolicy(question) !== "never";
}

/** `never`, `theme`, `own_words` or `yes_no`. */
export function recordingPolicy(question) {
  return question.recording || "never";
}

/** The codes that can be tapped, the ways out included; none where the answer is not a tap. */
export function answersOffered(question) {
  if (question.kind === "yes_no") return [...YES_NO];
  const options = (question.options ?? []).map((option) => option.id);
  return question.kind === "either_or" ? [...options, ...EITHER_OR] : options;
}

/** Whether a scheduling answer has its date, time and place. */
export function isSettled(answer) {
  return isGroup(answer) && ["on", "at", "place"].every((part) => isText(own(answer, part)));
}

/** The answer as words fit to be piped or gone through: trimmed, without doubles, options as their text. */
export function wordsOf(question, answer) {
  if (isNumber(answer)) {
    const digits = String(answer === 0 ? 0 : answer);
    const label = own(question.labels ?? {}, digits);
    return [label ? `${digits} (${label})` : digits];
  }
  const entries = entriesOf(question, answer);
  if (!WITH_OPTIONS.includes(question.kind)) return entries;
  const texts = new Map((question.options ?? []).map((option) => [option.id, option.text]));
  return entries.filter((entry) => texts.has(entry)).map((entry) => texts.get(entry));
}

/** A text with its variables filled in, and the names of those that have no value. */
export function fill(text, variables) {
  const missing = [];
  return [text.replace(PIPE, (_whole, name) => variableOf(name, variables, missing)), missing];
}

/** The variables this guide speaks of that have no value yet, in the order they come up. */
export function missingVariables(guide, variables) {
  const ids = idsOf(guide.questions);
  const named = new Set();
  for (const question of ids.values()) {
    for (const text of textsOf(question)) {
      for (const match of text.matchAll(PIPE)) named.add(match[1]);
    }
  }
  return [...named].filter((name) => !ids.has(name) && name !== "item" && !own(variables, name));
}

/** One pass through a guide, remembering what was really asked. What walks on answers true once it need go no further. */
class Walk {
  constructor(guide, answers, prepared, nextOnly) {
    this.questions = guide.questions;
    this.answers = answers;
    this.variables = prepared.variables ?? {};
    this.wordings = prepared.wordings ?? {};
    this.prefer = prepared.prefer ?? [];
    this.repeats = prepared.repeats ?? {};
    this.chosen = prepared.chosen ?? null;
    this.facts = prepared.facts ?? {};
    this.nextOnly = nextOnly;
    this.asked = new Map();
    this.found = [];
    this.root = "";
    this.known = null;
  }

  steps() {
    if (this.chosen === null) this.inTurn(this.questions, 1, null);
    else chosenRoots(this.questions, this.chosen).some((question) => this.ask(question, 1, null));
    return this.found;
  }

  holds(condition, item) {
    if ("and" in condition) return condition.and.every((part) => this.holds(part, item));
    if ("or" in condition) return condition.or.some((part) => this.holds(part, item));
    if ("not" in condition) return !this.holds(condition.not, item);
    const about = ABOUT.find((name) => name in condition);
    const [question, answer] = this.lookedAt(about, condition[about], item);
    if (answer == null) return false;
    return Object.keys(condition).every((name) => name === about || TESTS[name](question, answer, condition[name]));
  }

  lookedAt(about, name, item) {
    if (about === "fact") return [{}, own(this.facts, name)];
    if (about === "difference") return [{}, this.compared(name, item)?.difference];
    const [question, answer] = this.heard(name, item);
    return question === undefined ? [{}, null] : [question, answer];
  }

  inTurn(questions, depth, item) {
    let position = 0;
    while (position < questions.length) {
      const question = questions[position];
      const source = item === null ? this.goneThrough(question) : null;
      if (source === null) {
        if (this.ifDue(question, depth, item)) return true;
        position += 1;
      } else {
        const run = this.runOf(source, questions, position);
        // Item by item, not question by question: a person stays with one worry before turning to the next.
        if (this.itemsOf(source).some((one) => run.some((each) => this.ifDue(each, depth, one)))) return true;
        position += run.length;
      }
    }
    return false;
  }

  runOf(source, questions, from) {
    let end = from;
    while (end < questions.length && this.goneThrough(questions[end]) === source) end += 1;
    return questions.slice(from, end);
  }

  ifDue(question, depth, item) {
    const when = question.when ?? null;
    return (when === null || this.holds(when, item)) && this.ask(question, depth, item);
  }

  ask(question, depth, item) {
    if (depth === 1) this.root = question.id;
    if (question.kind !== "group") {
      const [wording, text] = this.said(question, "text", "wordings", question.id, item);
      const missing = [];
      const filled = this.filled(text, question, item, missing);
      if (filled === null) return false;
      const key = item === null ? question.id : `${question.id}@${item}`;
      this.asked.set(key, question);
      if (!this.nextOnly || !Object.hasOwn(this.answers, key)) {
        this.found.push(this.step(question, key, filled, depth, item, wording, missing));
        if (this.nextOnly) return true;
      }
    }
    return this.inTurn(question.questions ?? [], depth + 1, item);
  }

  step(question, key, text, depth, item, wording, missing) {
    const isAgreed = this.isAgreed(question, item);
    return {
      key,
      id: question.id,
      root: this.root,
      kind: question.kind,
      text,
      depth,
      item,
      wording,
      // Filled while the options are: what they lack is missing, too.
      missing,
      options: this.optionsOf(question, item, missing),
      labels: digitsOf(question).map((id) => ({ id, text: this.hint(question.labels[id]) })),
      recording: isAgreed ? recordingPolicy(question) : "never",
      sensitivity: question.sensitivity || "ordinary",
      tone: this.hint(this.said(question, "tone", "tone_wordings", question.id, item)[1]),
      why_we_ask: this.hint(this.said(question, "why_we_ask", "why_wordings", question.id, item)[1]),
      say: (question.say ?? []).map((hint) => this.hint(hint)),
      do_not_say: (question.do_not_say ?? []).map((hint) => this.hint(hint)),
      compared: "compares" in question ? this.compared(question.id, item) : null,
      is_agreed: isAgreed,
      question,
    };
  }

  said(holder, plain, others, id, item) {
    if (others in holder) {
      const name = this.best(holder[others], id, item);
      if (name !== null) return [name, holder[others][name]];
    }
    return [null, holder[plain] ?? ""];
  }

  best(wordings, id, item) {
    const picked = own(this.wordings, id);
    const wanted = [...(picked ? picked.split(".") : []), ...(item === null ? [] : ["each"]), ...this.prefer];
    let fit = Object.keys(wordings).sort().filter((name) => name.split(".").every((part) => wanted.includes(part)));
    for (const part of wanted) {
      const narrower = fit.filter((name) => name.split(".").includes(part));
      if (narrower.length) fit = narrower;
    }
    return fit[0] ?? null;
  }

  optionsOf(question, item, missing) {
    const choices = [];
    for (const option of question.options ?? []) {
      const text = this.filled(this.said(option, "text", "wordings", question.id, item)[1], question, item, missing);
      if (text !== null) choices.push({ id: option.id, text });
    }
    return choices;
  }

  hint(text) {
    return text.includes("{") ? fill(text, this.variables)[0] : text;
  }

  filled(text, question, item, missing) {
    if (!text.includes("{")) return text;
    let isHidden = false;
    const filled = text.replace(PIPE, (_whole, name, last) => {
      if (name === "item" && item !== null) return item;
      if (!this.ids().has(name)) return isHidden ? "" : variableOf(name, this.variables, missing);
      const words = this.piped(name, item);
      if (!words.length && !question.even_without_words) isHidden = true;
      return words.length ? joined(words, last) : UNSAID;
    });
    return isHidden ? null : filled;
  }

  piped(id, item) {
    const [question, answer] = this.heard(id, item);
    if (question === undefined) return [];
    const words = wordsOf(question, answer);
    // Only a guide's own text may name variables; what a person said is never read as one.
    const isTheGuides = WITH_OPTIONS.includes(question.kind) || "labels" in question;
    return isTheGuides ? words.map((word) => fill(word, this.variables)[0]) : words;
  }

  compared(id, item) {
    const [question, now] = this.heard(id, item);
    if (question === undefined || !("compares" in question)) return null;
    const [earlier, before] = this.heard(question.compares.with, item);
    if (earlier === undefined || !isNumber(before) || !isNumber(now)) return null;
    return { before, now, difference: now - before };
  }

  isAgreed(question, item) {
    if (!("consent" in question)) return true;
    const [asked, answer] = this.heard(question.consent, item);
    return asked !== undefined && answer === "yes";
  }

  ids() {
    this.known ??= idsOf(this.questions);
    return this.known;
  }

  goneThrough(question) {
    const repeat = question.repeat ?? null;
    if (repeat === null) return null;
    return (own(this.repeats, repeat.over) || (repeat.default ?? "once")) === "each" ? repeat.over : null;
  }

  itemsOf(source) {
    const [question, answer] = this.heard(source, null);
    return question === undefined ? [] : wordsOf(question, answer);
  }

  heard(id, item) {
    if (item !== null) {
      const key = `${id}@${item}`;
      if (this.asked.has(key)) return [this.asked.get(key), own(this.answers, key)];
    }
    return [this.asked.get(id), own(this.answers, id)];
  }
}

function chosenRoots(questions, chosen) {
  const found = new Map();
  const note = (level, above) => {
    for (const question of level) {
      found.set(question.id, [question, above]);
      note(question.questions ?? [], [...above, question.id]);
    }
  };
  note(questions, []);
  const distinct = [...new Set(chosen)];
  const isBelowAnother = (id) => found.get(id)[1].some((above) => distinct.includes(above));
  return distinct.filter((id) => found.has(id) && !isBelowAnother(id)).map((id) => found.get(id)[0]);
}

function idsOf(questions, ids = new Map()) {
  for (const question of questions) {
    ids.set(question.id, question);
    idsOf(question.questions ?? [], ids);
  }
  return ids;
}

function textsOf(question) {
  const texts = [question.text, ...Object.values(question.wordings ?? {})];
  for (const option of question.options ?? []) texts.push(option.text, ...Object.values(option.wordings ?? {}));
  texts.push(...digitsOf(question).map((digit) => question.labels[digit]));
  texts.push(question.tone ?? "", ...Object.values(question.tone_wordings ?? {}));
  texts.push(question.why_we_ask ?? "", ...Object.values(question.why_wordings ?? {}));
  return [...texts, ...(question.say ?? []), ...(question.do_not_say ?? [])];
}

function digitsOf(question) {
  return Object.keys(question.labels ?? {}).sort((one, other) => Number(one) - Number(other));
}

function actsOf(step, answer) {
  if (!step.is_agreed) return [];
  const leadsTo = step.question.leads_to;
  if (leadsTo && (step.kind === "yes_no" ? answer === "yes" : isSettled(answer))) {
    return [{ act: leadsTo, key: step.key, option: null }];
  }
  if (!ACTING.includes(step.kind)) return [];
  const taken = entriesOf(step.question, answer);
  const options = (step.question.options ?? []).filter((option) => option.action && taken.includes(option.id));
  return options.map((option) => ({ act: option.action, key: step.key, option: option.id }));
}

function entriesOf(question, answer) {
  const given = typeof answer === "string" ? (question.collects ? answer.split(SPLITS) : [answer]) : answer;
  if (!Array.isArray(given)) return [];
  const trimmed = given.filter((entry) => typeof entry === "string").map((entry) => entry.replace(BLANKS_AROUND, ""));
  return [...new Set(trimmed.filter((entry) => entry))];
}

function joined(words, last) {
  if (last === undefined || words.length === 1) return words.join(", ");
  return `${words.slice(0, -1).join(", ")} ${last.replace(BLANKS_AROUND, "")} ${words.at(-1)}`;
}

function variableOf(name, variables, missing) {
  const value = own(variables, name);
  if (value) return value;
  if (!missing.includes(name)) missing.push(name);
  return `[${name}]`;
}

/** What stands under a name that somebody else wrote: "constructor" is no answer. */
function own(group, name) {
  return Object.hasOwn(group, name) ? group[name] : undefined;
}

function isGroup(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value) {
  return typeof value === "string" && value !== "";
}

function isNumber(value) {
  return Number.isSafeInteger(value);
}

function against(holds) {
  return (_question, answer, wanted) => isNumber(answer) && holds(answer, wanted);
}

const TESTS = {
  equals: (_question, answer, wanted) => answer === wanted,
  in: (_question, answer, wanted) => wanted.includes(answer),
  contains: (question, answer, wanted) => entriesOf(question, answer).includes(wanted),
  has: (question, answer, wanted) => entriesOf(question, answer).length >= wanted,
  over: against((number, wanted) => number > wanted),
  under: against((number, wanted) => number < wanted),
  at_least: against((number, wanted) => number >= wanted),
  at_most: against((number, wanted) => number <= wanted),
};
