"""What the columns of an unknown file may mean, guessed from their names and from what stands in them."""

import re
from collections.abc import Sequence

from letstalk.people.intake.layouts import Layout, plain_name
from letstalk.people.intake.targets import MANY
from letstalk.people.intake.targets import Target as T

# Names people give columns, in the languages such lists come in. Spaces, dashes and underscores are all the same.
NAMES: dict[T, str] = {
    T.FULL: "name|full name|person|contact|contact name|display name|who|member|member name|volunteer|nombre completo|"
    "nom complet|vollständiger name|nome completo",
    T.FIRST: "first|first name|firstname|fname|given name|forename|nombre|prénom|prenom|vorname|nome|imię",
    T.MIDDLE: "middle|middle name|middlename|second name",
    T.LAST: "last|last name|lastname|lname|surname|family name|apellido|apellidos|nom|nom de famille|nachname|"
    "cognome|sobrenome|nazwisko",
    T.SUFFIX: "suffix|name suffix",
    T.NICKNAME: "nickname|nick name|preferred name|goes by|chosen name",
    T.EMAIL: "email|e mail|email address|e mail address|mail|primary email|email 1|email 2|secondary email|"
    "personal email|work email|correo|correo electrónico|courriel|adresse e mail|email adresse",
    T.PHONE: "phone|phone number|mobile|mobile phone|cell|cell phone|cellphone|telephone|tel|home phone|work phone|"
    "phone 1|phone 2|primary phone|mobile number|whatsapp|signal|teléfono|telefono|móvil|téléphone|portable|telefon|"
    "handy|celular",
    T.ADDRESS: "full address|mailing address|postal address",
    T.STREET: "address|street|street address|address 1|address line 1|address 2|address line 2|home address|"
    "dirección|adresse|straße|rue|indirizzo",
    T.CITY: "city|town|locality|ciudad|ville|stadt|ort|città",
    T.REGION: "state|province|region|state/province|estado|provincia",
    T.ZIP: "zip|zip code|zipcode|zip5|postal code|postcode|post code|código postal|code postal|plz|postleitzahl|cap",
    T.COUNTRY: "country|país|pays|land",
    T.PRONOUNS: "pronouns|pronoun|pronombres|pronoms|pronomen",
    T.LANGUAGE: "language|preferred language|idioma|langue|sprache",
    T.TAGS: "tag|tags|issues|interests|labels|groups|etiquetas|topics",
    T.NOTE: "note|notes|comment|comments|notas|remarks|bemerkung|notizen",
    T.NO_CALLS: "do not call|dnc|no calls",
    T.NO_CONTACT: "do not contact|never contact",
    T.SINCE: "member since|joined|join date|date joined",
}
BY_NAME = {name: target for target, names in NAMES.items() for name in names.split("|")}
EMAIL_LIKE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE_LIKE = re.compile(r"[+(]?\d[\d\s().\-/]{6,20}\d")
NAME_LIKE = re.compile(r"[^\W\d_][^\d@]{0,60}\s[^\d@]{1,60}")
ENOUGH = 0.7


def is_known_name(name: str) -> bool:
    """Whether lists have columns of this name."""
    return _spoken(name) in BY_NAME


def guess(columns: Sequence[str], samples: Sequence[Sequence[str]], layout: Layout) -> list[T]:
    """What each column means: as the layout says, else by its name, else by what stands in it."""
    found = [_by_layout_or_name(name, layout) for name in columns]
    if not layout.columns:
        found = [target or _by_values([row[n] for row in samples if n < len(row)]) for n, target in enumerate(found)]
    found = _each_once(found)
    return [_unless_whole_name(target, found) for target in found]


def _by_layout_or_name(name: str, layout: Layout) -> T:
    """Age, party and the like are among neither, and are not kept."""
    return layout.target(name) or BY_NAME.get(_spoken(name), T.LEAVE)


def _spoken(name: str) -> str:
    return " ".join(re.sub(r"[_\-.:*]+", " ", plain_name(name)).split())


def _by_values(values: Sequence[str]) -> T:
    filled = [value.strip() for value in values if value.strip()]
    if not filled:
        return T.LEAVE
    for target, pattern in ((T.EMAIL, EMAIL_LIKE), (T.PHONE, PHONE_LIKE), (T.FULL, NAME_LIKE)):
        if sum(bool(pattern.fullmatch(value)) for value in filled) >= ENOUGH * len(filled):
            return target
    return T.LEAVE


def _each_once(found: Sequence[T]) -> list[T]:
    """Of what can be meant once, the first column that says it."""
    seen: set[T] = set()
    once = []
    for target in found:
        once.append(T.LEAVE if target in seen and target not in MANY else target)
        seen.add(target)
    return once


def _unless_whole_name(target: T, found: Sequence[T]) -> T:
    """A last name without a column for first names, such as French `nom`, is the whole of it."""
    return T.FULL if target is T.LAST and T.FIRST not in found and T.FULL not in found else target
