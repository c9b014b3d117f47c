"""`make messages`: gather every translatable string and bring each language's django.po up to date with them.

With Babel, because Django's own makemessages needs GNU gettext, which not every machine has. `--check` only gathers.
"""

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "letstalk"
LOCALE = PACKAGE / "locale"
NOTES_BEGIN_WITH = ("Translators",)
KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract_template(file: Any, keywords: Any, comment_tags: Any, options: Any) -> Iterable[Any]:
    """Django turns its templates into something that reads like Python, line for line; Babel reads that."""
    python = templatize(file.read().decode(), origin=None)
    # In brackets, because a template is indented as its author likes and Python would mind.
    return extract_python(io.BytesIO(f"({python}\n)".encode()), keywords, comment_tags, options)


def gather() -> Catalog:
    methods: Any = [
        ("**.py", "python"),
        ("**/templates/**.html", extract_template),
        ("**/templates/**.txt", extract_template),
    ]
    catalog = Catalog(project="Let's Talk", charset="utf-8")
    for place, line, message, notes, context in extract_from_dir(PACKAGE, methods, None, KEYWORDS, NOTES_BEGIN_WITH):
        catalog.add(message, locations=[(place, line)], auto_comments=notes, context=context)
    return catalog


def languages() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def bring_up_to_date(file: Path, found: Catalog) -> None:
    with file.open("rb") as old:
        catalog = read_po(old, locale=file.parent.parent.name)
    catalog.update(found)
    with file.open("wb") as new:
        write_po(new, catalog, width=120)
    with file.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalog)


def main() -> int:
    settings.configure()
    found = gather()
    print(f"{len(found)} translatable strings")
    if "--check" not in sys.argv:
        for file in languages():
            bring_up_to_date(file, found)
            print(f"{file.parent.parent.name}: brought up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
