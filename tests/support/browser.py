"""A real Chromium and the two pages the tests look at: a phone's and a desk's."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tools.chromium import find_or_install

QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1360, "height": 900}}
# Two lanes of tests share two cores, and each has a browser: a page that is there in a moment may take its time.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright keeps an event loop in this thread, and Django would refuse the database to every later test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=find_or_install(), args=QUIETLY)
    yield chromium
    chromium.close()


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    yield from watched_page(browser, PHONE)


@pytest.fixture
def desk_page(browser: Browser) -> Iterator[Page]:
    yield from watched_page(browser, DESK)


def watched_page(browser: Browser, look: dict[str, Any]) -> Iterator[Page]:
    """A page that fails its test on a script error, a breach of the content policy, or a word to any other host."""
    context = browser.new_context(**look)
    context.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    context.on("weberror", lambda error: wrong.append(f"script error: {error.error}"))
    context.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("request", lambda request: wrong.append(f"asked {request.url}") if is_elsewhere(request.url) else None)
    yield context.new_page()
    context.close()
    assert wrong == []


def is_elsewhere(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}
