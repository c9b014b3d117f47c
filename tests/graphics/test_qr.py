"""An address as a code to scan."""

import pytest

from letstalk.graphics.qr import qr_svg

ADDRESS = "https://talk.example.org/p/Zm9vYmFyYmF6cXV4MTIz/"


def test_the_code_is_an_svg_that_brings_no_size_and_no_script():
    svg = qr_svg(ADDRESS)

    assert svg.startswith("<svg")
    assert "viewBox" in svg
    assert "width=" not in svg
    assert "script" not in svg
    assert "style=" not in svg


def test_another_address_is_another_code():
    assert qr_svg(ADDRESS) != qr_svg(ADDRESS + "x")


def test_nothing_has_no_code():
    with pytest.raises(ValueError, match="something to say"):
        qr_svg("")
