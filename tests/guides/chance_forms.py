"""XLSForms made by chance, as somebody else might write them: groups, and conditions in the ways people write XPath."""

KINDS = (
    "select_one yn",
    "select_one how",
    "select_one rate",
    "select_multiple how",
    "integer",
    "range",
    "text",
    "date",
)
CHOICES = [
    {"list_name": list_name, "name": name, "label": f"Say {name}"}
    for list_name, names in {"yn": ("yes", "no"), "how": ("bus", "foot", "car"), "rate": ("1", "2", "3")}.items()
    for name in names
]
COLUMNS = ("type", "name", "label", "relevant", "parameters")
DEEPEST = 3


def a_foreign_form(rng):
    """The rows of a survey; each condition looks at a row above it, which may well be hidden."""
    return _Writing(rng).rows()


def foreign_answers(rng, rows):
    """An answer, or none, to each row, as a person's JSON would hold it."""
    answers = {}
    for row in rows:
        name, kind = row.get("name", ""), row["type"]
        if kind.startswith(("begin", "end")) or rng.random() < 0.3:
            continue
        if kind == "select_multiple how":
            answers[name] = rng.sample(("bus", "foot", "car"), rng.randint(0, 3))
        elif kind.startswith("select_one"):
            answers[name] = rng.choice([one["name"] for one in CHOICES if one["list_name"] == kind.split()[1]])
        elif kind in ("integer", "range"):
            answers[name] = rng.randint(0, 10)
        else:
            answers[name] = (
                rng.choice(("2017-03-14", "2017-03-15")) if kind == "date" else rng.choice(("rent", "other"))
            )
    return answers


class _Writing:
    def __init__(self, rng):
        self.rng = rng
        self.asked = []
        self.written = []

    def rows(self):
        self.some_rows(0, self.rng.randint(3, 9))
        return self.written

    def some_rows(self, depth, wanted):
        for _row in range(wanted):
            if depth < DEEPEST and self.rng.random() < 0.25:
                self.add("begin_group", depth)
                self.some_rows(depth + 1, self.rng.randint(1, 3))
                self.written.append({"type": "end_group"})
            else:
                self.add(self.rng.choice(KINDS), depth)

    def add(self, kind, depth):
        name = f"{'g' if kind == 'begin_group' else 'q'}{len(self.written)}"
        row = {"type": kind, "name": name, "label": f"{name}?"}
        if kind == "range":
            row["parameters"] = "start=0 end=10 step=1"
        if self.asked and self.rng.random() < 0.7:
            row["relevant"] = self.condition(0)
        self.written.append(row)
        if kind != "begin_group":
            self.asked.append(row)

    def condition(self, depth):
        rng = self.rng
        chance = rng.random()
        if depth < 3 and chance < 0.35:
            word = rng.choice((" and ", " or "))
            return word.join(f"({self.condition(depth + 1)})" for _part in range(2))
        if depth < 3 and chance < 0.45:
            # Without parentheses, so that what binds tighter is seen.
            return f"{self.about()} and {self.about()} or {self.about()}"
        if chance < 0.6:
            return f"not({self.condition(depth + 1) if depth < 3 else self.about()})"
        return self.about()

    def about(self):
        rng = self.rng
        row = rng.choice(self.asked)
        ref, kind = f"${{{row['name']}}}", row["type"]
        sign, number = rng.choice(("=", "!=", "<", ">", "<=", ">=")), rng.randint(0, 9)
        if rng.random() < 0.15:
            return f"{ref} {rng.choice(('=', '!='))} ''"
        if kind in ("integer", "range"):
            return rng.choice((f"{ref} {sign} {number}", f"{number} {sign} {ref}", f"{ref}{sign}{number}"))
        if kind == "select_multiple how":
            counted = f"count-selected({ref}) {sign} {rng.randint(1, 3)}"
            return rng.choice((f"selected({ref}, 'bus')", f"selected({ref},'car')", counted, f"{ref} = 'foot'"))
        if kind == "select_one rate":
            return rng.choice((f"{ref} {sign} 2", f"{ref} = '1'", f"selected({ref}, '3')", f"{ref} != 3"))
        codes = {"select_one yn": "yes", "select_one how": "car", "text": "rent", "date": "2017-03-14"}
        return rng.choice((f"{ref} = '{codes[kind]}'", f'"{codes[kind]}" != {ref}', f"{ref}!='{codes[kind]}'"))
