"""The field door on a phone: how heavy its scripts are, the first visit to Today, and how soon a kept one-on-one opens.

`python -m tools.bench.field` measures these alone; BENCH_PEOPLE says how many are in the demo.
"""

import gzip
import os
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools.bench import ground
from tools.bench.asking import Side
from tools.bench.goals import Goal
from tools.bench.ground import FEW, ROOT, Ground
from tools.bench.weight import PHONE, QUIETLY, serving
from tools.chromium import find_or_install

MOST_SCRIPT_KB = 60.0
MOST_FIRST_VISIT_KB = 200.0
MOST_OPEN_MS = 1000.0
SLOWED = 4
OPENED = 7
STATIC = ROOT / "src/letstalk"
TEMPLATES = {"service worker": STATIC / "field/templates/field/shell/service_worker.js"}


def field_goals(one: Ground, side: Side) -> list[Goal]:
    """What was measured, each beside its limit."""
    scripts = scripts_kb()
    visits = {visit["name"]: visit["path"] for visit in side.visits}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=QUIETLY)
        with serving(one) as address:
            today = first_visit_kb(signed_in(browser, address, side.session), address + visits["today"])
            page = taken_along(signed_in(browser, address, side.session), address + visits["prepare"])
        # The server has stopped: no network is more truly gone than that.
        opening = {name: opening_ms(page, name) for name in ("prepare", "card", "debrief")}
    return [
        Goal(f"Field scripts together at most {MOST_SCRIPT_KB:g} KB compressed", MOST_SCRIPT_KB, {"KB": scripts}),
        Goal(f"First visit to Today at most {MOST_FIRST_VISIT_KB:g} KB in all", MOST_FIRST_VISIT_KB, {"KB": today}),
        Goal(f"A kept one-on-one opens within {MOST_OPEN_MS:g} ms, {SLOWED} times slowed", MOST_OPEN_MS, opening),
    ]


def scripts_kb() -> float:
    """Every script that the shell puts by, and the service worker, as the server compresses them."""
    from letstalk.field.shell import FILES

    names = [name for name in FILES if name.endswith(".js")]
    files = [STATIC / name.partition("/")[0] / "static" / name for name in names]
    return sum(compressed(file) for file in [*files, *TEMPLATES.values()]) / 1024


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def signed_in(browser: Browser, address: str, session: str) -> BrowserContext:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    context.add_cookies([{"name": "letstalk_session", "value": session, "url": address}])
    return context


def first_visit_kb(context: BrowserContext, url: str) -> float:
    """All bytes on the wire, fonts and headers of the answers too, in a browser that was never here before."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    weighed: list[float] = []

    def note(event: dict[str, Any]) -> None:
        weighed.append(event["encodedDataLength"])

    network.on("Network.loadingFinished", note)
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    context.close()
    return sum(weighed) / 1024


def taken_along(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Take it with you").click()
    page.get_by_text("Ready offline").wait_for()
    return page


def opening_ms(page: Page, name: str) -> float:
    """From the tap to what there is to read, without a network, on a processor slowed down."""
    url = page.url.split("#")[0].rsplit("/", 2)[0] + f"/{name}/"
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    found = []
    for _time in range(OPENED):
        start = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.locator("html[data-shell] #main :is(h2, legend)").first.wait_for()
        found.append((time.perf_counter() - start) * 1000)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return median(found)


def main() -> None:
    one = ground.prepare(int(os.environ.get("BENCH_PEOPLE", "50").split(",")[0]), name=FEW)
    side = Side(one, "letstalk")
    for goal in field_goals(one, side):
        print(goal.line())
    side.end()


if __name__ == "__main__":
    main()
