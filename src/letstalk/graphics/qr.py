"""An address as a QR code that can be put into a page or on paper."""

import segno


def qr_svg(text: str) -> str:
    """Inline SVG without size, colours or words of its own: the page gives it those. Raises ValueError for nothing.

    Middling error correction, since it may be read off a creased sheet.
    """
    if not text:
        raise ValueError("A QR code needs something to say.")
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None))
