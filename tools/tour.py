"""Take the pictures of docs/tour.md from `letstalk demo`: run it again after a page changes, and look at what came out.

`python -m tools.tour` makes a demo in a folder of its own, serves it, walks it as Rosa and writes docs/images/*.png.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, sync_playwright

from tools.chromium import find_or_install

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8791
BASE = f"http://127.0.0.1:{PORT}"
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Auckland",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Africa/Nairobi",
    "Europe/Lisbon",
    "America/Sao_Paulo",
)
# What `letstalk demo` does, in another zone.
MAKE_DEMO = """
import sys
from letstalk.ops.ground import make_ready
make_ready()
from letstalk.kit import clock
from letstalk.stewardship.domain.demo import make
make.ZONE = sys.argv[1]
made = make.make_demo(at=clock.now())
print(f"Sign in as {made.email} with the password {made.password}")
"""
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LETSTALK_DATA": folder, "PORT": str(PORT), "PYTHONPATH": str(ROOT / "src")}
        make = [sys.executable, "-c", MAKE_DEMO, where_it_is_afternoon(datetime.now(UTC))]
        said = subprocess.run(make, env=environment, check=True, capture_output=True, text=True).stdout
        server = subprocess.Popen([sys.executable, "-m", "letstalk", "serve"], env=environment)
        try:
            wait_until_it_answers()
            take_pictures(*sign_in_words(said))
        finally:
            server.terminate()
            server.wait(timeout=30)


def where_it_is_afternoon(at: datetime) -> str:
    """A zone in which it is about three: the demo's next one-on-one is in two hours, and nobody meets at night."""
    return min(ZONES, key=lambda zone: abs(at.astimezone(ZoneInfo(zone)).hour - 15))


def sign_in_words(said: str) -> tuple[str, str]:
    found = re.search(r"Sign in as (\S+) with the password (\S+)", said)
    assert found, said
    return found[1], found[2]


def wait_until_it_answers() -> None:
    for _try in range(120):
        try:
            urlopen(f"{BASE}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The demo did not start.")


def take_pictures(email: str, password: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_or_install(), args=QUIETLY)
        desk = signed_in(chromium.new_context(viewport=DESK).new_page(), email, password)
        on_a_desk(desk)
        dark = signed_in(chromium.new_context(viewport=DESK, color_scheme="dark").new_page(), email, password)
        picture(dark, "today-dark")
        phone = signed_in(chromium.new_context(viewport=PHONE, device_scale_factor=2).new_page(), email, password)
        on_a_phone(phone)
        chromium.close()


def signed_in(page: Page, email: str, password: str) -> Page:
    page.goto(f"{BASE}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    return page


def on_a_desk(page: Page) -> None:
    picture(page, "today")
    visit(page, "/people/", "people")
    page.get_by_role("link", name="Maya Lindgren").first.click()
    page.wait_for_load_state()
    picture(page, "person")
    page.goto(f"{BASE}/one-on-ones/plan/")
    page.get_by_role("link", name="Nadia Aziz").first.click()
    page.wait_for_load_state()
    picture(page, "plan")
    visit(page, "/follow-ups/", "follow-ups")
    visit(page, "/campaign/", "campaign")
    visit(page, "/hearing/", "hearing")
    visit(page, "/measures/?goal=60", "measures")
    visit(page, "/measures/week/", "week")
    visit(page, "/measures/month/", "month")


def on_a_phone(page: Page) -> None:
    visit(page, "/measures/?goal=60#pace", "phone-measures")
    visit(page, "/today/", "phone-today")
    page.get_by_role("link", name="Prepare").first.click()
    page.wait_for_load_state()
    picture(page, "phone-prepare")
    page.get_by_role("link", name="Phone away. Start.").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Next").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="Yes", exact=True).click()
    page.wait_for_load_state()
    picture(page, "phone-card")
    page.goto(f"{page.url.partition('/card/')[0]}/debrief/?promises=1")
    picture(page, "phone-debrief")
    page.goto(f"{BASE}/people/")
    page.get_by_role("link", name="Maya Lindgren").first.click()
    page.wait_for_load_state()
    supporters_page(page)


def supporters_page(page: Page) -> None:
    page.goto(f"{page.url}link/")
    page.get_by_role("button", name="Make").first.click()
    page.wait_for_load_state()
    page.goto(page.locator("#page-address").inner_text().strip())
    picture(page, "phone-supporter")


def visit(page: Page, path: str, name: str) -> None:
    page.goto(f"{BASE}{path}")
    picture(page, name)


def picture(page: Page, name: str) -> None:
    """A desk's page from top to end; a phone's as it is held, since its buttons stay at the lower edge."""
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{name}.png", full_page=not name.startswith("phone"))


if __name__ == "__main__":
    main()
