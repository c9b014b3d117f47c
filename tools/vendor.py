"""Fetch the fonts, icons and test scripts we serve ourselves, and write down exactly what was fetched.

Run `python tools/vendor.py` when a version below changes; the result is committed, so no page and no set-up
step ever asks another host for them. It needs npm, and nothing else does.
"""

import hashlib
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/letstalk/kit/static/kit"
VENDOR = STATIC / "vendor"
TESTS_VENDOR = ROOT / "tests/vendor"
PRINT_FONTS = ROOT / "src/letstalk/graphics/fonts"


@dataclass(frozen=True)
class Package:
    """One npm package, why we carry it, and which of its files go where."""

    name: str
    version: str
    licence: str
    purpose: str
    files: dict[str, Path]


ATKINSON = "atkinson-hyperlegible-next"
BRICOLAGE = "bricolage-grotesque"


def print_face(name: str, version: str, purpose: str, *styles: str, family: str = "") -> Package:
    """A face for paper and pictures, as whole TrueType files: browsers' subsets cannot be embedded in a PDF."""
    family = family or "".join(word.capitalize() for word in name.split("-"))
    files = {f"{style}/{family}_{style}.ttf": PRINT_FONTS / f"{family}_{style}.ttf" for style in styles}
    licence = {"LICENSE_FONT": PRINT_FONTS / f"{family}-LICENSE.txt"}
    return Package(f"@expo-google-fonts/{name}", version, "OFL-1.1", purpose, files | licence)


BOTH = ("400Regular", "700Bold")
PRINT_FACES = [
    print_face(ATKINSON, "0.4.1", "the reading face, on paper", *BOTH),
    print_face("noto-sans", "0.4.2", "Cyrillic, Greek, Devanagari and Vietnamese on paper", *BOTH),
    print_face("noto-sans-arabic", "0.4.3", "Arabic, Persian and Urdu on paper", *BOTH),
    print_face("noto-sans-hebrew", "0.4.1", "Hebrew on paper", *BOTH),
    print_face("noto-sans-thai", "0.4.2", "Thai on paper", "400Regular"),
    print_face("noto-emoji", "0.4.7", "emoji on paper, in black", "400Regular"),
    print_face(BRICOLAGE, "0.4.1", "the display face, in graphics to share", "800ExtraBold"),
    print_face("anton", "0.4.2", "a poster's narrow face, in graphics to share", "400Regular"),
    print_face(
        "dm-serif-display", "0.4.2", "a quiet face, in graphics to share", "400Regular", family="DMSerifDisplay"
    ),
]

PACKAGES = [
    Package(
        name=f"@fontsource-variable/{ATKINSON}",
        version="5.3.0",
        licence="OFL-1.1",
        purpose="the reading face, made for low vision",
        files={
            f"files/{ATKINSON}-latin-wght-normal.woff2": VENDOR / f"{ATKINSON}-latin.woff2",
            f"files/{ATKINSON}-latin-ext-wght-normal.woff2": VENDOR / f"{ATKINSON}-latin-ext.woff2",
            "LICENSE": VENDOR / f"{ATKINSON}-LICENSE.txt",
        },
    ),
    Package(
        name=f"@fontsource-variable/{BRICOLAGE}",
        version="5.3.0",
        licence="OFL-1.1",
        purpose="the display face, with a poster's voice",
        files={
            f"files/{BRICOLAGE}-latin-wght-normal.woff2": VENDOR / f"{BRICOLAGE}-latin.woff2",
            f"files/{BRICOLAGE}-latin-ext-wght-normal.woff2": VENDOR / f"{BRICOLAGE}-latin-ext.woff2",
            "LICENSE": VENDOR / f"{BRICOLAGE}-LICENSE.txt",
        },
    ),
    Package(
        name="lucide-static",
        version="1.62.0",
        licence="ISC",
        purpose="the icons, gathered into `../icons.svg`",
        files={"LICENSE": VENDOR / "lucide-LICENSE.txt"},
    ),
    Package(
        name="idb",
        version="8.0.4",
        licence="ISC",
        purpose="promises around the browser's own store, where a phone keeps what it takes along",
        files={"build/index.js": VENDOR / "idb.js", "LICENSE": VENDOR / "idb-LICENSE.txt"},
    ),
    Package(
        name="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        purpose="accessibility checks, in tests only",
        files={
            "axe.min.js": TESTS_VENDOR / "axe.min.js",
            "LICENSE": TESTS_VENDOR / "axe-LICENSE.txt",
        },
    ),
    Package(
        name="ical.js",
        version="2.2.1",
        licence="MPL-2.0",
        purpose="reading our calendar files as Thunderbird does, in tests only",
        files={
            "dist/ical.min.js": TESTS_VENDOR / "ical.min.js",
            "LICENSE": TESTS_VENDOR / "ical-LICENSE.txt",
        },
    ),
    *PRINT_FACES,
]

ICONS = [
    "arrow-left",
    "arrow-right",
    "bell",
    "book-open",
    "building-2",
    "calendar",
    "calendar-check",
    "chart-line",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-check",
    "circle-help",
    "clock",
    "cloud",
    "cloud-off",
    "copy",
    "download",
    "ear",
    "ellipsis",
    "eye",
    "file-text",
    "flag",
    "gift",
    "hand",
    "handshake",
    "heart",
    "heart-handshake",
    "house",
    "info",
    "lightbulb",
    "link",
    "lock",
    "log-out",
    "mail",
    "map-pin",
    "megaphone",
    "message-circle",
    "message-square",
    "pencil",
    "phone",
    "plus",
    "printer",
    "qr-code",
    "refresh-cw",
    "search",
    "send",
    "settings",
    "shield",
    "smartphone",
    "sun",
    "tag",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "user-plus",
    "users",
    "x",
]

LOGO = (
    '<symbol id="logo" viewBox="0 0 38 30"><path d="M3 2h15a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3H10l-6 5v-5H3a3 3 0 0 1-3-3V5'
    'a3 3 0 0 1 3-3Z"/><path fill="currentColor" d="M35 10H24v5a5 5 0 0 1-5 5h-2v2a3 3 0 0 0 3 3h8l6 5v-5h1a3 3 0 0 0'
    ' 3-3v-9a3 3 0 0 0-3-3Z"/></symbol>'
)


def main() -> None:
    """Fetch every package, copy its files, draw the sprite and write VENDORED.md."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    TESTS_VENDOR.mkdir(parents=True, exist_ok=True)
    PRINT_FONTS.mkdir(parents=True, exist_ok=True)

    with tempfile.TemporaryDirectory() as folder:
        for package in PACKAGES:
            archive = fetch(package, Path(folder))
            copy_files(package, archive)
            if package.name == "lucide-static":
                (STATIC / "icons.svg").write_text(sprite(archive), encoding="utf-8")

    (VENDOR / "VENDORED.md").write_text(ledger(), encoding="utf-8")


def fetch(package: Package, folder: Path) -> Path:
    """The package's archive; npm compares it with the registry's own checksum."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / packed.stdout.strip().splitlines()[-1]


def copy_files(package: Package, archive: Path) -> None:
    with tarfile.open(archive) as tar:
        for inside, target in package.files.items():
            target.write_bytes(member(tar, inside))


def sprite(archive: Path) -> str:
    """One file of <symbol>s, so that a page asks once for all its icons."""
    with tarfile.open(archive) as tar:
        symbols = [symbol(name, member(tar, f"icons/{name}.svg").decode()) for name in ICONS]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join([LOGO, *symbols]) + "\n</svg>\n"


def symbol(name: str, drawing: str) -> str:
    shapes = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
    if shapes is None:
        raise ValueError(f"The icon {name} is not an SVG drawing.")
    lines = " ".join(shapes.group(1).split()).replace(" />", "/>").replace("> <", "><")
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        f' stroke-linecap="round" stroke-linejoin="round">{lines}</symbol>'
    )


def member(tar: tarfile.TarFile, inside: str) -> bytes:
    packed = tar.extractfile(f"package/{inside}")
    if packed is None:
        raise FileNotFoundError(f"{inside} is not a file in the package.")
    return packed.read()


def ledger() -> str:
    """VENDORED.md: what came from where, under which licence, with checksums."""
    lines = [
        "# What is vendored here",
        "",
        "Written by `tools/vendor.py`; change the versions there. Sums are SHA-256 of the file as committed.",
    ]
    for package in PACKAGES:
        lines += ["", f"## {package.name} {package.version} ({package.licence})", "", f"For {package.purpose}.", ""]
        files = list(package.files.values())
        if package.name == "lucide-static":
            files.append(STATIC / "icons.svg")
        lines += [f"- `{path.relative_to(ROOT)}` {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
