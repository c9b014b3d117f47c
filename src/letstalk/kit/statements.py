"""Queries that Django works out once: from then on only the values are put in.

Building a query and turning it into SQL takes Django ten times as long as SQLite takes to answer it, and a page asks
for dozens. A function decorated with `worked_out_once` is an ordinary builder of a queryset, called by keyword:

    @worked_out_once
    def promises_due(*, user: UUID, until: date) -> QuerySet[Promise]:
        return Promise.objects.open().filter(organizer=user, due_on__lte=until).order_by("due_on", "pk")

It runs once, with blanks for its values, so it may compare columns with them but never look at them. A value is a
number, a text, a day, an instant or an id, or a list of those for `__in`; None has no place in a comparison.

`changed_once` is the same for an update: the function gives the rows, and what is written into them. `insert` writes
new rows.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from itertools import chain
from operator import itemgetter
from typing import Any
from uuid import UUID, SafeUUID

from django.db import models
from django.db.models import query as django_query
from django.db.models import sql as django_sql
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.transaction import get_connection

Values = dict[str, Any]
Maker = Callable[[list[Any]], Any]
# Not among what Django promises to keep; our tests would tell. Django 6 wants one word more.
beside_in: Any = django_query.get_related_populators


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
    """SQL as its database understands it, cut at its marks for values."""

    def __init__(self, compiler: Any) -> None:
        self.sql, self.places = compiler.as_sql()
        self.pieces = self.sql.split("%s")
        assert len(self.pieces) == len(self.places) + 1, "a mark for a value may not stand inside a literal"
        self.has_lists = any(isinstance(place, BlankList) for place in self.places)

    def execute(self, cursor: Any, values: Values, here: Any) -> None:
        filled = [place.filled(values, here) if isinstance(place, Blank) else [place] for place in self.places]
        cursor.execute(self._with_marks(filled) if self.has_lists else self.sql, tuple(chain.from_iterable(filled)))

    def _with_marks(self, filled: list[list[Any]]) -> str:
        """As many marks as there are values in each list."""
        marks = [", ".join(["%s"] * len(some)) for some in filled]
        return "".join(chain.from_iterable(zip(self.pieces, [*marks, ""], strict=True)))


class Changing(Statement):
    """An update of one table's rows."""

    def __init__(self, queryset: Any, written: Values) -> None:
        query = queryset.query.chain(django_sql.UpdateQuery)
        query.add_update_values(written)
        super().__init__(query.get_compiler(using=queryset.db))

    def count(self, values: Values) -> int:
        here = get_connection()
        with here.cursor() as cursor:
            self.execute(cursor, values, here)
            return int(cursor.rowcount)


def quick_way(convert: list[Any], operations: Any) -> Callable[[Any], Any] | None:
    """For the ids and instants that SQLite keeps as text, which are most of what a page reads; None for all else."""
    if convert == [getattr(operations, "convert_uuidfield_value", None)]:
        return id_of
    if convert == [getattr(operations, "convert_datetimefield_value", None)] and operations.connection.timezone is UTC:
        return instant_of
    return None


def id_of(text: str) -> UUID:
    """`UUID(text)` for the 32 hexadecimal digits that Django writes; other ways to write one are not looked for."""
    made = object.__new__(UUID)
    _set_number(made, int(text, 16))
    _set_safety(made, SafeUUID.unknown)
    return made


def instant_of(found: datetime | str) -> datetime:
    """What Django wrote in UTC, without a zone. A column comes as a datetime already, what was worked out as text."""
    return (datetime.fromisoformat(found) if isinstance(found, str) else found).replace(tzinfo=UTC)


# A UUID refuses to be changed, and is made this way by the standard library, too.
_set_number, _set_safety = vars(UUID)["int"].__set__, vars(UUID)["is_safe"].__set__


class Reading(Statement):
    """A query, and how its rows become what its queryset gives."""

    def __init__(self, queryset: Any) -> None:
        compiler = queryset.query.get_compiler(using=queryset.db)
        super().__init__(compiler)
        # How the database's answers become dates and ids: half of what is left of a query's cost, if found each time.
        self.quick, self.converters = [], []
        for place, (convert, column) in compiler.get_converters([column for column, *_rest in compiler.select]).items():
            short = quick_way(convert, compiler.connection.ops)
            if short is not None:
                self.quick.append((place, short))
            else:
                self.converters.append((place, convert, column))
        self.made_of = MAKERS[queryset._iterable_class](compiler)

    def rows(self, values: Values) -> list[Any]:
        here = get_connection()
        with here.cursor() as cursor:
            self.execute(cursor, values, here)
            found = cursor.fetchall()
        return [self.made_of(self._read(row, here)) for row in found]

    def _read(self, row: Sequence[Any], here: Any) -> list[Any]:
        read = list(row)
        for place, short in self.quick:
            if read[place] is not None:
                read[place] = short(read[place])
        for place, convert, column in self.converters:
            for one in convert:
                read[place] = one(read[place], column, here)
        return read


def _models(compiler: Any) -> Maker:
    """Models, with those selected beside them and what was annotated. Django finds this out anew for each query."""
    info, using = compiler.klass_info, compiler.using
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in compiler.select[first:last]]
    from_db, beside = info["model"].from_db, beside_in(info, compiler.select, using)
    annotations = list((compiler.annotation_col_map or {}).items())

    def made_of(row: list[Any]) -> Any:
        made = from_db(using, names, row[first:last])
        for one in beside:
            one.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return made_of


# What a queryset gives for each row: a model, a tuple of values, or the only value.
MAKERS: dict[Any, Callable[[Any], Maker]] = {
    ModelIterable: _models,
    ValuesListIterable: lambda compiler: tuple,
    FlatValuesListIterable: lambda compiler: itemgetter(0),
}


def worked_out_once(build: Callable[..., models.QuerySet[Any]]) -> Callable[..., list[Any]]:
    """The rows that `build` asks for. With an empty list among its values it is built anew: that is another query."""
    known: dict[str, Reading] = {}

    @wraps(build)
    def rows(**values: Any) -> list[Any]:
        if any(value == [] for value in values.values()):
            return list(build(**values))
        vendor = get_connection().vendor
        if vendor not in known:
            known[vendor] = Reading(build(**dict(_blanks(values))))
        return known[vendor].rows(values)

    return rows


def changed_once(build: Callable[..., tuple[models.QuerySet[Any], Values]]) -> Callable[..., int]:
    """How many rows the update that `build` describes has changed."""
    known: dict[str, Changing] = {}

    @wraps(build)
    def count(**values: Any) -> int:
        vendor = get_connection().vendor
        if vendor not in known:
            known[vendor] = Changing(*build(**dict(_blanks(values))))
        return known[vendor].count(values)

    return count


_inserts: dict[tuple[type[models.Model], str], str] = {}


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Write new rows of one table: what bulk_create does, in half the time, and for one row in a third of save()'s."""
    here = get_connection()
    fields = model._meta.concrete_fields
    if (model, here.vendor) not in _inserts:
        query = django_sql.InsertQuery(model)
        query.insert_values(fields, list(rows[:1]))
        [(_inserts[model, here.vendor], _values)] = query.get_compiler(connection=here).as_sql()
    prepare = [(field, _prepared(field, here)) for field in fields]
    values = [[prepared(field.pre_save(row, True)) for field, prepared in prepare] for row in rows]
    with here.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(_inserts[model, here.vendor], values[0])
        else:
            cursor.executemany(_inserts[model, here.vendor], values)
    for row in rows:
        row._state.adding, row._state.db = False, here.alias


def _prepared(field: Any, here: Any) -> Callable[[Any], Any]:
    """How a value of this column is handed to the database: what Django does, once for values that come again."""
    known: dict[Any, Any] = {}
    plain = PLAIN.get(field.get_internal_type())
    is_uuid = isinstance(getattr(field, "target_field", field), models.UUIDField)

    def prepared(value: Any) -> Any:
        if value is None or (plain is not None and type(value) is plain):
            return value
        if is_uuid and type(value) is UUID:
            return value if here.features.has_native_uuid_field else value.hex
        if isinstance(value, datetime):
            if value not in known:
                known[value] = field.get_db_prep_save(value, here)
            return known[value]
        return field.get_db_prep_save(value, here)

    return prepared


# Kinds of columns whose values are handed over as they are.
PLAIN: dict[str, type] = {"CharField": str, "TextField": str, "BooleanField": bool, "PositiveIntegerField": int}


def _blanks(values: Values) -> Iterator[tuple[str, Blank]]:
    for name, value in values.items():
        yield name, BlankList(name, value[0]) if isinstance(value, list) else Blank(name, value)


def change_each(model: type[models.Model], rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of many rows, each row its own values, sealed ones too: what bulk_update cannot."""
    here = get_connection()
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    quote = here.ops.quote_name
    written = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = " ".join(
        ["UPDATE", quote(model._meta.db_table), "SET", written, "WHERE", quote(model._meta.pk.column), "= %s"]
    )
    columns = [*fields, model._meta.pk]
    values = [[field.get_db_prep_save(field.pre_save(row, False), here) for field in columns] for row in rows]
    if values:
        with here.cursor() as cursor:
            cursor.executemany(sql, values)
