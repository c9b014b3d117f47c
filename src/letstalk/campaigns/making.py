"""Making a graphic: what somebody fills in becomes a picture, shown at once and handed out as a file (R-051, R-052).

Nothing that is typed is kept: it comes in with the form, is drawn, and goes out again. Both doors that have this page
draw it by `answer`, each in a frame of its own.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from letstalk.accounts.domain.limits import attempt
from letstalk.campaigns.materials import Materials, in_words, materials_of, prompt_of
from letstalk.campaigns.models import Campaign
from letstalk.campaigns.pack_format import Design, Graphic
from letstalk.graphics.faces import missing
from letstalk.graphics.formats import FORMATS, Format
from letstalk.graphics.pictures import Saying, TooLong, draw, pdf, png, with_faces
from letstalk.kit import clock
from letstalk.kit.requests import peer
from letstalk.people.models import NAME_LENGTH, Chapter

LONGEST = 400
PREVIEW_WIDE, THUMB_WIDE, INLINE_WIDE = 540, 300, 160
MOST, WITHIN = 300, timedelta(minutes=10)
KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}

FORMAT_NAMES = {
    "square": gettext_lazy("Square, 1080 × 1080"),
    "portrait": gettext_lazy("Portrait, 1080 × 1350"),
    "story": gettext_lazy("Story, 1080 × 1920"),
    "landscape": gettext_lazy("Link picture, 1200 × 630"),
    "wide": gettext_lazy("Landscape, 1600 × 900"),
    "a4": gettext_lazy("Poster, A4"),
    "letter": gettext_lazy("Poster, US Letter"),
    "postcard": gettext_lazy("Postcard, A6"),
    "sign": gettext_lazy("March sign, 22 × 28 inches"),
    "stickers-a4": gettext_lazy("Stickers, a sheet of A4"),
    "stickers-letter": gettext_lazy("Stickers, a sheet of US Letter"),
}

Show = Callable[[dict[str, Any], int], HttpResponse]


@dataclass(frozen=True)
class Ground:
    """Where the graphic is made: the campaign of a chapter, and what its pack brings."""

    chapter: Chapter
    campaign: Campaign
    materials: Materials

    def graphic(self, key: str) -> Graphic:
        """The one with this key, or the first."""
        found = (one for one in self.materials.graphics if one.key == key)
        return next(found, self.materials.graphics[0])

    def design(self, key: str) -> Design:
        return {one.key: one for one in self.materials.designs}[key]


def ground_or_404(chapter: Chapter, campaign: Campaign | None) -> Ground:
    materials = materials_of(campaign)
    if campaign is None or not materials.graphics or not materials.designs:
        raise Http404
    return Ground(chapter, campaign, materials)


class MakeForm(forms.Form):
    """The blanks of one graphic, how it looks, how large it is, and who says it."""

    format = forms.ChoiceField(
        label=pgettext_lazy("of a picture", "Size"), choices=[(key, FORMAT_NAMES[key]) for key in FORMATS]
    )
    name = forms.CharField(
        label=gettext_lazy("Who says it"),
        help_text=gettext_lazy("Small, at the foot. Your group’s name, or your own if you like. Nobody else’s."),
        required=False,
        max_length=NAME_LENGTH,
    )

    def __init__(self, data: Any = None, *, ground: Ground, graphic: Graphic) -> None:
        first = ground.materials.designs[0].key
        initial = {"design": first, "format": "square", "name": ground.chapter.name}
        super().__init__(data, label_suffix="", initial=initial)
        self.ground, self.graphic = ground, graphic
        self.prompt = prompt_of(graphic, ground.campaign)
        for blank in graphic.blanks:
            self.fields[f"blank_{blank.key}"] = forms.CharField(
                label=in_words(blank.label, ground.campaign),
                required=False,
                max_length=LONGEST,
                error_messages={"max_length": _("A picture holds 400 characters. Say it shorter.")},
                widget=forms.Textarea(attrs={"rows": min(blank.lines, 3), "autocomplete": "off", "dir": "auto"}),
            )
        self.fields["design"] = forms.ChoiceField(
            label=pgettext_lazy("how a picture looks", "Design"),
            choices=[(one.key, one.title) for one in ground.materials.designs],
        )

    @property
    def blanks(self) -> list[forms.BoundField]:
        return [self[f"blank_{blank.key}"] for blank in self.graphic.blanks]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        filled_in = [found.get(f"blank_{blank.key}") or "" for blank in self.graphic.blanks]
        words = "\n".join(" ".join(words.split()) for words in filled_in if words.strip())
        if len(words) > LONGEST:
            raise forms.ValidationError(_("A picture holds 400 characters. Say it shorter."))
        if self.errors:
            return found
        saying = Saying(self.prompt, words, self.ground.campaign.hashtag, found["name"])
        try:
            found["svg"] = draw(self.ground.design(found["design"]), saying, FORMATS[found["format"]])
        except TooLong:
            raise forms.ValidationError(
                _("These words do not fit into this size, even in small letters. Say it shorter, or take a larger one.")
            ) from None
        found["saying"] = saying
        return found

    @property
    def cannot_draw(self) -> list[str]:
        """Letters none of our faces has, such as Chinese ones; they come out as empty boxes."""
        saying: Saying | None = self.cleaned_data.get("saying") if self.is_bound else None
        return missing(f"{saying.words} {saying.name}") if saying else []

    @property
    def size(self) -> Format:
        return FORMATS[self.cleaned_data["format"]]


def alt_of(saying: Saying) -> str:
    """What the picture says, for those who do not see it; ready to copy."""
    said = " ".join(part for part in (saying.prompt, saying.words.replace("\n", "; "), saying.hashtag) if part)
    if not saying.words:
        return _("A picture to fill in by hand: “%(said)s”, with empty lines.") % {"said": said}
    return _("A picture with the words: “%(said)s”") % {"said": said}


def answer(request: HttpRequest, *, ground: Ground, show: Show) -> HttpResponse:
    """The page, its preview as one types, or the file; which of them, the pressed button says.

    Drawing takes a moment of the server, so one place may ask for some hundred pictures in ten minutes.
    """
    key = (request.POST.get("graphic") or request.GET.get("graphic") or "")[:60]
    graphic = ground.graphic(key)
    if request.method != "POST":
        example = MakeForm(_shown_first(ground), ground=ground, graphic=graphic)
        assert example.is_valid(), example.errors
        return show(_context(MakeForm(ground=ground, graphic=graphic), example), 200)
    if not attempt("graphic", peer(request), at=clock.now(), most=MOST, within=WITHIN):
        return HttpResponse(_("Many pictures were asked for just now. Please try again in a few minutes."), status=429)
    form = MakeForm(request.POST, ground=ground, graphic=graphic)
    wanted = request.POST.get("do", "")
    if wanted == "picture":
        return _picture(form)
    if form.is_valid() and wanted in KINDS:
        return _file(form, wanted)
    return show(_context(form, form), 200 if form.is_valid() else 422)


def _shown_first(ground: Ground) -> dict[str, str]:
    return {"design": ground.materials.designs[0].key, "format": "square", "name": ground.chapter.name}


def _context(form: MakeForm, drawn: MakeForm) -> dict[str, Any]:
    """What the page needs; `drawn` holds the picture that is shown beside the form."""
    designs = form.ground.materials.designs
    picture = preview(drawn) if drawn.is_valid() else ""
    saying = drawn.cleaned_data.get("saying")
    return {
        "form": form,
        "graphic": form.graphic,
        "designs": [(design, _as_data(sample(form.ground, design.key, wide=INLINE_WIDE))) for design in designs],
        "graphics": form.ground.materials.graphics,
        "chosen": form["design"].value(),
        "picture": picture,
        "alt": alt_of(saying) if saying else "",
        "cannot_draw": " ".join(drawn.cannot_draw),
        "hashtag": form.ground.campaign.hashtag,
    }


def preview(form: MakeForm) -> str:
    """The picture as the page carries it, in no address and no file."""
    return _as_data(png(form.cleaned_data["svg"], wide=PREVIEW_WIDE))


def _as_data(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _picture(form: MakeForm) -> HttpResponse:
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"problem": " ".join(problems)}, status=422)
    told = {
        "picture": preview(form),
        "alt": alt_of(form.cleaned_data["saying"]),
        "problem": cannot_draw_words(" ".join(form.cannot_draw)),
    }
    return JsonResponse(told)


def cannot_draw_words(letters: str) -> str:
    if not letters:
        return ""
    return _("We have no letters here to draw these: %(letters)s") % {"letters": letters}


def _file(form: MakeForm, kind: str) -> HttpResponse:
    svg, size, saying = form.cleaned_data["svg"], form.size, form.cleaned_data["saying"]
    if kind == "png":
        wide, high = size.pixels
        content = png(svg, wide=wide, high=high)
    elif kind == "svg":
        content = with_faces(svg).encode()
    else:
        content = pdf(svg, size, title=saying.prompt, alt=alt_of(saying), language=get_language() or "en")
    # The name of the file says what it is, and nothing of what was typed.
    name = f"{form.graphic.key}-{size.key}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=KINDS[kind], headers=headers)


def sample(ground: Ground, design_key: str, *, wide: int = THUMB_WIDE) -> bytes:
    """How a design looks, small, with nobody's words in it. Raises KeyError for one there is not."""
    prompt = prompt_of(ground.materials.graphics[0], ground.campaign)
    return _sample(ground.design(design_key), prompt, ground.campaign.hashtag, "square", wide)


def link_picture(ground: Ground) -> bytes:
    """What other websites show beside a link to the campaign: 1200 × 630, made by us (Open Graph)."""
    wide = FORMATS["landscape"].pixels[0]
    name = f"{ground.campaign.name} · {ground.chapter.name}"
    return _sample(ground.materials.designs[0], name, ground.campaign.hashtag, "landscape", wide)


@lru_cache(maxsize=64)
def _sample(design: Design, prompt: str, hashtag: str, size: str, wide: int) -> bytes:
    """Only for words everybody sees: it is kept."""
    words = "…" if size == "square" else _("Let’s talk.")
    return png(draw(design, Saying(prompt, words, hashtag), FORMATS[size]), wide=wide)
