"""Files damaged in every way they arrive damaged, always the same for the same number."""

import io
import random
import zipfile

from openpyxl import Workbook

from tests.people.intake.reading import FILES

NAMES = sorted(path.name for path in FILES.iterdir() if path.suffix != ".md")
FORMULAS = ("=1+1", "+cmd|'/c calc'!A0", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.com")')


def damaged(number: int) -> tuple[str, bytes]:
    """What was done, and the file: number n of all the ways and files there are, and others at random after them."""
    chance = random.Random(number)
    way = WAYS[number % len(WAYS)]
    name = NAMES[(number // len(WAYS)) % len(NAMES)]
    raw = (FILES / name).read_bytes()
    return f"{number}: {way.__name__} of {name}", way(raw, chance)


def cut_off(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def cut_out(raw: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(raw))
    return raw[:begin] + raw[begin + chance.randrange(2000) :]


def quotes_strewn(raw: bytes, chance: random.Random) -> bytes:
    return strewn(raw, b'"', chance, times=5)


def nulls_strewn(raw: bytes, chance: random.Random) -> bytes:
    return strewn(raw, b"\0", chance, times=50)


def delimiters_strewn(raw: bytes, chance: random.Random) -> bytes:
    return strewn(raw, chance.choice([b",", b";", b"\t", b"\r", b"\n"]), chance, times=20)


def bytes_turned(raw: bytes, chance: random.Random) -> bytes:
    turned = bytearray(raw)
    for _time in range(30):
        turned[chance.randrange(len(turned))] = chance.randrange(256)
    return bytes(turned)


def formulas_put_in(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    for _time in range(5):
        line = chance.randrange(len(lines))
        lines[line] = chance.choice(FORMULAS).encode() + b"," + lines[line]
    return b"\n".join(lines)


def two_hundred_columns(raw: bytes, chance: random.Random) -> bytes:
    names = ",".join(f"Column {n}" for n in range(199)).encode()
    return b"\n".join([b"Name," + names, *(line[:40].replace(b",", b" ") + b"," * 199 for line in raw.split(b"\n"))])


def one_large_cell(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    lines.insert(chance.randrange(1, len(lines) + 1), b'"' + b"x" * 10_000_000 + b'",more')
    return b"\n".join(lines)


def lines_shuffled(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def other_encoding(raw: bytes, chance: random.Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "utf-16-be", "utf-32", "utf-7", "cp1252", "mac-roman"]), "replace")


def zipped(raw: bytes, chance: random.Random) -> bytes:
    return in_zip({chance.choice(["people.csv", "people.xls", "people.vcf"]): raw})


def zip_bomb(raw: bytes, chance: random.Random) -> bytes:
    return in_zip({"people.csv": raw + b"\0" * 3_000_000, "people.bin": b"0" * 3_000_000})


def zip_that_lies(raw: bytes, chance: random.Random) -> bytes:
    """Says of its file that it is small."""
    packed = in_zip({"people.csv": raw + b"a" * 200_000})
    size = (len(raw) + 200_000).to_bytes(4, "little")
    return packed.replace(size, (100).to_bytes(4, "little"))


def workbook(raw: bytes, chance: random.Random) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for line in raw.decode("utf-8", "ignore").splitlines()[:40]:
        book.active.append(["".join(sign for sign in cell if sign.isprintable()) for cell in line.split(",")])
    book.save(written)
    return written.getvalue()


def workbook_turned(raw: bytes, chance: random.Random) -> bytes:
    return bytes_turned(workbook(raw, chance), chance)


def billion_laughs(raw: bytes, chance: random.Random) -> bytes:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook(raw, chance))) as book:
        for name in book.namelist():
            parts[name] = book.read(name).decode()
    where = chance.choice([name for name in parts if name.endswith(".xml")])
    parts[where] = (
        parts[where].replace("?>", f"?>{laughs}]>", 1) if "?>" in parts[where] else f"{laughs}]>{parts[where]}"
    )
    return in_zip({name: part.encode() for name, part in parts.items()})


def strewn(raw: bytes, what: bytes, chance: random.Random, *, times: int) -> bytes:
    places = sorted(chance.randrange(len(raw) + 1) for _time in range(chance.randrange(1, times + 1)))
    parts = [raw[begin:end] for begin, end in zip([0, *places], [*places, len(raw)], strict=True)]
    return what.join(parts)


def in_zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


WAYS = (
    cut_off,
    cut_out,
    quotes_strewn,
    nulls_strewn,
    delimiters_strewn,
    bytes_turned,
    formulas_put_in,
    two_hundred_columns,
    one_large_cell,
    lines_shuffled,
    other_encoding,
    zipped,
    zip_bomb,
    zip_that_lies,
    workbook,
    workbook_turned,
    billion_laughs,
)
