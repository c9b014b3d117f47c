// The conversation as a row of cards, for the answers tapped so far. The twin of field/cards.py and guides/cards.py: a
// test draws the same one-on-one with both. Pure: no document, nothing stored.
import { EITHER_OR, YES_NO, walk } from "./walk.js";

const WAYS_OUT = ["partly", "both", "not_sure", "did_not_ask", "rather_not_say"];
const SEVERAL = ["multi", "options"];
const SAID = "…";
const TELLS_NOTHING = [SAID, "did_not_ask", "rather_not_say"];
const MOST_DIGITS = 11;

/** All cards in order: {number, section, title, asked, isLast}; `asked` is empty on a section's own card. */
export function cardsOf({ guide, prepared, sections, words, keepable }, answers) {
  const found = askedByRoot(guide, prepared, answers, { words, keepable });
  const homes = homesOf(sections, [...found.keys()]);
  const cards = [];
  sections.forEach((section, place) => {
    const isLast = place === sections.length - 1;
    for (const root of homes[place]) {
      const asked = found.get(root);
      cards.push({ number: cards.length + 1, section: place, title: asked[0].text, asked, isLast: false });
    }
    if (isLast || homes[place].length === 0) {
      cards.push({ number: cards.length + 1, section: place, title: section.name, asked: [], isLast });
    }
  });
  return cards;
}

/** The answers after one more tap: the same again takes it off, another replaces it unless several may stand. */
export function tapped(answers, key, code, kind) {
  const before = answers[key];
  const next = { ...answers };
  if (SEVERAL.includes(kind)) {
    const codes = before ?? [];
    next[key] = codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code];
  } else {
    const answer = kind === "scale" ? Number(code) : code;
    next[key] = before === answer ? undefined : answer;
  }
  if (next[key] === undefined || next[key].length === 0) {
    delete next[key];
  }
  return next;
}

/** What of the taps may be kept: {tap, question, answer} each, in the order asked. */
export function keptOf(cards) {
  const asked = cards.flatMap((card) => card.asked).filter(({ keeping }) => keeping === "kept");
  return asked.flatMap(({ text, main, more }) =>
    [...main, ...more]
      .filter(({ isOn, code }) => isOn && !TELLS_NOTHING.includes(code))
      .map(({ key, code, words }) => ({ tap: `${key}=${code}`, question: text, answer: words })),
  );
}

function askedByRoot(guide, prepared, answers, known) {
  const found = new Map();
  for (const step of walk(guide, answers, prepared)) {
    found.set(step.root, [...(found.get(step.root) ?? []), asked(step, answers[step.key], known)]);
  }
  return found;
}

// The section each question is asked in: its own, or else the first that has questions at all.
function homesOf(sections, roots) {
  const hasAny = [...sections.keys()].filter((place) => sections[place].questions.length > 0);
  const homes = sections.map(() => []);
  for (const root of roots) {
    const own = hasAny.find((place) => sections[place].questions.includes(root));
    homes[own ?? hasAny[0] ?? 0].push(root);
  }
  return homes;
}

function asked(step, answer, { words, keepable }) {
  const taps = codesOf(step, words).map(([code, said]) => ({
    key: step.key,
    code,
    words: said,
    isOn: isOn(answer, code),
  }));
  return {
    text: step.text,
    kind: step.kind,
    depth: step.depth,
    main: taps.filter(({ code }) => !WAYS_OUT.includes(code)),
    more: taps.filter(({ code }) => WAYS_OUT.includes(code)),
    tone: step.tone,
    why: step.why_we_ask,
    say: step.say,
    notSay: step.do_not_say,
    compared: step.compared,
    keeping: taps.length ? keepingOf(step, answer, keepable) : "",
  };
}

// The twin of keeping_of in guides/taps.py.
function keepingOf(step, answer, keepable) {
  if (!keepable.length) {
    return "";
  }
  if (step.item !== null || !step.is_agreed || !keepable.includes(step.id)) {
    return "not";
  }
  const given = Array.isArray(answer) ? answer : [answer ?? SAID];
  return given.every((code) => TELLS_NOTHING.includes(code)) ? "will" : "kept";
}

function codesOf(step, words) {
  const options = step.options.map(({ id, text }) => [id, text]);
  if (step.kind === "yes_no") {
    return YES_NO.map((code) => [code, words[code]]);
  }
  if (step.kind === "either_or") {
    return [...options, ...EITHER_OR.map((code) => [code, words[code]])];
  }
  if (step.kind === "scale") {
    return digitsOf(step);
  }
  return step.question.collects && step.question.questions?.length ? [[SAID, words[SAID]]] : options;
}

function digitsOf({ labels, question: { lowest = 0, highest = 0 } }) {
  const said = new Map(labels.map(({ id, text }) => [id, text]));
  const count = highest - lowest + 1;
  const digits = count > MOST_DIGITS ? [] : Array.from({ length: count }, (_, step) => String(lowest + step));
  return digits.map((digit) => [digit, said.has(digit) ? `${digit} · ${said.get(digit)}` : digit]);
}

function isOn(answer, code) {
  return Array.isArray(answer)
    ? answer.includes(code)
    : answer !== undefined && answer !== null && String(answer) === code;
}
