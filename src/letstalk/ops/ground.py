"""What must stand before anything runs: the folder, the keys, Django, the tables, and that the keys fit the tables."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
import django
import psycopg

from letstalk.config import environment
from letstalk.kit.keys import keys_are_made, load_keys, make_keys

SQLITE = "django.db.backends.sqlite3"
POSTGRES = "django.db.backends.postgresql"
PATIENCE_SECONDS = 10


class CannotStart(Exception):
    """Why this installation cannot run as it is, in a sentence for the person who runs it."""


def start_django() -> None:
    """For commands that use what is there. Raises KeysMissing before the first start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letstalk.config.settings")
    load_keys(environment.keys_folder())
    django.setup()


def make_ready() -> None:
    """For commands that may be the first: make the keys once, bring the tables up to date, prove that they fit.

    Raises KeysMissing when a database is there without its keys: new ones could read nothing of it.
    Raises CannotStart when the database does not answer or was sealed with other keys.
    """
    make_data_folder()
    make_keys_unless_lost()
    start_django()
    check_mail_server()

    from django.db import OperationalError

    try:
        bring_tables_up_to_date()
    except OperationalError as reason:
        raise CannotStart(f"The database cannot be used: {reason}".strip()) from None


def check_mail_server() -> None:
    """A mail server that cannot be meant is said at the start, not by a page that fails later."""
    from django.conf import settings

    from letstalk.outbox.validators import BadMailServer, mail_server

    if settings.LETSTALK_SMTP_URL:
        try:
            mail_server(settings.LETSTALK_SMTP_URL)
        except BadMailServer as reason:
            raise CannotStart(f"LETSTALK_SMTP_URL cannot be used. {reason}") from None


def make_data_folder() -> None:
    folder = environment.data_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as reason:
        raise CannotStart(f"LETSTALK_DATA is {folder}, and it cannot be made: {reason.strerror}.") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotStart(f"LETSTALK_DATA is {folder}, and this user may not write there.")


def make_keys_unless_lost() -> None:
    folder = environment.keys_folder()
    if not keys_are_made(folder) and has_tables(environment.database_url()):
        load_keys(folder)
    make_keys(folder)


def has_tables(url: str) -> bool:
    """Whether the database holds anything, asked without Django, which cannot start without keys."""
    found = parse_database(url)
    if found["ENGINE"] == SQLITE:
        file = Path(found["NAME"])
        return file.exists() and file.stat().st_size > 0
    return postgres_has_tables(found)


def parse_database(url: str) -> Any:
    # Their words would repeat the address, and it may hold a password.
    wanted = "LETSTALK_DATABASE_URL must look like postgresql://user:password@host/name or sqlite:////folder/file"
    try:
        found = dj_database_url.parse(url)
    except ValueError:
        raise CannotStart(wanted) from None
    if found["ENGINE"] not in {SQLITE, POSTGRES}:
        raise CannotStart(wanted)
    return found


def postgres_has_tables(found: Any) -> bool:
    named = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"]}
    given = {name: value for name, value in named.items() if value}
    options = found.get("OPTIONS", {})
    try:
        with psycopg.connect(dbname=found["NAME"], connect_timeout=PATIENCE_SECONDS, **given, **options) as connection:
            return connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone() == (True,)
    except psycopg.OperationalError as reason:
        raise CannotStart(f"The database does not answer: {reason}".strip()) from None


def bring_tables_up_to_date() -> None:
    from django.core.management import call_command

    from letstalk.ops.first_tables import make_first_tables
    from letstalk.ops.proof import prove_keys

    make_first_tables()
    call_command("migrate", verbosity=0, interactive=False)
    prove_keys()
