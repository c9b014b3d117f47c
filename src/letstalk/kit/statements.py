"""Queries that Django works out once: from then on only the values are put in.

Building a query and turning it into SQL takes Django ten times as long as SQLite takes to answer it, and a page asks
for dozens. A function decorated with `worked_out_once` is an ordinary builder of a queryset, called by keyword:

    @worked_out_once
    def promises_due(*, user: UUID, until: date) -> QuerySet[Promise]:
        return Promise.objects.open().filter(organizer=user, due_on__lte=until).order_by("due_on", "pk")

It runs once, with blanks for its values, so it may compare columns with them but never look at them. A value is a
number, a text, a day, an instant or an id, or a list of those for `__in`; None has no place in a comparison.
"""

from collections.abc import Callable, Iterator
from copy import copy
from functools import wraps
from itertools import chain
from typing import Any

from django.db import models
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import get_connection

Values = dict[str, Any]


class Blank(models.Value):
    """The place of a value that differs each time."""

    def __init__(self, name: str, value: Any) -> None:
        super().__init__(value)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, _value = super().as_sql(compiler, connection)
        return sql, [self]

    def filled(self, values: Values, here: Any) -> list[Any]:
        return [self.output_field.get_db_prep_value(values[self.name], connection=here)]


class BlankList(Blank):
    """The place of a list, for `__in`. It is worked out with one value, and gets as many marks as there are."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, place = super().as_sql(compiler, connection)
        return f"({sql})", place

    def filled(self, values: Values, here: Any) -> list[Any]:
        field = self.output_field
        return [field.get_db_prep_value(value, connection=here) for value in values[self.name]]


class Statement:
    """A query as its database understands it, cut at its marks for values."""

    def __init__(self, queryset: Any) -> None:
        self.row_type = queryset._iterable_class
        self.fields = queryset._fields
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        sql, self.places = self.compiler.as_sql()
        # How the database's answers become dates and ids: half of what is left of a query's cost, if found each time.
        converters = self.compiler.get_converters([column for column, *_rest in self.compiler.select])
        self.compiler.get_converters = lambda expressions: converters
        self.models = Models(self.compiler, converters) if self.row_type is ModelIterable else None
        self.pieces = sql.split("%s")
        assert len(self.pieces) == len(self.places) + 1, "a mark for a value may not stand inside a literal"

    def rows(self, values: Values) -> list[Any]:
        here = get_connection()
        filled = [place.filled(values, here) if isinstance(place, Blank) else [place] for place in self.places]
        marks = [", ".join(["%s"] * len(some)) for some in filled]
        sql = "".join(chain.from_iterable(zip(self.pieces, [*marks, ""], strict=True)))
        known = tuple(chain.from_iterable(filled))
        if self.models is not None:
            return self.models.made_of(sql, known, here)
        return list(self.row_type(Asked(self, here, sql, known)))


class Models:
    """How a database's rows become models, with those selected beside them. Django finds it out anew for each query."""

    def __init__(self, compiler: Any, converters: dict[int, tuple[list[Any], Any]]) -> None:
        info = compiler.klass_info
        places = info["select_fields"]
        self.model = info["model"]
        self.own = slice(places[0], places[-1] + 1)
        self.names = [column.target.attname for column, *_rest in compiler.select[self.own]]
        self.beside = get_related_populators(info, compiler.select, compiler.using)
        self.annotations = list((compiler.annotation_col_map or {}).items())
        self.converters = list(converters.items())
        self.using = compiler.using

    def made_of(self, sql: str, known: tuple[Any, ...], here: Any) -> list[Any]:
        with here.cursor() as cursor:
            cursor.execute(sql, known)
            found = cursor.fetchall()
        return [self._made_of(list(row), here) for row in found]

    def _made_of(self, row: list[Any], here: Any) -> Any:
        for place, (convert, column) in self.converters:
            for one in convert:
                row[place] = one(row[place], column, here)
        made = self.model.from_db(self.using, self.names, row[self.own])
        for beside in self.beside:
            beside.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made


class Asked:
    """What Django's iterables of values want of a queryset, around a statement that is worked out already."""

    _hints: dict[str, Any] = {}
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, statement: Statement, here: Any, sql: str, values: tuple[Any, ...]) -> None:
        self.db = here.alias
        self.query = self
        self._fields = statement.fields
        self.compiler = copy(statement.compiler)
        self.compiler.connection = here
        self.compiler.as_sql = lambda *args, **kwargs: (sql, values)

    def get_compiler(self, using: str) -> SQLCompiler:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler.query, name)


def worked_out_once(build: Callable[..., models.QuerySet[Any]]) -> Callable[..., list[Any]]:
    """The rows that `build` asks for. With an empty list among its values it is built anew: that is another query."""
    known: dict[str, Statement] = {}

    @wraps(build)
    def rows(**values: Any) -> list[Any]:
        if any(value == [] for value in values.values()):
            return list(build(**values))
        vendor = get_connection().vendor
        if vendor not in known:
            known[vendor] = Statement(build(**dict(_blanks(values))))
        return known[vendor].rows(values)

    return rows


def _blanks(values: Values) -> Iterator[tuple[str, Blank]]:
    for name, value in values.items():
        yield name, BlankList(name, value[0]) if isinstance(value, list) else Blank(name, value)
