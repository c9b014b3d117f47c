"""What is asked of a server: a page by its address, or a form that is sent."""

from dataclasses import dataclass
from uuid import uuid4

ENTRY = "entry"
NOTES = 20
# What one in twenty, one in a hundred and one single person of the demo have in their name, at every size.
SEARCHES = {"often": "mar", "seldom": "xoc", "once": "thornton"}


@dataclass(frozen=True)
class Visit:
    """One kind of request. `fields` are those of a form that is sent.

    An empty `entry` among the fields gets a new id for each request, as a form gets one each time it is shown.
    """

    name: str
    label: str
    path: str
    fields: dict[str, str] | None = None
    is_signed_in: bool = True

    @property
    def expects(self) -> int:
        """The status of a right answer: a page, or on to the page where what was saved now stands."""
        return 200 if self.fields is None else 302

    def filled_in(self) -> dict[str, str]:
        given = dict(self.fields or {})
        if ENTRY in given:
            given[ENTRY] = str(uuid4())
        return given
