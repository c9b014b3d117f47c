"""Django looks for a database's classes in a module of this name.

Django writes `%s` for a value and SQLite wants `?`. It looks through the whole text of a statement for that each time,
which takes longer than to find the row it asks for.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

# A page asks for thirty, and every page together for some hundreds.
MOST_KNOWN = 2000


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """The statement with `?` for each value, remembered."""
        if param_names is not None:
            return str(super().convert_query(query, param_names=param_names))
        return _with_question_marks(query)


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)


@lru_cache(maxsize=MOST_KNOWN)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
