// The report's questions in the write-up, asked as the guide goes: a branch opens at an answer, an item is gone through,
// a word is piped. By the walker of the cards, so also without a network; the server says the same on its own
// (guides/fields.py). Without this script a button of the form asks the server for what comes next.
import { walk } from "./walk.js";

const START = "heard-";
const PAUSE_MS = 300;
const NUMBERS = ["scale", "number"];
const SEVERAL = ["multi", "options"];

/** The part of a write-up's form that follows the guide; null where every question is asked anyway. */
export function reportIn(form) {
  const part = form.querySelector("[data-report]");
  return part && new Report(part);
}

class Report {
  constructor(part) {
    const { guide, prepared } = JSON.parse(part.querySelector("#for-report").textContent);
    Object.assign(this, { guide, prepared, list: part.querySelector("[data-report-rows]") });
    this.kinds = kindsOf(guide.questions);
    this.models = new Map([...part.querySelectorAll("template[data-question]")].map((it) => [it.dataset.question, it]));
    this.given = new Map(); // the name of a field to its values, also of questions that are hidden just now
    part.querySelector("[data-without-script]").remove();
    this.list.addEventListener("input", ({ target }) => this.followSoon(target));
    this.follow();
  }

  /** What was typed on this phone before: the questions it leads to are there before their fields are filled. */
  restore(pairs) {
    const typed = pairs.filter(([name]) => name.startsWith(START));
    for (const [name] of typed) {
      this.given.set(
        name,
        typed.filter(([other]) => other === name).map(([, value]) => value),
      );
    }
    this.draw({ filling: true });
  }

  // Not when a field of words is left: the next ones would push away what is just being tapped.
  followSoon({ type }) {
    clearTimeout(this.pause);
    if (type === "radio" || type === "checkbox") {
      this.follow();
    } else {
      this.pause = setTimeout(() => this.follow(), PAUSE_MS);
    }
  }

  follow() {
    for (const [name, fields] of fieldsIn(this.list)) {
      this.given.set(name, valuesOf(fields));
    }
    this.draw();
  }

  draw({ filling = false } = {}) {
    const steps = walk(this.guide, this.answers(), this.prepared);
    const before = new Map([...this.list.children].map((row) => [row.dataset.heard, row]));
    const rows = steps.map((step) => {
      const row = before.get(step.key) ?? this.rowOf(step);
      if (filling || !before.has(step.key)) {
        this.fill(row);
      }
      say(row, step);
      return row;
    });
    [...this.list.children].filter((row) => !rows.includes(row)).forEach((row) => row.remove());
    // Only what stands elsewhere is moved: a row that is taken out and put back loses the cursor in it.
    rows.forEach((row, place) => {
      if (this.list.children[place] !== row) {
        this.list.insertBefore(row, this.list.children[place] ?? null);
      }
    });
  }

  answers() {
    const found = {};
    for (const [name, values] of this.given) {
      const [key, part] = keyOf(name);
      const kind = this.kinds.get(key.split("@")[0]);
      if (part && values[0]) {
        found[key] = { on: "", at: "", place: "", ...found[key], [part]: values[0] };
      } else if (!part) {
        found[key] = answerOf(kind, values);
      }
    }
    return found;
  }

  rowOf(step) {
    const holder = document.createElement("template");
    holder.innerHTML = this.models.get(step.id).innerHTML.replaceAll(`${START}${step.id}`, nameOf(step.key));
    const row = holder.content.firstElementChild;
    row.dataset.heard = step.key;
    return row;
  }

  fill(row) {
    for (const [name, fields] of fieldsIn(row)) {
      const values = this.given.get(name) ?? [];
      for (const field of fields) {
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = values.includes(field.value);
        } else {
          field.value = values[0] ?? "";
        }
      }
    }
  }
}

// Piped words and items change what a question and its options say.
function say(row, step) {
  const label = row.querySelector("legend, label.label, [data-said]");
  if (label) {
    const words = [...label.childNodes].find(({ nodeType }) => nodeType === Node.TEXT_NODE);
    words.textContent = label.childElementCount ? `${step.text} ` : step.text;
  }
  for (const { id, text } of step.options) {
    const box = row.querySelector(`input[value="${CSS.escape(id)}"]`);
    box && (box.closest("label").querySelector("span").textContent = text);
  }
  const moved = row.querySelector("[data-moved]");
  moved.hidden = !step.compared;
  if (step.compared) {
    moved.querySelector("[data-before]").textContent = step.compared.before;
    moved.querySelector("[data-now]").textContent = step.compared.now;
    const { difference } = step.compared;
    moved.querySelector("[data-difference]").textContent = difference > 0 ? `+${difference}` : difference;
  }
}

function fieldsIn(place) {
  const found = new Map();
  for (const field of place.querySelectorAll("input, textarea, select")) {
    found.set(field.name, [...(found.get(field.name) ?? []), field]);
  }
  return found;
}

function valuesOf(fields) {
  return fields
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map(({ value }) => value.trim())
    .filter(Boolean);
}

function answerOf(kind, values) {
  if (SEVERAL.includes(kind)) {
    return values.length ? values : null;
  }
  return values.length === 0 ? null : NUMBERS.includes(kind) ? Number(values[0]) : values[0];
}

function kindsOf(questions) {
  const own = questions.map(({ id, kind }) => [id, kind]);
  return new Map([...own, ...questions.flatMap((question) => [...kindsOf(question.questions ?? [])])]);
}

// An item is written as in an address, so that it is fit to be part of a name.
function nameOf(key) {
  const [id, ...item] = key.split("@");
  return `${START}${id}${item.length ? `@${encodeURIComponent(item.join("@"))}` : ""}`;
}

function keyOf(name) {
  const [whole, part] = name.slice(START.length).split("|");
  const [id, ...item] = whole.split("@");
  return [item.length ? `${id}@${decodeURIComponent(item.join("@"))}` : id, part];
}
