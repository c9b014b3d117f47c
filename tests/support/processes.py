"""Other processes of the installation that the tests themselves run on: the same database, keys and mail server."""

import os
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]


def of_another_process() -> dict[str, str]:
    """The environment in which another process finds what this one uses now."""
    from django.conf import settings

    return os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "LETSTALK_DATABASE_URL": database_url(),
        "LETSTALK_SMTP_URL": settings.LETSTALK_SMTP_URL,
    }


def database_url() -> str:
    from django.db import connection

    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = ":".join(quote(part, safe="") for part in (database["USER"], database["PASSWORD"]) if part)
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgresql://{user}@{quote(database['HOST'], safe='')}{port}/{database['NAME']}"
