"""How we are doing: the measures as pictures and figures, for oneself or for what one leads (e.1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from letstalk.campaigns.models import Campaign
from letstalk.campaigns.queries import current_campaign
from letstalk.desk import saying
from letstalk.desk.frame import for_everyone_here, for_organizers, for_people_workers, show
from letstalk.graphics.pictures import png, with_faces
from letstalk.graphics.print_sheets import PAPERS, Look, prepare_pdf, usual_paper
from letstalk.kit import clock
from letstalk.people.access import chapter_led_or_404, home_chapter, scope_of
from letstalk.people.models import Chapter
from letstalk.reports.charts.canvas import Chart, as_file
from letstalk.reports.charts.snowflake import Flake
from letstalk.reports.looking_back import Sheet, monthly_reflection, weekly_sheet
from letstalk.reports.measures.counts import Counts, total
from letstalk.reports.measures.dashboard import Dashboard, View, dashboard, forecast_said, range_said
from letstalk.reports.measures.definitions import GROUPS, measured
from letstalk.reports.measures.developing import chapter_flake, own_flake
from letstalk.reports.measures.seeing import Seen, chapter_seen, leads_itself, own_seen

WEEKS = (13, 52)
MOST_HOPED = 1_000_000
PNG_WIDE = 1260
# How far back "who develops whom" may be looked at.
MONTHS_AGO = (0, 3, 6)
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Asked:
    """What the address asks for. chapter: None for one's own; weeks: 0 for the campaign's days."""

    chapter: Chapter | None
    campaign: Campaign | None
    weeks: int
    hoped: int | None
    months_ago: int

    @property
    def of(self) -> str:
        return str(self.chapter.pk) if self.chapter else "own"

    def query(self, **other: object) -> str:
        """The same, with something else in its place."""
        now: dict[str, object] = {"of": self.of, "weeks": self.weeks, "goal": self.hoped, "ago": self.months_ago}
        return urlencode({name: value for name, value in (now | other).items() if value not in (None, "")})


@require_GET
@for_people_workers
def measures(request: HttpRequest) -> HttpResponse:
    """The dashboard: one's own, or of a chapter one leads, at or below which only large enough groups are added."""
    asked = _asked(request)
    seen, board, flake_is_shown = _looked_at(request, asked)
    scope = scope_of(request.user)
    context = {
        "asked": asked,
        "organizes": scope.organizes,
        "led": scope.led,
        "seen": seen,
        "board": board,
        "charts": [(chart, SafeString(chart.svg)) for chart in board.charts],
        "forecast": forecast_said(board.forecast, board.known),
        "forecast_range": range_said(board.forecast),
        "groups": list(measured(_with_now(board, seen))),
        "spans": [
            (weeks, asked.query(weeks=weeks), weeks == asked.weeks)
            for weeks in (*([0] if asked.campaign else []), *WEEKS)
        ],
        "ago": [(months, asked.query(ago=months), months == asked.months_ago) for months in MONTHS_AGO],
        "flake_is_shown": flake_is_shown,
        "query": asked.query(),
        "zone": saying.zone_of(request.user, asked.chapter or home_chapter(request.user)),
    }
    return show(request, "desk/measures/page.html", "hearing", context)


@require_GET
@for_everyone_here
def meanings(request: HttpRequest) -> HttpResponse:
    """What each measure means, and how sure a figure of few is."""
    return show(request, "desk/measures/meanings.html", "hearing", {"groups": GROUPS})


@require_GET
@never_cache
@for_people_workers
def chart_file(request: HttpRequest, picture: str, ending: str) -> HttpResponse:
    """One picture as SVG, PNG or a table as CSV."""
    _seen, board, _flake = _looked_at(request, _asked(request))
    chart = board.chart(picture)
    if chart is None or ending not in ("svg", "png", "csv"):
        raise Http404
    body, kind = _file(chart, ending)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{chart.key}.{ending}"'
    answer["Cache-Control"] = "no-store, private"
    return answer


def _file(chart: Chart, ending: str) -> tuple[bytes | str, str]:
    if ending == "csv":
        return chart.csv, "text/csv; charset=utf-8"
    if ending == "png":
        return png(as_file(chart, follows=False), wide=PNG_WIDE), "image/png"
    return with_faces(as_file(chart)), "image/svg+xml"


def _asked(request: HttpRequest) -> Asked:
    """A chapter that is not one's to lead is none; anything else that makes no sense is the usual."""
    scope, at = scope_of(request.user), clock.now()
    wanted = request.GET.get("of", "")
    home = home_chapter(request.user)
    chapter = None
    if wanted and wanted != "own":
        chapter = chapter_led_or_404(request.user, wanted)
    elif not wanted or not scope.organizes:
        chapter = home if scope.leads(home) else next(iter(scope.led), None)
    campaign = current_campaign(chapter or home, at)
    weeks = _number(request, "weeks")
    weeks = weeks if weeks in WEEKS else (0 if campaign else WEEKS[0])
    months = _number(request, "ago") or 0
    return Asked(
        chapter=chapter,
        campaign=campaign,
        weeks=weeks,
        hoped=_number(request, "goal"),
        months_ago=months if months in MONTHS_AGO else 0,
    )


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "").strip()
    return min(int(typed), MOST_HOPED) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else None


def _looked_at(request: HttpRequest, asked: Asked) -> tuple[Seen, Dashboard, bool]:
    at = clock.now()
    then = at - asked.months_ago * MONTH
    campaign = asked.campaign if not asked.weeks else None
    home = asked.chapter or home_chapter(request.user)
    today = clock.local_day(at, home.zone)
    if asked.chapter is None:
        seen = own_seen(request.user, zone=home.zone, at=at, campaign=campaign)
        flake = own_flake(request.user, at=then)
    else:
        seen = chapter_seen(request.user, asked.chapter, campaign=campaign)
        is_own = leads_itself(request.user, asked.chapter)
        flake = Flake({}) if seen.is_withheld else chapter_flake(asked.chapter, with_names=is_own, at=then)
    board = dashboard(seen, _view(asked, campaign, today), flake)
    return seen, board, bool(flake.organizers)


def _view(asked: Asked, campaign: Campaign | None, today: date) -> View:
    if campaign is None:
        return View(today=today, since=today - timedelta(weeks=asked.weeks or WEEKS[0]))
    return View(today=today, since=campaign.first_on, campaign=campaign, goal=_goal(asked, campaign))


def _goal(asked: Asked, campaign: Campaign) -> int:
    """What was typed to try it out; else what the chapter that took the campaign up hopes for. Nobody has a quota."""
    if asked.hoped is not None:
        return asked.hoped
    if asked.chapter is None or asked.chapter.pk != campaign.chapter_id:
        return 0
    ours = campaign.actions.filter(is_ours=True, wanted__isnull=False).order_by("number").first()
    return (ours.wanted or 0) if ours else 0


def _with_now(board: Dashboard, seen: Seen) -> Counts:
    return total([board.counts, seen.now])


@require_GET
@for_organizers
def weekly(request: HttpRequest) -> HttpResponse:
    """Twenty minutes with one's week (section f)."""
    return _show_sheet(request, weekly_sheet(request.user, at=clock.now()), "desk:weekly_pdf")


@require_GET
@for_organizers
def monthly(request: HttpRequest) -> HttpResponse:
    """Forty minutes with one's month (section f)."""
    return _show_sheet(request, _month(request), "desk:monthly_pdf")


@require_GET
@never_cache
@for_organizers
def weekly_pdf(request: HttpRequest) -> HttpResponse:
    return _printed(request, weekly_sheet(request.user, at=clock.now()))


@require_GET
@never_cache
@for_organizers
def monthly_pdf(request: HttpRequest) -> HttpResponse:
    return _printed(request, _month(request))


def _month(request: HttpRequest) -> Sheet:
    zone = saying.zone_of(request.user, home_chapter(request.user))
    return monthly_reflection(request.user, zone=zone, at=clock.now())


def _show_sheet(request: HttpRequest, sheet: Sheet, printed: str) -> HttpResponse:
    context = {"sheet": sheet, "printed": printed, "which": "week" if printed == "desk:weekly_pdf" else "month"}
    return show(request, "desk/measures/sheet.html", "hearing", context)


def _printed(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """On the paper that was asked for, else the usual one; a name that says nothing of anyone."""
    paper = request.GET.get("paper", "")
    look = Look(
        paper=paper if paper in PAPERS else usual_paper(home_chapter(request.user).region),
        large=request.GET.get("type") == "large",
        language=(get_language() or "en").partition("-")[0],
    )
    answer = HttpResponse(prepare_pdf(sheet.printed(), look), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    answer["Cache-Control"] = "no-store, private"
    return answer
