"""Every main page of the demo: axe finds nothing, nothing scrolls sideways at 320 px, in dark and right to left too."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong comes back: what is well is most of a page, said node by node.
BREACHES = """async (rules) => {
    const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) => nodes.slice(0, 2).map(({ target }) => `${id}: ${target}`));
}"""
MOST_REQUESTS = 10
NARROW, DESK = {"width": 320, "height": 700}, {"width": 1360, "height": 900}
LOOKS = ((NARROW, "light"), (DESK, "dark"))
# Colours change at once where somebody wants little motion, so that no colour is measured on its way.
FIRST_LOOK = {"viewport": NARROW, "color_scheme": "light", "reduced_motion": "reduce"}
PAGES = [
    "/today/",
    "/people/",
    "/people/add/",
    "/people/several/",
    "/people/?stage=member&weeks=6&free=7&choose=1",
    "/people/filters/new/?reach=email",
    "/people/files/",
    "/people/out/",
    "/people/next/",
    "/people/twice/",
    "/people/in-touch/",
    "/people/relationships/",
    "/people/changes/",
    "/hand-overs/",
    "/hand-overs/several/",
    "/one-on-ones/",
    "/one-on-ones/plan/",
    "/places/",
    "/places/add/",
    "/follow-ups/",
    "/messages/",
    "/follow-ups/cards/",
    "/campaign/",
    "/hearing/",
    "/measures/?goal=60",
    "/measures/meanings/",
    "/measures/week/",
    "/measures/month/",
    "/measures/month/going/",
    "/heard/new/",
    "/field/graphics/",
    "/heard/wall/",
    "/reports/new/",
    "/how-it-works/",
    "/how-it-works/the-agenda/",
    "/library/",
    "/library/agendas/new/",
    "/library/guides/new/",
    "/library/guides/from-a-spreadsheet/",
    "/chapter/",
    "/settings/",
    "/settings/calendar/",
    "/settings/words/",
    "/settings/fields/",
    "/settings/booking/",
    "/settings/mail/",
    "/settings/texts/",
    "/field/",
    "/settings/stories/",
    "/settings/stories/add/",
    "/campaign/strategy/",
    "/campaign/weights/",
    "/campaign/asks/doing/",
    "/campaign/asks/add/",
    "/campaign/asks/from-a-calendar/",
    "/campaign/packs/",
    "/take-part/eastside-huddle/",
    "/take-part/eastside-huddle/?near=10029",
    "/take-part/eastside-huddle/join/?wish=own",
    "/take-part/eastside-huddle/guide/",
    "/take-part/eastside-huddle/graphics/",
    "/take-part/eastside-huddle/what-we-heard/",
    "/take-part/eastside-huddle/questions/",
    "/take-part/eastside-huddle/questions/?said=thanks",
    "/take-part/eastside-huddle/wall/",
    "/campaign/graphics/",
    "/introductions/",
    "/introductions/new/",
    "/pairing/",
    "/settings/what-you-bring/",
    "/lists/",
    "/lists/new/",
    "/spaces/new/",
]

GUIDE_PAGES = ["", "copy/", "edit/", "edit/about/", "edit/add/", "edit/questions/Q6/", "edit/questions/Q10/"]


@pytest.fixture(scope="module")
def rosa(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict]]:
    """The demo's address, and what keeps Rosa signed in."""
    from tests.support.installation import Installation

    demo = Installation(tmp_path_factory.mktemp("demo") / "data")
    said = demo.letstalk("demo")
    found = re.search(r"Sign in as (\S+) with the password (\S+)", said.stdout)
    assert found, said.stderr
    demo.start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{demo.url}/sign-in/")
    page.get_by_label("Email").fill(found[1])
    page.get_by_label("Password").fill(found[2])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    kept = context.storage_state()
    context.close()
    yield demo.url, kept
    demo.end()


def test_the_pages_of_the_desk(browser: Browser, rosa) -> None:
    url, kept = rosa
    context = browser.new_context(**FIRST_LOOK, storage_state=kept)

    wrong = {path: faults(context, f"{url}{path}") for path in every_page(context, url)}

    context.close()
    assert {path: found for path, found in wrong.items() if found} == {}


def every_page(context: BrowserContext, url: str) -> list[str]:
    found = PAGES + pages_of_imani(context, url) + pages_of_an_agenda(context, url) + pages_of_booking(context, url)
    return found + pages_of_a_handover(context, url)


def pages_of_a_handover(context: BrowserContext, url: str) -> list[str]:
    """One that was begun, as who is in touch sees it, with the notes to choose from."""
    page = context.new_page()
    page.goto(f"{url}/people/?q=Zoë")
    page.get_by_role("link", name="Zoë O’Hara-Nguyễn").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url}hand-over/")
    page.get_by_label("Who could follow?").select_option(index=1)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/hand-overs/**")
    begun = page.url.removeprefix(url)
    page.close()
    return [begun, f"{begun}notes/"]


def pages_of_booking(context: BrowserContext, url: str) -> list[str]:
    """A chapter's booking page and one's own, as organizers and as strangers see them; an offer, and its answer."""
    page = context.new_page()
    page.goto(f"{url}/settings/booking/")
    own = page.locator("#page-address").inner_text()
    chapter = page.get_by_role("link", name="Eastside Huddle").first.get_attribute("href")
    assert chapter
    page.goto(f"{url}{chapter}")
    shared = page.locator("#page-address").inner_text()
    page.goto(f"{url}/people/?q=Zoë")
    page.get_by_role("link", name="Zoë O’Hara-Nguyễn").first.click()
    page.wait_for_load_state()
    links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    meeting = next(link for link in links if re.fullmatch("/one-on-ones/[0-9a-f-]{36}/", link or ""))
    page.goto(f"{url}{meeting}offer/")
    page.locator("input[name=channel][value=letter]").check()
    page.get_by_role("button", name="Invite").click()
    invited = page.locator("#offer-link").inner_text()
    page.close()
    paths = [re.sub("^https?://[^/]+", "", address) for address in (shared, own, invited)]
    return [chapter, meeting, f"{meeting}offer/", *paths]


def pages_of_an_agenda(context: BrowserContext, url: str) -> list[str]:
    """An agenda and its questions, to read, to copy and to change."""
    page = context.new_page()
    page.goto(f"{url}/library/")
    agenda = page.get_by_role("link", name="Let's Talk: a first conversation").first.get_attribute("href")
    guide = page.get_by_role("link", name="Let's Talk: Why We Resist").first.get_attribute("href")
    page.close()
    assert agenda
    assert guide
    more = {agenda: ["", "copy/", "edit/", "edit/about/", "edit/add/", "edit/parts/ask/"], guide: GUIDE_PAGES}
    return [f"{row}{step}" for row, steps in more.items() for step in steps]


def pages_of_imani(context: BrowserContext, url: str) -> list[str]:
    """Her page, her next one-on-one, and before, during and after it."""
    page = context.new_page()
    page.goto(f"{url}/people/")
    page.get_by_role("link", name="Imani Okafor").first.click()
    page.wait_for_load_state()
    person = page.url.removeprefix(url)
    page.goto(f"{url}/today/")
    meeting = page.locator(".next h2 a").get_attribute("href")
    page.close()
    assert meeting
    steps = ("contact", "rhythm", "rest", "said", "organize", "twice", "in-touch", "hand-over")
    between = [f"{person}{step}/" for step in steps]
    return [
        person,
        *between,
        meeting,
        *(f"{meeting}{step}/" for step in ("prepare", "card", "debrief", "debrief/paper")),
    ]


def faults(context: BrowserContext, address: str) -> list[str]:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    response = page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    found = [] if response and response.status == 200 else [f"answers {response and response.status}"]
    page.evaluate(AXE)
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}, {size['width']} px: {fault}" for fault in faults_in_this_look(page)]
    fonts = [one for one in asked if one.endswith(".woff2")]
    if len(asked) - len(fonts) > MOST_REQUESTS:
        found.append(f"{len(asked)} requests")
    page.close()
    return found


def faults_in_this_look(page: Page) -> list[str]:
    found = unreadable(page) + sideways(page)
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += [f"right to left: {fault}" for fault in sideways(page)]
    page.evaluate("document.documentElement.dir = 'ltr'")
    return found


def unreadable(page: Page) -> list[str]:
    return page.evaluate(BREACHES, RULES)


def sideways(page: Page) -> list[str]:
    wide, shown = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [f"{wide} px wide where {shown} are shown"] if wide > shown else []


def test_a_note_is_warned_about_softly_and_on_the_device_alone(browser: Browser, rosa) -> None:
    """h.3"""
    url, kept = rosa
    context = browser.new_context(storage_state=kept)
    page = context.new_page()
    page.goto(f"{url}/people/?q=imani")
    page.get_by_role("link", name="Imani Okafor").first.click()
    warning = page.locator("[data-unwritten-said]")
    note = page.get_by_role("textbox", name="Jot a note")
    note.fill("She sings in a choir; visas are no business of ours.")
    expect(warning).to_have_text("")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    note.fill("Waiting for her Visa, and her brother has a debt.")

    expect(warning).to_contain_text("You may want to leave this out: immigration status")
    expect(warning).to_contain_text("debts")
    assert asked == []
    context.close()


GRAPHICS = "/take-part/eastside-huddle/graphics/"
WHY = "What matters to me and my community"


def test_a_graphic_is_drawn_as_one_types_and_taken_along(browser: Browser, rosa) -> None:
    """R-051: nothing that is typed comes into an address, and nothing is set in the browser."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{rosa[0]}{GRAPHICS}")
    before = page.locator("#picture").get_attribute("src")

    page.get_by_label(WHY).fill("the night bus matters")
    expect(page.locator("#picture")).not_to_have_attribute("src", before or "")
    expect(page.locator("#picture-alt")).to_contain_text("the night bus matters")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download PNG").click()

    assert download.value.suggested_filename == "why-i-resist-square.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    assert not any("night" in address for address in asked)
    assert context.cookies() == []
    context.close()


def test_a_graphic_and_signing_up_without_scripts(browser: Browser, rosa) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{rosa[0]}{GRAPHICS}")

    page.get_by_label(WHY).fill("rents doubled")
    page.get_by_label("Hills").check(force=True)
    page.get_by_role("button", name="Show it").click()
    expect(page.locator("#picture")).to_have_attribute("alt", re.compile("rents doubled"))
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF to print").click()
    page.goto(f"{rosa[0]}/take-part/eastside-huddle/")
    page.get_by_role("link", name="Start your own").click()
    page.get_by_label("What shall we call you?").fill("Ben Ito")
    page.get_by_label("Phone or email").fill("+12025550177")
    page.get_by_role("button", name="Send it").click()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert download.value.suggested_filename == "why-i-resist-square.pdf"
    assert context.cookies() == []
    context.close()


def test_the_questions_are_answered_by_oneself_without_scripts(browser: Browser, rosa) -> None:
    """R-068: at the end stands exactly what would be kept; what is answered is in no address."""
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{rosa[0]}/take-part/eastside-huddle/")

    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("What was it about?").fill("The night bus")
    page.get_by_role("button", name="That is enough").click()
    expect(page.get_by_role("checkbox", name="The night bus")).to_be_checked()
    found = sideways(page)
    page.get_by_role("checkbox", name="Yes, keep what is ticked here").check()
    page.get_by_role("button", name="Send it").click()

    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    assert found == []
    assert not any("night" in address for address in asked)
    assert context.cookies() == []
    context.close()
