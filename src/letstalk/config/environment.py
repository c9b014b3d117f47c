"""The environment as the settings need it: every variable, its default and its check, in one place."""

import os
from pathlib import Path
from urllib.parse import urlsplit


class BadEnvironment(Exception):
    """An environment variable says something that cannot be meant."""


def data_folder() -> Path:
    return Path(os.environ.get("LETSTALK_DATA") or "var").absolute()


def keys_folder() -> Path:
    return data_folder() / "keys"


def port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadEnvironment(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def bind() -> str:
    return os.environ.get("LETSTALK_BIND") or "127.0.0.1"


def public_url() -> str:
    """The address used in every link, without a slash at the end."""
    url = os.environ.get("LETSTALK_URL") or f"http://127.0.0.1:{port()}"
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadEnvironment(f"LETSTALK_URL is {url!r}; it must look like https://talk.example.org")
    return url.rstrip("/")


def database_url() -> str:
    return os.environ.get("LETSTALK_DATABASE_URL") or f"sqlite:///{data_folder() / 'letstalk.sqlite3'}"
