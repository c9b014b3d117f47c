"""Every template parses: tags are known, blocks are closed. For those that no test happens to render."""

import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "letstalk"


def names() -> list[str]:
    folders = [folder for folder in PACKAGE.rglob("templates") if folder.is_dir()]
    files = [(folder, file) for folder in folders for file in folder.rglob("*") if file.is_file()]
    return sorted(str(file.relative_to(folder)) for folder, file in files)


def main() -> int:
    django.setup()
    broken = 0
    for name in names():
        try:
            get_template(name)
        except TemplateSyntaxError as reason:
            broken += 1
            print(f"{name}: {reason}")
    print(f"{len(names())} templates, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
