// A graphic as one types, drawn by the phone with its own letters: the same design as the server's, other typefaces.
// The measures are those of letstalk/graphics/pictures.py. Nothing that is typed is kept; the exact files are the desk's.
import { offerToTake } from "./along.js";

const SHORT_SIDE = 1000;
const MARGIN = 84;
const GAP = 34;
const LARGEST = 236;
const SMALLEST = 33;
const TAIL = 96;
const LINES_APART = 128;
const LEADING = 1.2;
const SMALLER = 0.95;
const FACES = {
  grotesque: { family: "system-ui, sans-serif", weight: 800 },
  condensed: { family: "Impact, 'Arial Narrow', 'Roboto Condensed', sans-serif-condensed, sans-serif", weight: 700 },
  serif: { family: "Georgia, 'Noto Serif', serif", weight: 700 },
  reading: { family: "system-ui, sans-serif", weight: 700 },
  small: { family: "system-ui, sans-serif", weight: 400 },
};
const FROM_RIGHT = /^[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
// Chinese and Japanese: a line may end behind any character, but not before what closes.
const MAY_END = /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]\p{P}*)(?=[^\p{P}\p{M}])/u;

const form = document.querySelector("[data-graphic]");
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const pen = document.createElement("canvas").getContext("2d");
const isSafe = globalThis.isSecureContext && crypto.subtle && globalThis.indexedDB;

export const ready = begin();

async function begin() {
  for (const image of form.querySelectorAll("[data-thumb]")) {
    image.src = asImage(picture(designOf(image.dataset.thumb), { prompt: drawn.prompt, words: "…" }, square()));
  }
  form.addEventListener("input", draw);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-file]");
    button && takeFile(button.dataset.file);
  });
  for (const change of ["online", "offline"]) {
    window.addEventListener(change, sayNetwork);
  }
  sayNetwork();
  draw();
  const row = document.querySelector("[data-along]");
  if (row && isSafe) {
    const address = `/field/graphics/packet/?${new URLSearchParams({ graphic: form.elements.graphic.value })}`;
    await offerToTake(row, { id: "graphics", address });
  }
}

function sayNetwork() {
  form.querySelector("[data-when-offline]").hidden = navigator.onLine;
}

// --- what is shown ---

function draw() {
  const image = form.querySelector("[data-picture]");
  const saying = said();
  const svg = picture(designOf(form.elements.design.value), saying, formatOf(form.elements.format.value));
  say(svg ? null : "too-long");
  if (svg) {
    image.src = asImage(svg);
    image.alt = [saying.prompt, saying.words, saying.hashtag].filter(Boolean).join(" ");
    image.hidden = false;
  }
}

function said() {
  const blanks = [...form.querySelectorAll("[name^='blank_']")].map(({ value }) => value.trim().replace(/\s+/g, " "));
  const { prompt, hashtag } = drawn;
  return { prompt, hashtag, words: blanks.filter(Boolean).join("\n"), name: form.elements.name.value.trim() };
}

function say(sentence) {
  const place = form.querySelector("[data-problem]");
  place.textContent = sentence ? document.querySelector(`[data-says="${sentence}"]`).textContent : "";
  place.hidden = !sentence;
}

function designOf(key) {
  return drawn.designs.find((design) => design.key === key);
}

function formatOf(key) {
  return drawn.formats.find((format) => format.key === key);
}

function square() {
  return formatOf("square");
}

function asImage(svg) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

// --- the exact file, from the server ---

async function takeFile(kind) {
  const body = new FormData(form);
  body.set("do", kind);
  const token = document.cookie.match(/(?:^|; )letstalk_csrf=([^;]*)/)?.[1] ?? "";
  const options = { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual" };
  try {
    const answer = await fetch(form.dataset.action, options);
    if (!answer.ok || !answer.headers.get("Content-Disposition")) {
      return say("refused");
    }
    const name = answer.headers.get("Content-Disposition").match(/filename="([^"]+)"/)[1];
    const link = Object.assign(document.createElement("a"), { download: name });
    link.href = URL.createObjectURL(await answer.blob());
    link.click();
    URL.revokeObjectURL(link.href);
    say(null);
  } catch {
    say("no-network");
  }
}

// --- the picture ---

/** One SVG; null where the words do not fit even in the smallest letters. */
function picture(design, saying, format) {
  const scale = SHORT_SIDE / Math.min(format.wide, format.high);
  const [wide, high] = [format.wide * scale, format.high * scale];
  const toLeft = FROM_RIGHT.test((saying.words || saying.prompt).match(/\p{L}/u)?.[0] ?? "");
  const top = high * format.above || MARGIN;
  const bottom = high - (high * format.below || MARGIN);
  const foot = footOf(design, saying, { wide, bottom, toLeft });
  const end = Math.min(bottom - foot.high, bottom + MARGIN - design.clear);
  const body = bodyOf(design, saying, { x: MARGIN, y: top, wide: wide - 2 * MARGIN, high: end - top }, toLeft);
  const ground = `<rect width="${wide}" height="${high}" fill="${design.ground}"/>`;
  const inside = body && ground + artOf(design, wide, high, bottom + MARGIN) + body + foot.svg;
  const box = `viewBox="0 0 ${wide} ${high}" width="${Math.round(wide)}" height="${Math.round(high)}"`;
  return body && `<svg xmlns="http://www.w3.org/2000/svg" ${box}>${inside}</svg>`;
}

function artOf({ art, repeat, anchor }, wide, high, bottom) {
  if (!art) {
    return "";
  }
  if (!repeat) {
    const along = { top: "YMin", middle: "YMid", bottom: "YMax" }[anchor];
    const box = `viewBox="0 0 ${art.width} ${art.height}" preserveAspectRatio="xMid${along} slice"`;
    return `<svg x="0" y="0" width="${wide}" height="${high}" ${box}>${art.shapes}</svg>`;
  }
  const scale = SHORT_SIDE / art.height;
  const step = art.width * scale;
  const many = Math.ceil(wide / step);
  const left = (wide - many * step) / 2;
  const one = (place) => `translate(${left + step * place} ${bottom - SHORT_SIDE}) scale(${scale})`;
  return Array.from({ length: many }, (_, place) => `<g transform="${one(place)}">${art.shapes}</g>`).join("");
}

/** How it begins, and below it what was filled in, or lines for a pen. */
function bodyOf(design, saying, room, toLeft) {
  const isBoxed = design.panel === "bubble" || design.panel === "card";
  const inset = isBoxed ? 46 : 0;
  const tail = design.panel === "bubble" ? TAIL : 0;
  const inner = { x: room.x + inset, y: room.y + inset, wide: room.wide - 2 * inset, high: room.high - 2 * inset - tail };
  const prompt = fit(saying.prompt, design.face === "serif" ? "reading" : design.face, {
    wide: inner.wide,
    high: inner.high * 0.34,
    largest: Math.min(88, inner.high * 0.15),
  });
  const left = prompt && inner.high - prompt.high - GAP;
  const words = prompt && saying.words && fit(saying.words, design.face, { wide: inner.wide, high: left, largest: Math.min(LARGEST, inner.high * 0.36) });
  if (!prompt || words === null) {
    return null;
  }
  const high = prompt.high + GAP + (words ? words.high : left);
  const start = inner.y + (inner.high - high) * { top: 0, middle: 0.5, bottom: 1 }[design.place];
  const panel = isBoxed ? panelOf(design, { ...room, y: start - inset, high: high + 2 * inset + tail }, tail, toLeft) : "";
  const below = start + prompt.high + GAP;
  const rules = !words ? penLines(design, { ...inner, y: below, high: left }) : design.panel === "lines" ? rulesUnder(design, words, below, inner) : "";
  const lines = textOf(prompt, start, inner, design.prompt, design, toLeft);
  return panel + rules + lines + (words ? textOf(words, below, inner, design.words, design, toLeft) : "");
}

function panelOf({ panel_color: color }, box, tail, toLeft) {
  const [low, right] = [box.y + box.high - tail, box.x + box.wide];
  const [at, way] = toLeft ? [right - 110, -1] : [box.x + 110, 1];
  const down = tail ? `<path d="M${at} ${low - 4}v${tail + 4}l${way * 150} ${-tail - 4}z" fill="${color}"/>` : "";
  return `<rect x="${box.x}" y="${box.y}" width="${box.wide}" height="${low - box.y}" rx="28" fill="${color}"/>${down}`;
}

function penLines({ words }, box) {
  const many = Math.max(1, Math.floor(box.high / LINES_APART));
  return linesAt(Array.from({ length: many }, (_, one) => box.y + (box.high / many) * (one + 1) - 14), box, words, 0.55);
}

function rulesUnder({ panel_color: color }, words, top, box) {
  const first = baseline(words, top, 0) + words.size * 0.2;
  const many = Math.max(words.lines.length, Math.floor((box.y + box.high - first) / words.leading) + 1);
  return linesAt(Array.from({ length: many }, (_, line) => first + words.leading * line), box, color, 1);
}

function linesAt(heights, box, color, opacity) {
  const look = `stroke="${color}" stroke-width="4" stroke-opacity="${opacity}" fill="none"`;
  return heights.map((y) => `<path d="M${box.x} ${y}h${box.wide}" ${look}/>`).join("");
}

function footOf(design, saying, { wide, bottom, toLeft }) {
  const room = wide - 2 * MARGIN;
  const tag = saying.hashtag && small(saying.hashtag, "reading", 46, room);
  const name = saying.name && small(saying.name, "small", 34, room);
  const isStacked = tag && name && tag.wide + name.wide + GAP > room;
  const [begin, end] = toLeft ? [wide - MARGIN, MARGIN] : [MARGIN, wide - MARGIN];
  const put = (text, isAtEnd, y) => {
    const x = isAtEnd ? end : begin;
    return text ? oneLine(text.lines[0], text, x, y, design.foot, x === MARGIN ? "start" : "end", toLeft) : "";
  };
  const svg = put(tag, false, bottom - 8 - (isStacked ? name.leading : 0)) + put(name, tag && !isStacked, bottom - 8);
  return { svg, high: tag || name ? 92 + (isStacked ? 44 : 0) : 0 };
}

function small(text, face, size, room) {
  const wide = measure(text, face);
  const fitting = Math.min(size, room / wide);
  return { lines: [text], face, size: fitting, leading: fitting * LEADING, wide: wide * fitting };
}

function textOf(text, top, box, color, design, toLeft) {
  const isMiddle = design.align === "middle";
  const x = isMiddle ? box.x + box.wide / 2 : toLeft ? box.x + box.wide : box.x;
  const anchor = isMiddle ? "middle" : toLeft ? "end" : "start";
  const line = (words, place) => oneLine(words, text, x, baseline(text, top, place), color, anchor, toLeft);
  return text.lines.map(line).join("");
}

function baseline({ leading, size }, top, line) {
  return top + leading * line + (leading - size) / 2 + size * 0.8;
}

// Marked as right to left where it is, so that its full stop stands at its end.
function oneLine(words, { face, size }, x, y, color, anchor, toLeft) {
  const { family, weight } = FACES[face];
  const mark = toLeft ? "\u200f" : "";
  const look = `font-family="${family}" font-weight="${weight}" font-size="${size}" fill="${color}" text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" ${look} xml:space="preserve">${mark}${escaped(words)}${mark}</text>`;
}

function escaped(text) {
  const told = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ").replace(/[&<>"]/g, (char) => told[char]);
}

// --- words into a box ---

/** As large as the words fit, in lines of about one length; null where they do not fit. */
function fit(text, face, { wide, high, largest }) {
  const words = wordsOf(text, face, wide / SMALLEST);
  for (let size = Math.max(largest, SMALLEST); size >= SMALLEST; size *= SMALLER) {
    const lines = filled(words, wide / size, face);
    const leading = size * LEADING;
    if (lines.every((line) => line.wide * size <= wide + 1) && lines.length * leading <= high) {
      const even = evenly(words, lines.length, wide / size, face);
      return { lines: even.map((line) => line.text), face, size, leading, high: even.length * leading };
    }
  }
  return null;
}

function wordsOf(text, face, widest) {
  return text.split("\n").flatMap((part) =>
    part.split(/\s+/).flatMap((word, place) =>
      word.split(MAY_END).flatMap((piece, inWord) =>
        cut(piece, face, widest).map((shown, cutAt) => ({
          text: shown,
          wide: measure(shown, face),
          begins: (!place && !inWord) || cutAt > 0,
          joins: inWord > 0,
        })),
      ),
    ),
  );
}

// A word wider than the box even in the smallest letters, in pieces that are not.
function cut(word, face, widest) {
  const pieces = [""];
  for (const char of word) {
    const longer = pieces.at(-1) + char;
    if (pieces.at(-1) && measure(longer, face) > widest && !/\p{M}/u.test(char)) {
      pieces.push(char);
    } else {
      pieces[pieces.length - 1] = longer;
    }
  }
  return measure(word, face) > widest ? pieces : [word];
}

function filled(words, room, face) {
  const space = measure(" ", face);
  const lines = [];
  for (const { text, wide, begins, joins } of words) {
    const last = lines.at(-1);
    const gap = joins ? 0 : space;
    if (last && !begins && last.wide + gap + wide <= room) {
      last.text += (joins ? "" : " ") + text;
      last.wide += gap + wide;
    } else {
      lines.push({ text, wide });
    }
  }
  return lines;
}

/** In the narrowest box in which they take no more lines. */
function evenly(words, most, room, face) {
  let [narrow, wide] = [Math.max(...words.map((word) => word.wide)), room];
  for (let step = 0; step < 12; step += 1) {
    const middle = (narrow + wide) / 2;
    filled(words, middle, face).length <= most ? (wide = middle) : (narrow = middle);
  }
  return filled(words, wide, face);
}

/** How wide in size 1. */
function measure(text, face) {
  const { family, weight } = FACES[face];
  pen.font = `${weight} 100px ${family}`;
  return pen.measureText(text).width / 100;
}
