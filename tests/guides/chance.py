"""Guides, preparations and answers made by chance, the same for the same seed: what nobody would write down."""

from letstalk.guides.walk import EITHER_OR, YES_NO, Prepared, next_step, question_ids, walk

ASKED = ("open", "yes_no", "either_or", "multi", "options", "choice", "scale", "number", "day", "schedule")
KINDS = (*ASKED, *ASKED, "open", "scale", "scale", "note", "group")
WORDS = (
    "rent",
    "bus",
    "the school, too",
    "a, b; c\nd",
    " ",
    "",
    ",;",
    "\u00a0wide\u3000",
    "{town}",
    "{q1}",
    "a@b",
    "łódź",
    "🌻",
    "שכונה",
)
NAMES = ("plain", "es", "es.plain", "each", "each.es", "leader", "plain.leader")
PARTS = ("es", "plain", "leader", "each", "fr")
FACTS = {
    "first_meeting": (True, False, "yes"),
    "meeting_kind": ("introductory", "coaching"),
    "mode": ("phone", "in_person"),
    "stage": ("leader", "prospective"),
}
ODD_IDS = ("constructor", "toString", "__proto__", "item", "_a", "Q9b+", "Q11c.i.1", "valueOf", "1")
MOST_QUESTIONS = 14
DEEPEST = 5
MOST_STATES = 14


def a_guide(rng):
    """Deep, with repeats, pipes, consents, comparisons and conditions that look anywhere, also where nothing is."""
    return _Making(rng).guide()


def a_preparation(rng, guide):
    ids = question_ids(guide)
    given = {
        "variables": {"town": "Ashby", "campaign": "{town}"} if rng.random() < 0.6 else {},
        "prefer": rng.sample(PARTS, rng.randint(0, 3)),
        "wordings": {id: rng.choice((*NAMES, "none")) for id in ids if rng.random() < 0.2},
        "repeats": {id: rng.choice(("each", "once")) for id in ids if rng.random() < 0.3},
        "facts": {name: rng.choice(values) for name, values in FACTS.items() if rng.random() < 0.6},
    }
    if ids and rng.random() < 0.3:
        given["chosen"] = [*rng.sample(ids, rng.randint(1, len(ids))), "gone", ids[0]]
    return given


def states_of_answers(rng, guide, preparation):
    """What had been answered after each step of one conversation: mostly in turn, sometimes back and changed."""
    prepared = Prepared(**preparation)
    states = [{}]
    answers = {}
    for _turn in range(rng.randint(1, MOST_STATES)):
        step = next_step(guide, answers, prepared)
        if step is None or rng.random() < 0.25:
            step = rng.choice(walk(guide, answers, prepared) or [None])
        if step is None:
            break
        answers = {key: value for key, value in answers.items() if rng.random() > 0.03}
        answers[step.key] = _answer(rng, step)
        states.append(answers)
    return states


def _answer(rng, step):
    chance = rng.random()
    if chance < 0.06:
        return None
    if chance < 0.1:
        return rng.choice(
            (True, False, 3, 2.5, 4.0, -1, [], ["yes", 3], {}, {"on": "x", "at": "", "place": "y"}, "yes")
        )
    if step.kind in ("yes_no", "either_or", "multi", "options", "choice"):
        return _tapped(rng, step)
    if step.kind in ("scale", "number"):
        return rng.randint(-2, 10)
    if step.kind == "schedule":
        return {"on": "2017-03-14", "at": "19:00", "place": "Library"}
    return rng.sample(WORDS, rng.randint(0, 3)) if step.question.get("collects") else rng.choice(WORDS)


def _tapped(rng, step):
    codes = [option["id"] for option in step.question.get("options", ())]
    if step.kind == "yes_no":
        return rng.choice((*YES_NO[:2], *YES_NO))
    if step.kind == "either_or":
        return rng.choice((*codes, *EITHER_OR))
    return rng.sample(codes, rng.randint(0, len(codes))) if rng.random() < 0.8 else rng.choice((*codes, "gone"))


class _Making:
    odd_ids = ODD_IDS

    def __init__(self, rng):
        self.rng = rng
        self.made = []

    def guide(self):
        wanted = self.rng.randint(0, MOST_QUESTIONS)
        questions = []
        while len(self.made) < wanted:
            questions.append(self.question(1, wanted))
        return {"questions": questions}

    def question(self, level, wanted):
        rng = self.rng
        number = len(self.made) + 1
        id = rng.choice(self.odd_ids) if rng.random() < 0.15 else f"q{number}"
        if id in [one["id"] for one in self.made]:
            id = f"q{number}"
        kind = rng.choice(KINDS)
        question = {"id": id, "kind": kind, "text": self.text()}
        self.add_what_its_kind_has(question)
        self.add_the_rest(question)
        self.made.append(question)
        below = []
        while level < DEEPEST and len(self.made) < wanted and rng.random() < (0.8 if kind == "group" else 0.4):
            below.append(self.question(level + 1, wanted))
        if below:
            question["questions"] = below
        return question

    def add_what_its_kind_has(self, question):
        rng, kind = self.rng, question["kind"]
        if kind in ("either_or", "multi", "options", "choice"):
            question["options"] = [self.option(code) for code in ("a", "b", "1")[: rng.randint(2, 3)]]
        if kind == "open" and rng.random() < 0.6:
            question["collects"] = rng.choice(("words", "items"))
        if kind == "scale":
            question |= {"lowest": -2, "highest": 10}
            if rng.random() < 0.4:
                question["labels"] = {str(digit): self.text() for digit in rng.sample(range(-2, 11), 3)}
        if kind in ("scale", "number") and self.made and rng.random() < 0.6:
            question["compares"] = {"with": self.any_id(of=("scale", "number"))}
        if kind in ("yes_no", "schedule") and rng.random() < 0.4:
            question["leads_to"] = rng.choice(("introduction", "meeting"))

    def add_the_rest(self, question):
        rng = self.rng
        if rng.random() < 0.45:
            question["when"] = self.condition(0)
        if self.made and rng.random() < 0.3:
            question["repeat"] = {"over": self.any_id(of=("open",)), "default": rng.choice(("each", "each", "once"))}
        if rng.random() < 0.4:
            question["wordings"] = {name: self.text() for name in rng.sample(NAMES, rng.randint(1, 4))}
        if self.made and rng.random() < 0.2:
            question["consent"] = self.any_id(of=("yes_no",))
        if rng.random() < 0.2:
            question |= {"tone": self.text(), "tone_wordings": {"es": self.text()}}
        if rng.random() < 0.2:
            question |= {"why_we_ask": self.text(), "say": [self.text()], "do_not_say": [self.text(), "no"]}
        if rng.random() < 0.15:
            question["even_without_words"] = True
        if rng.random() < 0.5:
            question |= {"recording": rng.choice(("never", "theme", "own_words")), "sensitivity": "personal"}

    def option(self, code):
        option = {"id": code, "text": self.text()}
        if self.rng.random() < 0.3:
            option["action"] = "join_team"
        if self.rng.random() < 0.2:
            option["wordings"] = {"es": self.text()}
        return option

    def text(self):
        rng = self.rng
        parts = [rng.choice(("Why", "How so", "¿Y", "{ }"))]
        if rng.random() < 0.3:
            parts.append(rng.choice(("{town}", "{campaign}", "{item}", "{nobody}")))
        if self.made and rng.random() < 0.2:
            parts.append("{" + self.any_id(of=()) + rng.choice(("", "|or", "|", "| and ")) + "}")
        return " ".join(parts) + "?"

    def condition(self, depth):
        rng = self.rng
        chance = rng.random()
        if depth < 3 and chance < 0.3:
            word = rng.choice(("and", "or"))
            return {word: [self.condition(depth + 1) for _part in range(rng.randint(0, 3))]}
        if depth < 3 and chance < 0.45:
            return {"not": self.condition(depth + 1)}
        if chance < 0.6:
            name = rng.choice(list(FACTS))
            value = rng.choice(FACTS[name])
            return {"fact": name, "equals": value} if rng.random() < 0.5 else {"fact": name, "in": [value, "other"]}
        if chance < 0.7:
            return {"difference": self.any_id(of=("scale", "number")), rng.choice(("over", "under", "at_most")): 1}
        return {"question": self.any_id(of=()), **self.test()}

    def test(self):
        rng = self.rng
        return rng.choice(
            (
                {"equals": rng.choice(("yes", "no", "a", "rent", 3, "2017-03-14"))},
                {"equals": rng.choice(("yes", "no"))},
                {"in": rng.choice((["yes", "partly"], ["a", 3], ["no", "both"]))},
                {"contains": rng.choice(("a", "b", "rent"))},
                {"has": rng.randint(1, 3)},
                {rng.choice(("over", "under", "at_least", "at_most")): rng.randint(-1, 9)},
                {"at_least": 1, "under": 6},
            )
        )

    def any_id(self, *, of):
        """An earlier question's id, mostly of these kinds; now and then one still to come, or none at all."""
        fit = [one["id"] for one in self.made if not of or one["kind"] in of]
        others = [one["id"] for one in self.made]
        if self.rng.random() < 0.08:
            return self.rng.choice(("gone", f"q{len(self.made) + 2}", "toString"))
        return self.rng.choice(fit or others or ["gone"])


def a_form_guide(rng):
    """A guide that an XLSForm can carry whole: it looks back only, repeats nothing, and looks into no typed list."""
    return _MakingForms(rng).guide() | {"key": "g", "kind": "conversation", "title": "G", "version": 1}


def answers_by_chance(rng, guide):
    """An answer, or none, to each question, whether it is asked or not; and some of the facts."""
    answers = {}
    waiting = list(guide["questions"])
    while waiting:
        question = waiting.pop()
        waiting += question.get("questions", ())
        if rng.random() < 0.75:
            answers[question["id"]] = _fit_answer(rng, question)
    facts = {
        "first_meeting": rng.random() < 0.5,
        "partisan": rng.random() < 0.5,
        "meeting_kind": rng.choice(("introductory", "coaching", "debrief", "planning")),
        "mode": rng.choice(("phone", "in_person")),
    }
    return answers, {name: value for name, value in facts.items() if rng.random() < 0.7}


def _fit_answer(rng, question):
    kind = question["kind"]
    codes = [option["id"] for option in question.get("options", ())]
    if kind == "yes_no":
        return rng.choice((*YES_NO[:2], *YES_NO))
    if kind in ("either_or", "choice"):
        return rng.choice((*codes, *EITHER_OR) if kind == "either_or" else codes)
    if kind in ("multi", "options"):
        return rng.sample(codes, rng.randint(0, len(codes)))
    if kind in ("scale", "number"):
        return rng.randint(question.get("lowest", -3), question.get("highest", 12))
    if kind == "day":
        return rng.choice(("2017-03-14", "2017-03-15"))
    return rng.choice(("rent", "bus, rent", " , ;", "\u3000", "a word")) if kind == "open" else None


class _MakingForms(_Making):
    # A pack's ids do not begin with a digit, and what comes in from a form could stand in a pack.
    odd_ids = tuple(id for id in ODD_IDS if id != "1")

    def __init__(self, rng):
        super().__init__(rng)
        self.above = []

    def question(self, level, wanted):
        # What stands above a question comes before it, although it is written out after what stands below.
        question = super().question(level, wanted)
        if question["kind"] == "group" and not question.get("questions"):
            question["kind"] = "note"
        return question

    def add_what_its_kind_has(self, question):
        super().add_what_its_kind_has(question)
        if question.get("options"):
            question["options"] = [{"id": one["id"], "text": f"Say {one['id']}"} for one in question["options"]]
        if question.get("labels"):
            question["labels"] = {digit: f"word {digit}" for digit in question["labels"]}
        question.pop("leads_to", None)

    def add_the_rest(self, question):
        rng = self.rng
        if self.made and rng.random() < 0.65:
            question["when"] = self.condition(0)
        if rng.random() < 0.2:
            question |= {"tone": "Slowly, in {town}.", "tone_wordings": {"es": "Despacio."}}
        if rng.random() < 0.2:
            question |= {"wordings": {"es": "¿Cómo?", "plain": "How come?"}, "recording": "theme"}
        if rng.random() < 0.2:
            question["even_without_words"] = True

    def text(self):
        pipes = [one["id"] for one in self.made if one["kind"] not in ("group", "note", "schedule")]
        if pipes and self.rng.random() < 0.25:
            return f"You said {{{self.rng.choice(pipes)}}} in {{town}}?"
        return "How so?"

    def condition(self, depth):
        rng = self.rng
        chance = rng.random()
        if depth < 3 and chance < 0.3:
            word = rng.choice(("and", "or"))
            return {word: [self.condition(depth + 1) for _part in range(rng.randint(1, 3))]}
        if depth < 3 and chance < 0.45:
            return {"not": self.condition(depth + 1)}
        if chance < 0.55:
            return rng.choice(
                (
                    {"fact": "first_meeting", "equals": rng.random() < 0.5},
                    {"fact": "meeting_kind", "in": ["introductory", "coaching"]},
                    {"fact": "mode", "equals": "phone"},
                )
            )
        asked = [one for one in self.made if one["kind"] not in ("group", "note", "schedule")]
        compared = [one for one in asked if "compares" in one]
        if compared and chance < 0.65:
            test = rng.choice(("over", "under", "at_most", "at_least", "equals"))
            return {"difference": rng.choice(compared)["id"], test: rng.randint(-2, 3)}
        if not asked:
            return {"fact": "first_meeting", "equals": True}
        return self.about(rng.choice(asked))

    def about(self, question):
        rng, kind, id = self.rng, question["kind"], question["id"]
        codes = [option["id"] for option in question.get("options", ())] or ["yes", "no", "partly"]
        if kind in ("scale", "number"):
            bound = rng.randint(-2, 8)
            return {"question": id, rng.choice(("equals", "over", "under", "at_least", "at_most")): bound}
        if kind in ("multi", "options"):
            fit = ({"contains": rng.choice(codes)}, {"has": rng.randint(1, 2)})
            return {"question": id, **rng.choice(fit)}
        if kind == "open":
            return {
                "question": id,
                **rng.choice(({"has": 1}, {"has": 1} if question.get("collects") else {"equals": "rent"})),
            }
        if kind == "day":
            return {"question": id, "equals": "2017-03-14"}
        return {"question": id, **rng.choice(({"equals": rng.choice(codes)}, {"in": codes[:2]}))}
