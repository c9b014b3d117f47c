"""The ground the tests stand on: an empty installation of their own, on SQLite or on LETSTALK_TEST_DATABASE_URL."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from letstalk.kit.keys import make_keys

pytest_plugins = [
    "tests.cast",
    "tests.menu",
    "tests.support.smtp",
    "tests.support.installation",
    "tests.support.elsewhere",
    "tests.support.moving_clock",
    "tests.support.browser",
    "tests.support.line",
    "tests.support.phone",
]

DATA = Path(tempfile.mkdtemp(prefix="letstalk-tests-"))
FEW_EXAMPLES = 25


def pytest_configure(config: pytest.Config) -> None:
    """Runs before pytest-django loads the settings, so these are the settings' environment."""
    use_own_environment()
    use_quick_settings()
    choose_examples()


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_report_header(config: pytest.Config) -> str:
    from django.conf import settings

    return f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def use_own_environment() -> None:
    test_database = os.environ.get("LETSTALK_TEST_DATABASE_URL")
    for name in [name for name in os.environ if name.startswith("LETSTALK_") or name == "PORT"]:
        del os.environ[name]
    os.environ["LETSTALK_DATA"] = str(DATA)
    if test_database:
        os.environ["LETSTALK_DATABASE_URL"] = test_database
    make_keys(DATA / "keys")
    (DATA / "static").mkdir()
    os.environ["DJANGO_SETTINGS_MODULE"] = "letstalk.config.settings"


def use_quick_settings() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        # A file, as in a real installation: two connections to a database in memory lock each other differently.
        database["TEST"] = {"NAME": str(DATA / "test.sqlite3")}


def choose_examples() -> None:
    """Few and always the same; `make soak` asks for many, by another seed each time."""
    soak = os.environ.get("SOAK")
    hypothesis_settings.register_profile("quick", derandomize=True, deadline=None, max_examples=FEW_EXAMPLES)
    if soak:
        hypothesis_settings.register_profile("soak", deadline=None, max_examples=int(soak), print_blob=True)
    hypothesis_settings.load_profile("soak" if soak else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what uses a database: the rest is the same on both, and runs on SQLite."""
    if os.environ.get("LETSTALK_DATABASE_URL"):
        without = [item for item in items if not uses_a_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if uses_a_database(item)]
        print(f"\n{len(without)} tests use no database, and run on SQLite alone.")


def uses_a_database(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    fixtures = set(getattr(item, "fixturenames", ()))
    of_django = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & {"db", "transactional_db"}
        or (of_django is not None and issubclass(of_django, TransactionTestCase))
    )
