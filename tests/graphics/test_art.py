"""What may come with a pack as art, and what is refused whole (R-051)."""

import pytest

from letstalk.graphics.art import LONGEST, NoArt, clean_art

BOX = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'


def test_shapes_and_gradients_come_through_written_anew():
    source = (
        f'{BOX}<defs><linearGradient id="dusk"><stop offset="0" stop-color="#123456"/></linearGradient></defs>'
        '<g opacity=".5"><path d="M0 0L10 10z" fill="url(#dusk)"/><circle cx="5" cy="5" r="2" fill="#abc"/></g></svg>'
    )

    art = clean_art(source)

    assert (art.width, art.height) == (100, 100)
    assert art.colors == {"#123456", "#abc"}
    assert art.shapes.count("<") == 2 * 6


def test_what_was_cleaned_once_is_clean():
    once = clean_art(f'{BOX}<rect width="10" height="10" transform="rotate(45) scale(2)"/></svg>')

    again = clean_art(f"{BOX}{once.shapes}</svg>")

    assert again == once


# Each is bad input on purpose, addresses of other hosts among it: none may come through the cleaning.
@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<style>path{fill:url("https://example.org/x")}</style>',
        '<image href="https://example.org/pixel.png"/>',
        '<use href="#a"/>',
        "<foreignObject/>",
        "<text>Vote for me</text>",
        '<a href="https://example.org"><path d="M0 0"/></a>',
        '<animate attributeName="x"/>',
        '<rect onload="alert(1)"/>',
        '<rect style="fill:red"/>',
        '<rect width="99999"/>',
        '<path d="M0 0L1e9 0z"/>',
        '<rect fill="url(https://example.org/x#a)"/>',
        '<rect fill="url(#a) url(//example.org)"/>',
        '<rect fill="red"/>',
        '<rect fill="#12345g"/>',
        '<rect width="calc(1px)"/>',
        '<rect transform="translate(1) url(x)"/>',
        '<path d="M0 0" filter="url(#a)"/>',
        '<path xlink:href="#a" d="M0 0"/>',
        '<path d="javascript:alert(1)"/>',
        "<svg/>",
        "words",
        "<?php echo 1 ?>",
        "<path d='M0 0'>",
        "<g>" * 20 + "</g>" * 20,
        "<rect/>" * 301,
    ],
)
def test_anything_else_is_refused(inside):
    with pytest.raises(NoArt):
        clean_art(f"{BOX}{inside}</svg>")


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg viewBox="0 0 9 9"/>',
        '<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg viewBox="0 0 9 9"/>',
        "<svg/>",
        '<svg viewBox="0 0 0 0"/>',
        '<svg viewBox="0 0 9 9" onload="alert(1)"/>',
        '<svg viewBox="0 0 9 9" width="9"/>',
        "<g/>",
        "",
        f"{BOX}<!--{'a' * LONGEST}--></svg>",
    ],
)
def test_a_drawing_that_is_no_plain_svg_is_refused(source):
    with pytest.raises(NoArt):
        clean_art(source)
