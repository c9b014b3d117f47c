"""What a phone fetches to show a page for the first time: counted by a real Chromium, on the wire."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from tools.bench.asking import Side
from tools.bench.ground import ROOT, Ground
from tools.chromium import find_or_install

HOST = "127.0.0.1"
QUIETLY = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 390, "height": 844}
PATIENCE_SECONDS = 60
# Chromium without a window leaves out the page's icon; a phone does not.
FETCH_ICON = """async () => {
  const icon = document.querySelector("link[rel~=icon]");
  if (icon && !performance.getEntriesByName(icon.href).length) await (await fetch(icon.href)).arrayBuffer();
}"""


@dataclass
class Weight:
    """`bytes` are those on the wire with the headers of the answers, without fonts."""

    requests: int = 0
    bytes: int = 0
    elsewhere: list[str] = field(default_factory=list)


def weigh(ground: Ground, side: Side) -> dict[str, Weight]:
    """Every page of a side, each in a browser that was never here before. A form that is sent is not a page."""
    with serving(ground) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=QUIETLY)
        pages = [visit for visit in side.visits if visit["fields"] is None]
        return {visit["name"]: one(browser, address, visit, session=side.session) for visit in pages}


def one(browser: Browser, address: str, visit: dict[str, Any], *, session: str) -> Weight:
    context = browser.new_context(viewport=PHONE)
    if visit["is_signed_in"]:
        context.add_cookies([{"name": "letstalk_session", "value": session, "url": address}])
    page = context.new_page()
    network = context.new_cdp_session(page)
    asked: dict[str, tuple[str, str]] = {}
    weight = Weight()

    def note_request(event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if urlsplit(url).scheme in {"http", "https"}:
            asked[event["requestId"]] = (url, event["type"])

    def note_end(event: dict[str, Any]) -> None:
        _url, kind = asked.get(event["requestId"], ("", "Font"))
        if kind != "Font":
            weight.bytes += int(event["encodedDataLength"])

    network.on("Network.requestWillBeSent", note_request)
    network.on("Network.loadingFinished", note_end)
    network.send("Network.enable")
    page.goto(address + visit["path"], wait_until="networkidle")
    page.evaluate(FETCH_ICON)
    page.wait_for_load_state("networkidle")
    context.close()
    weight.requests = len(asked)
    weight.elsewhere = [url for url, _kind in asked.values() if not url.startswith(address)]
    return weight


@contextmanager
def serving(ground: Ground) -> Iterator[str]:
    """The web server alone, as `letstalk serve` starts it; its address."""
    port = free_port()
    command = [sys.executable, "-m", "letstalk", "web", "--stop-with-parent"]
    server = subprocess.Popen(command, cwd=ROOT, env=ground.environment | {"PORT": str(port)}, stdin=subprocess.PIPE)
    try:
        wait_for(f"http://{HOST}:{port}/healthz")
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(
    url: str, *, seconds: float = PATIENCE_SECONDS, unless_ended: Sequence[subprocess.Popen[Any]] = ()
) -> float:
    """Until something answers there, be it only with an error of its own; how long that took."""
    start = time.monotonic()
    while time.monotonic() - start < seconds and not any(process.poll() is not None for process in unless_ended):
        try:
            urlopen(url, timeout=5).close()
        except HTTPError:
            break
        except OSError:
            time.sleep(0.05)
        else:
            break
    else:
        raise SystemExit(f"{url} did not answer.")
    return time.monotonic() - start


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
