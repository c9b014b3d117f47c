"""The one or two signs that stand for a name in a round badge, whatever script or emoji the name is written in."""

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
ZERO_WIDTH_NON_JOINER = "\u200c"
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
FLAG_TAGS = range(0xE0020, 0xE0080)


def initials(name: str) -> str:
    """First sign of the first and of the last word; of a single name, its first sign; of no name, a dot."""
    signs = [sign for sign in map(first_sign, name.split()) if sign]
    if not signs:
        return "·"
    if len(signs) == 1:
        return signs[0]
    # Without the non-joiner two Arabic letters would join into a piece of a word.
    return signs[0] + ZERO_WIDTH_NON_JOINER + signs[-1]


def first_sign(word: str) -> str:
    """What a reader sees as the word's first sign, in capitals where capitals exist; empty for punctuation alone."""
    start = next((place for place, sign in enumerate(word) if unicodedata.category(sign)[0] in "LNS"), None)
    if start is None:
        return ""
    end = start + 1
    while end < len(word) and continues(word[start:end], word[end]):
        end += 1
    sign = word[start:end]
    capital = unicodedata.normalize("NFC", sign).upper()
    # German ß would become two letters, and a badge has room for one.
    return capital if len(capital) <= len(sign) else sign


def continues(so_far: str, following: str) -> bool:
    """True when the following code point belongs to the same visible sign: accent, skin tone, flag, joined emoji."""
    code = ord(following)
    if ord(so_far[-1]) in FLAG_LETTERS and code in FLAG_LETTERS:
        return len(so_far) == 1
    return (
        so_far[-1] == ZERO_WIDTH_JOINER
        or following == ZERO_WIDTH_JOINER
        or unicodedata.category(following) in ("Mn", "Mc", "Me")
        or code in SKIN_TONES
        or code in FLAG_TAGS
    )
