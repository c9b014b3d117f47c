"""Zips, workbooks and cards from strangers: one way to say they are damaged, and bounds for what they unpack to."""

import errno
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO

ZIP_BEGINS = b"PK\x03\x04"
MOST_PARTS = 500
AT_ONCE = 1 << 20

# What `zipfile` raises for a zip that is not whole or not plain; it has no one error for that.
_OF_ZIPS = (
    zipfile.BadZipFile,  # no directory at its end, a wrong checksum, a field cut short
    zlib.error,  # a part packed by deflate that does not unpack
    lzma.LZMAError,  # the same for LZMA
    EOFError,  # a part that ends before its time
    RuntimeError,  # a part locked with a password; as NotImplementedError, a way of packing it does not know
    ValueError,  # a place before the beginning, a name that is no text
)
# What `openpyxl` and `vobject` raise for a part that is not as the format says: whatever broke, for they have no error
# of their own for it.
_OF_CONTENTS = (
    ValueError,  # a number or a date that is none, base64 that is none
    LookupError,  # a part, a text or a style that is referred to and not there
    TypeError,  # a value of another kind than is counted on
    AttributeError,  # an element that is missing
    SyntaxError,  # XML that is not well-formed: ElementTree's ParseError is one
    ArithmeticError,  # a date past the end of the calendar
    RuntimeError,  # as RecursionError, elements within elements without end
    struct.error,  # the number of a cell's date in too few bytes
)
# Programs do not write these into a workbook; they are how a small file is made to grow without end.
_DECLARATIONS = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_LONGEST_DECLARATION = max(len(mark) for mark in _DECLARATIONS)


class Damaged(Exception):
    """This file, or what is in it, cannot be read: it was cut off, or was never what it says it is."""


class UnpacksTooLarge(Exception):
    """What is packed in this file is more than may be unpacked."""


@dataclass(frozen=True)
class Bounds:
    """The most a workbook may unpack to, in bytes: in all, and of its shared texts, which are read at once."""

    unpacked: int
    texts: int


@contextmanager
def reading_zip() -> Iterator[None]:
    """Raise Damaged for whatever a zip that is not whole makes `zipfile` raise. A disk that fails is not meant: its
    OSError goes on."""
    try:
        yield
    except _OF_ZIPS:
        raise Damaged from None
    except OSError as error:
        if not _comes_of_contents(error):
            raise
        raise Damaged from None


@contextmanager
def reading_contents() -> Iterator[None]:
    """Raise Damaged for whatever a workbook or card that is not as it should be makes its library raise."""
    with reading_zip():
        try:
            yield
        except _OF_CONTENTS:
            raise Damaged from None


def _comes_of_contents(error: OSError) -> bool:
    # bz2 says so of bytes that do not unpack, without a number; a zip's directory may point to before the beginning of
    # the file, which the system calls an invalid argument. Whatever else the system says is about the disk.
    return error.errno in (None, errno.EINVAL)


def refuse_unbounded(file: BinaryIO, bounds: Bounds) -> None:
    """Raise UnpacksTooLarge or Damaged, before anything of a workbook is read into memory, where it might not end."""
    with reading_zip(), zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        texts = sum(info.file_size for info in infos if info.filename == "xl/sharedStrings.xml")
        unpacked = sum(info.file_size for info in infos)
        if len(infos) > MOST_PARTS or texts > bounds.texts or unpacked > bounds.unpacked:
            raise UnpacksTooLarge
        for info in infos:
            if info.filename.endswith((".xml", ".rels", ".vml")):
                _refuse_declarations(parts, info)


def _refuse_declarations(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    left = info.file_size
    end = b""
    with parts.open(info) as part:
        while found := part.read(AT_ONCE):
            left -= len(found)
            if left < 0 or any(mark in end + found for mark in _DECLARATIONS):
                raise Damaged
            # A mark may lie across two pieces.
            end = (end + found)[1 - _LONGEST_DECLARATION :]


def text_of_cell(value: object) -> str:
    """A cell of a workbook as a person would type it: whole numbers without a point, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
