"""Damaged files are told apart from a disk that fails, and a small file does not unpack without end."""

import bz2
import errno
import io
import zipfile

import pytest

from letstalk.kit.archives import Bounds, Damaged, UnpacksTooLarge, reading_contents, reading_zip, refuse_unbounded

BOUNDS = Bounds(unpacked=10_000, texts=1_000)


def packed(**parts: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("reading", [reading_zip, reading_contents])
def test_a_disk_that_fails_is_never_said_to_be_a_damaged_file(reading, code):
    with pytest.raises(OSError) as raised, reading():
        raise OSError(code, "the disk")

    assert raised.value.errno == code


def test_a_part_whose_bytes_do_not_unpack_is_damage_in_every_way_of_packing():
    for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", how) as archive:
            archive.writestr("list.csv", b"name\nAda\n" * 400)
        broken = bytearray(file.getvalue())
        broken[45:60] = b"\xff" * 15

        with pytest.raises(Damaged), reading_zip():
            zipfile.ZipFile(io.BytesIO(broken)).read("list.csv")


def test_the_error_of_bz2_has_no_number():
    with pytest.raises(OSError) as raised:
        bz2.decompress(b"BZh9" + b"\xff" * 50)

    assert raised.value.errno is None


def test_a_directory_that_points_before_the_beginning_is_damage(tmp_path):
    whole = packed(**{"list.csv": b"name\nAda\n"}).getvalue()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[30:])

    with pytest.raises(Damaged), reading_zip(), cut.open("rb") as file:
        zipfile.ZipFile(file).read("list.csv")


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_workbook_that_declares_entities_is_not_opened(code):
    with pytest.raises(Damaged):
        refuse_unbounded(packed(**{"xl/sheet.xml": "<!ENTITY a 'aaa'>".encode(code)}), BOUNDS)


def test_what_unpacks_to_more_than_may_be_is_refused_before_it_is_read():
    with pytest.raises(UnpacksTooLarge):
        refuse_unbounded(packed(**{"xl/sheet.xml": b"a" * 10_001}), BOUNDS)
    with pytest.raises(UnpacksTooLarge):
        refuse_unbounded(packed(**{"xl/sharedStrings.xml": b"a" * 1_001}), BOUNDS)

    refuse_unbounded(packed(**{"xl/sheet.xml": b"a" * 8_000, "xl/sharedStrings.xml": b"a" * 1_000}), BOUNDS)
