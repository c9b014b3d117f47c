"""Which kind of file this is, and its text: delimited, workbook or cards, in a zip or not, in whatever encoding."""

import codecs
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO, TextIO

from django.utils.translation import gettext as _

from letstalk.kit.archives import AT_ONCE, ZIP_BEGINS, Damaged, reading_zip
from letstalk.kit.refusal import Refused

MOST_BYTES = 500_000_000
MOST_IN_ZIP = 200
LOOKED_AT = 65_536

OLD_EXCEL_BEGINS = b"\xd0\xcf\x11\xe0"
PDF_BEGINS = b"%PDF"
READABLE = (".csv", ".tsv", ".tab", ".txt", ".xls", ".vcf", ".xlsx")


class CannotRead(Refused):
    """The file as a whole cannot be read; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")


class Kind(StrEnum):
    TABLE = "table"
    WORKBOOK = "workbook"
    CARDS = "cards"


Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class Source:
    """A file that was recognised. `opened` gives its bytes from the beginning, as often as it is asked."""

    kind: Kind
    opened: Opener
    encoding: str = ""

    @contextmanager
    def text(self) -> Iterator[TextIO]:
        """Its text, without a byte-order mark; a sign that is none becomes U+FFFD, a null nothing."""
        with self.opened() as raw:
            wrapped = io.TextIOWrapper(raw, encoding=self.encoding, errors="replace", newline="")
            try:
                yield wrapped
            finally:
                wrapped.detach()


def recognise(file: BinaryIO) -> Source:
    """Say which kind of file this is. `file` can be wound back, and stays the caller's to close. Raises CannotRead."""
    opened = _again(file)
    begins = _begins(opened)
    if begins.startswith(ZIP_BEGINS):
        return _in_archive(file)
    return _plain(opened, begins)


def of_text(text: str) -> Source:
    """Rows that were pasted."""
    raw = text.encode("utf-8", "replace")
    return _plain(lambda: io.BytesIO(raw), raw[:LOOKED_AT])


def _plain(opened: Opener, begins: bytes) -> Source:
    if not begins.strip():
        raise CannotRead(_("This file is empty."))
    if begins.startswith(OLD_EXCEL_BEGINS):
        raise CannotRead(_("This is a workbook of an old Excel. Save it as .xlsx or as CSV, and choose that file."))
    if begins.startswith(PDF_BEGINS):
        raise CannotRead(_("This is a PDF, which holds no rows. Export the list as CSV, .xlsx or vCard."))
    encoding = _encoding(opened, begins)
    start = begins.decode(encoding, "replace").lstrip("\ufeff \r\n\t").upper()
    return Source(Kind.CARDS if start.startswith("BEGIN:VCARD") else Kind.TABLE, opened, encoding)


class _Kept(io.RawIOBase):
    """The caller's file from its beginning; closing it leaves the file open."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _again(file: BinaryIO) -> Opener:
    return lambda: io.BufferedReader(_Kept(file), AT_ONCE)


def _begins(opened: Opener) -> bytes:
    with opened() as raw:
        return raw.read(LOOKED_AT)


def _in_archive(file: BinaryIO) -> Source:
    """A workbook, or the one file with people in a zip."""
    try:
        with reading_zip():
            return _within(file)
    except Damaged:
        raise CannotRead(
            _("This zip cannot be read. Download it once more, or unpack it and choose the file.")
        ) from None


def _within(file: BinaryIO) -> Source:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        if "[Content_Types].xml" in archive.namelist():
            return Source(Kind.WORKBOOK, _again(file))
        wanted = _wanted(archive)
    opened = _member(file, wanted)
    begins = _begins(opened)
    if begins.startswith(ZIP_BEGINS):
        raise CannotRead(_("There is another zip or a workbook in this zip. Unpack it and choose the file itself."))
    return _plain(opened, begins)


def _wanted(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    infos = archive.infolist()
    if len(infos) > MOST_IN_ZIP:
        raise CannotRead(_("There are too many files in this zip. Unpack it and choose the file with the people."))
    fit = [info for info in infos if _may_hold_people(info.filename)]
    if not fit:
        raise CannotRead(_("There is no list in this zip. It should hold one file: CSV, text or vCard."))
    if len(fit) > 1:
        raise CannotRead(_("There are several lists in this zip. Unpack it and choose one after the other."))
    if fit[0].flag_bits & 1:
        raise CannotRead(_("This zip is locked with a password. Unpack it and choose the file."))
    if fit[0].file_size > MOST_BYTES:
        raise CannotRead(_too_large())
    return fit[0]


def _may_hold_people(name: str) -> bool:
    base = name.rpartition("/")[2].casefold()
    return base.endswith(READABLE) and not base.startswith(".") and not name.startswith("__MACOSX/")


def _too_large() -> str:
    return _("This file is larger than we can read (%(most)d MB). Cut it into parts.") % {
        "most": MOST_BYTES // 1_000_000
    }


class _Member(io.RawIOBase):
    """A file in a zip; whatever the zip says of its size, no more than the bound is unpacked."""

    def __init__(self, file: BinaryIO, info: zipfile.ZipInfo) -> None:
        file.seek(0)
        self._archive = zipfile.ZipFile(file)
        self._member = self._archive.open(info)
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self._member.read(min(len(buffer), AT_ONCE))
        self._read += len(found)
        if self._read > MOST_BYTES:
            raise CannotRead(_too_large())
        buffer[: len(found)] = found
        return len(found)


def _member(file: BinaryIO, info: zipfile.ZipInfo) -> Opener:
    return lambda: io.BufferedReader(_Member(file, info), AT_ONCE)


def _encoding(opened: Opener, begins: bytes) -> str:
    """By its mark, else UTF-16 where every other byte is null, else UTF-8 where all of it is, else Windows-1252."""
    if begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if begins.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    nulls_even, nulls_odd = begins[0:2000:2].count(0), begins[1:2000:2].count(0)
    half = min(len(begins), 2000) // 2
    if half > 4 and max(nulls_even, nulls_odd) > half * 0.6:
        return "utf-16-be" if nulls_even > nulls_odd else "utf-16-le"
    return "utf-8" if _is_utf8(opened) else "cp1252"


def _is_utf8(opened: Opener) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    with opened() as raw:
        while part := raw.read(AT_ONCE):
            size += len(part)
            if size > MOST_BYTES:
                raise CannotRead(_too_large())
            try:
                decoder.decode(part)
            except UnicodeDecodeError:
                return False
    # A letter cut in half at the very end is a truncated file, not another encoding.
    return True
