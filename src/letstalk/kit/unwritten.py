"""What is better left unwritten (h.3), said once: beside an editor, and where a field would ask for it by its name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise


@dataclass(frozen=True)
class Unwritten:
    """A kind of thing. words: what shows it in a note; names: what else would ask for it; instead: what to keep."""

    kind: Words
    words: Words
    names: Words
    instead: Words


BETTER_UNWRITTEN = (
    Unwritten(
        kind=_("immigration status; health, disability, pregnancy: write the need instead"),
        words=pgettext_lazy(
            "words that show what is better left unwritten, with commas between them",
            "undocumented, visa, green card, asylum, deported, illness, cancer, depressed, diagnosis, disabled, "
            "pregnant, addicted",
        ),
        names=pgettext_lazy(
            "names of fields that would ask for what is better left unwritten, with commas between them",
            "immigration, immigrant, immigrants, citizenship, us citizen, nationality, legal status, "
            "visas, refugee, refugees, health, medical, medication, illnesses, diagnoses, disability, disabilities, "
            "handicap, pregnancy, addiction, therapy, hiv",
        ),
        instead=_("The need can be asked for: “Needs a ride”, “Needs a room without steps”."),
    ),
    Unwritten(
        kind=_("whom they love; violence at home; debts; who voted how"),
        words=pgettext_lazy(
            "words that show what is better left unwritten, with commas between them",
            "gay, lesbian, bisexual, transgender, transitioning, abusive, beats her, debt, debts, bankrupt, voted for",
        ),
        names=pgettext_lazy(
            "names of fields that would ask for what is better left unwritten, with commas between them",
            "sexuality, sexual orientation, lgbt, lgbtq, lgbtqia, queer, trans, gender history, birth sex, domestic "
            "violence, violence at home, abuse, abused, bankruptcy, owes, rent arrears, vote for, votes for, voting "
            "for, voted how, vote choice, voting intention, how they vote, how they voted, party voted",
        ),
        instead=_("Ask what they would like to do instead, such as “Would speak at the council”."),
    ),
    Unwritten(
        kind=_("anything unlawful they did or plan; organizing at work where the employer could find it"),
        words=pgettext_lazy(
            "words that show what is better left unwritten, with commas between them",
            "illegal, arrested, stole, fake papers, warrant, union drive, unionize",
        ),
        names=pgettext_lazy(
            "names of fields that would ask for what is better left unwritten, with commas between them",
            "arrest, arrests, arrestable, criminal, criminal record, crime, crimes, convicted, convictions, prison, "
            "unlawful, probation, parole, union card, union cards",
        ),
        instead=_("Ask what they said they will do openly instead, such as “Comes to the rally”."),
    ),
    Unwritten(
        kind=_("other people’s names or views without their yes; anything about children; passwords"),
        words=pgettext_lazy(
            "words that show what is better left unwritten, with commas between them",
            "password, passcode, her son, his son, her daughter, his daughter, their kids",
        ),
        names=pgettext_lazy(
            "names of fields that would ask for what is better left unwritten, with commas between them",
            "children, kids, sons, daughters, passwords, pin code, social security, social security number, ssn, "
            "partner’s name, spouse’s name, husband’s name, wife’s name, friends’ names",
        ),
        instead=_("Ask only for what they say of themselves, such as “Needs child care”."),
    ),
    Unwritten(
        kind=_("guesses about motives, class, race or state of mind; insults"),
        words=pgettext_lazy(
            "words that show what is better left unwritten, with commas between them",
            "lazy, stupid, crazy, idiot, racist, liar, unstable, hysterical",
        ),
        names=pgettext_lazy(
            "names of fields that would ask for what is better left unwritten, with commas between them",
            "race, ethnicity, ethnic, skin colour, skin color, social class, mental state, state of mind, personality, "
            "difficult person, troublemaker",
        ),
        instead=_("Ask for what they said or did instead, such as “Speaks Spanish” or “Came to the last meeting”."),
    ),
)


def found_in(text: str) -> Unwritten | None:
    """The first kind a short text would ask for, by whole words in any script, case and accents aside."""
    plain = _plain(text)
    return next((one for one in BETTER_UNWRITTEN if any(_stands_in(word, plain) for word in _all_words(one))), None)


def _all_words(one: Unwritten) -> Iterator[str]:
    for words in (one.words, one.names):
        yield from filter(None, (word.strip() for word in str(words).split(",")))


def _stands_in(word: str, plain: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(_plain(word))}(?!\w)", plain) is not None


def _plain(text: str) -> str:
    """Small letters without accents; what joins words, as in "voted_for", is a space."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\s_/-]+", " ", bare.casefold().replace("’", "'")).split())
