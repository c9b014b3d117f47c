"""A line of a report cut into pieces, so that what might tell who was talked with can be marked (R-096)."""

from dataclasses import dataclass

from letstalk.reports.queries import Line


@dataclass(frozen=True)
class Piece:
    """Some of the text; `looks_like` says what it looks like, nothing for the words around."""

    text: str
    looks_like: str = ""


def pieces(line: Line) -> list[Piece]:
    """The whole line in order. Of two marks over each other the one that begins first is shown, or the longer."""
    found: list[Piece] = []
    position = 0
    for span in sorted(line.warnings, key=lambda span: (span.start, -span.end)):
        if span.start < position:
            continue
        found.append(Piece(line.words[position : span.start]))
        found.append(Piece(span.text, str(span.kind.label)))
        position = span.end
    found.append(Piece(line.words[position:]))
    return [piece for piece in found if piece.text]
