"""The codes of this room and how they are said (glossary, section c; stages of b.5; purposes of b.6)."""

from collections.abc import Collection
from datetime import date

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from letstalk.kit.languages import language_name


class RoleKind(models.TextChoices):
    ORGANIZER = "organizer", _("Organizer")
    LEAD = "lead", _("Lead")
    ADMINISTRATOR = "administrator", _("Administrator")


class Stage(models.TextChoices):
    """Where someone stands, by what they did (b.5). Resting and left are chosen, not reached."""

    PROSPECTIVE = "prospective", _("Prospective")
    CONNECTED = "connected", _("Connected")
    PARTICIPATING = "participating", _("Participating")
    MEMBER = "member", _("Member")
    LEADER = "leader", _("Leader")
    ORGANIZER = "organizer", _("Organizer of others")
    RESTING = "resting", _("Resting")
    LEFT = "left", _("Left")


LADDER = [Stage.PROSPECTIVE, Stage.CONNECTED, Stage.PARTICIPATING, Stage.MEMBER, Stage.LEADER, Stage.ORGANIZER]

STAGE_EXPLAINED = {
    Stage.PROSPECTIVE: _("has not had a one-on-one with you yet"),
    Stage.CONNECTED: _("has had one one-on-one"),
    Stage.PARTICIPATING: _("has done one thing"),
    Stage.MEMBER: _("is a member and active"),
    Stage.LEADER: _("others follow them"),
    Stage.ORGANIZER: _("holds one-on-ones of their own"),
    Stage.RESTING: _("is taking a rest"),
    Stage.LEFT: _("has left, as friends"),
}


class WayKind(models.TextChoices):
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    ADDRESS = "address", _("Address")


class TagKind(models.TextChoices):
    ISSUE = "issue", _("Issue")
    SKILL = "skill", _("Skill")
    NEED = "need", _("What makes it easy")


class Motive(models.TextChoices):
    """What may move somebody to take part (section g): the same words for what they voiced and what an ask serves."""

    PROTECT = "protect", _("To protect their family")
    BELONG = "belong", _("To belong")
    LEARN = "learn", _("To learn")
    USEFUL = "useful", _("To be useful")
    HEARD = "heard", _("To be heard")
    JUSTICE = "justice", _("Justice")


MOTIVES = dict(Motive.choices)


class SaidKind(models.TextChoices):
    """What somebody may say of themselves that an ask is weighed by (section g); issues, skills and needs are tags."""

    MOTIVE = "motive", _("What moves them")
    WISH = "wish", _("What they would like to learn")
    TIME = "time", _("When they are free")
    AMOUNT = "amount", _("How much time is honest")
    LANGUAGE = "language", _("Languages they speak")
    AGE = "age", _("How old they are")


# Said again, it takes the place of what was said before.
ONE_AT_A_TIME = {SaidKind.AMOUNT, SaidKind.AGE}


class SaidAnswer(models.TextChoices):
    """Not asked is no row at all."""

    SAID = "said", _("Said")
    RATHER_NOT = "rather_not", _("Would rather not say")


class FieldKind(models.TextChoices):
    """What sort of thing a chapter's own field keeps."""

    WORDS = "words", _("A few words")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("A number")
    DATE = "date", _("A date")
    CHOICE = "choice", _("One of several choices")


# Few, so that each is worth asking for (issue 8).
MOST_FIELDS = 8
MOST_CHOICES = 20
YES, NO = "yes", "no"


class BulkKind(models.TextChoices):
    """What can be changed of several people at once."""

    TAG = "tag", _("Give them a word")
    UNTAG = "untag", _("Take a word off them")
    CADENCE = "cadence", _("How often you talk")
    FIELD = "field", _("What stands for a field of your own")


class BondKind(models.TextChoices):
    """What two people are to each other, as they both said; read from the first to the second."""

    KNOWS = "knows", _("knows")
    RELATED = "related", _("is related to")
    WORKS_WITH = "works_with", _("works with")
    HOUSEHOLD = "household", _("lives with")
    INTRODUCED = "introduced", _("was introduced by")
    BROUGHT = "brought", _("was brought along by")


# These read from one to the other; in the rest nobody is first. Turned round, they read so:
TURNED = {
    BondKind.INTRODUCED: _("introduced"),
    BondKind.BROUGHT: _("brought along"),
}


class PartOfDay(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")


# From and until which minute of the day. When somebody is free is a weekday and a part of it: "3 evening".
MINUTES_OF = {
    PartOfDay.MORNING: (8 * 60, 12 * 60),
    PartOfDay.AFTERNOON: (12 * 60, 17 * 60),
    PartOfDay.EVENING: (17 * 60, 22 * 60),
}
FREE_CODES = [f"{weekday} {part}" for weekday in range(7) for part in PartOfDay.values]
AMOUNTS = {
    "30": _("Half an hour a week"),
    "60": _("An hour a week"),
    "120": _("Two hours a week"),
    "240": _("Four hours a week"),
    "480": _("A day a week"),
}
# Under how many years; nobody is asked for more.
AGES = {"16": _("Under 16"), "18": _("Under 18"), "21": _("Under 21"), "adult": _("21 or older")}


class Purpose(models.TextChoices):
    """What a person may be asked to agree to (b.6)."""

    CONTACT = "contact", _("Being contacted at all")
    PERSONAL = "personal", _("Personal messages")
    REMINDERS = "reminders", _("Reminders of what was agreed")
    KEEP_NOTES = "keep_notes", _("Keeping notes")
    KEEP_VIEWS = "keep_views", _("Keeping what I said about politics")
    LIST = "list", _("News and information")
    SPACE = "space", _("Being invited to an online space")
    MENTION = "mention", _("Being named online")
    PHOTO = "photo", _("Photos")
    SHARE_WITH_TEAM = "share_with_team", _("Sharing with the team")
    INTRODUCE = "introduce", _("Being introduced to others")
    ANONYMOUS_REPORTS = "anonymous_reports", _("Anonymous use in reports")
    CALENDAR_DETAILS = "calendar_details", _("Names in their own calendar")
    USE = "use", _("Use of what is kept")


class Level(models.TextChoices):
    """How much of a person a mention online may show (R-049). Each is asked for by itself, and none is the default."""

    ANONYMOUS = "anonymous", _("without a name")
    FIRST_NAME = "first_name", _("first name")
    HANDLE = "handle", _("their handle")
    PHOTO = "photo", _("a photo")
    STORY = "story", _("their story")


class Platform(models.TextChoices):
    """Where a group speaks in public; a yes to one of them is no yes to another (R-049)."""

    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    TIKTOK = "tiktok", "TikTok"
    BLUESKY = "bluesky", "Bluesky"
    MASTODON = "mastodon", "Mastodon"
    X = "x", "X"
    WEBSITE = "website", _("the group’s website")


class Answer(models.TextChoices):
    GRANTED = "granted", _("Yes")
    REFUSED = "refused", _("No")
    WITHDRAWN = "withdrawn", _("Taken back")
    LAPSED = "lapsed", _("Lapsed")


class RequestKind(models.TextChoices):
    ERASE = "erase", _("Please erase what you keep about me")
    SEE = "see", _("Show me what you keep about me")
    CORRECT = "correct", _("Something you keep is wrong")


NO_ANSWERS = (Answer.REFUSED, Answer.WITHDRAWN)

# The list that those are on who said yes to "news and information", before a chapter had lists of its own.
NEWS = "news"
# How a yes came that the person gave where nobody else can: on their own page behind the six digits, or by the link in
# an email to them. It is what makes an opt-in a double one.
OWN_PAGE = "own page"
OWN_CLICK = "own click"
BY_THEMSELVES = (OWN_PAGE, OWN_CLICK)
# How a yes is kept that was theirs, and is to be confirmed at the address they have now.
NEW_ADDRESS = "new address"

# What is needed to reach someone by a channel; meeting them, or naming them online, needs no way on file.
WAY_FOR_CHANNEL = {
    "email": WayKind.EMAIL,
    "text": WayKind.PHONE,
    "call": WayKind.PHONE,
    "letter": WayKind.ADDRESS,
}
CHANNELS_OF_WAY = {
    WayKind.EMAIL: ("email",),
    WayKind.PHONE: ("text", "call"),
    WayKind.ADDRESS: ("letter",),
}


class Why(models.TextChoices):
    """Why somebody may not be reached just now (b.6, L-1). An empty code means that they may."""

    ERASED = "erased", _("They asked to be forgotten, and were.")
    NO_CONTACT = "no_contact", _("They asked not to be contacted. Nothing can be sent.")
    RESTRICTED = "restricted", _("What is kept about them is left alone for now. Nothing can be sent.")
    REFUSED = "refused", _("They said no to messages like this one.")
    NOT_ASKED = "not_asked", _("They have not said yes to this yet. You can still write to them yourself.")
    UNCONFIRMED = "unconfirmed", _("They said yes, and have not confirmed it yet by the link in the email to them.")
    NO_WAY = "no_way", _("There is no way on file to reach them like this.")
    SUPPRESSED = "suppressed", _("Nothing can be sent to this address any more.")
    QUIET_HOURS = "quiet_hours", _("It is early or late where they are. It can go out between 8 and 21 o’clock.")


class ImportState(models.TextChoices):
    """Where bringing in a file stands. It goes on by itself in the states that end in -ing."""

    MAPPING = "mapping", _("Waits for its columns")
    CHECKING = "checking", _("Is being looked over")
    CHECKED = "checked", _("Waits for your word")
    COMMITTING = "committing", _("Is coming in")
    DONE = "done", _("Came in")
    UNDOING = "undoing", _("Is being taken back")
    UNDONE = "undone", _("Was taken back")
    DISCARDED = "discarded", _("Was put away")


class Verdict(models.TextChoices):
    """What a row of a file is, before anything is written."""

    NEW = "new", _("New people")
    UPDATED = "updated", _("Something new about people who are here")
    UNCHANGED = "unchanged", _("Nothing new")
    PROBABLE = "probable", _("Perhaps here already")
    REFUSED = "refused", _("Cannot come in")


class Doubtful(models.TextChoices):
    """What becomes of the rows that are perhaps somebody who is here."""

    LEAVE = "leave", _("Leave them out for now")
    ADD = "add", _("They are other people: add them")
    SAME = "same", _("They are the same people: add what is new")


class RowState(models.TextChoices):
    """What became of a row. ASKED: taking it back would lose what was changed since, so somebody chooses."""

    WAITING = "waiting", _("Not yet")
    IN = "in", _("Came in")
    OUT = "out", _("Left out")
    BACK = "back", _("Taken back")
    ASKED = "asked", _("Changed since: what shall be kept?")
    KEPT = "kept", _("Kept as it is")


class FileForm(models.TextChoices):
    """What sort of file people are taken out as."""

    CSV = "csv", _("A table any program opens (.csv)")
    XLSX = "xlsx", _("A spreadsheet (.xlsx)")
    VCARD = "vcard", _("Cards for an address book (.vcf)")


class Holds(models.TextChoices):
    """What a file of people holds besides their names."""

    REACH = "reach", _("Emails and phones")
    TAGS = "tags", _("Issues and skills")
    ADDRESSES = "addresses", _("Postal addresses")
    PRONOUNS = "pronouns", _("Pronouns")
    NEEDS = "needs", _("What makes it easy for them")
    FIELDS = "fields", _("Fields of your own, in tables")


# Could harm somebody where a file goes astray (h.5), so each of it is asked for by itself.
SENSITIVE = (Holds.ADDRESSES, Holds.PRONOUNS, Holds.NEEDS, Holds.FIELDS)


def week_of(ticked: Collection[str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """The grid of the week: each day with its parts, as code, how it is called, and whether it is ticked."""

    def box(code: str) -> tuple[str, str, bool]:
        return code, said_in_words(SaidKind.TIME, code), code in ticked

    return [(str(day), [box(f"{weekday} {part}") for part in PartOfDay.values]) for weekday, day in WEEKDAYS.items()]


def said_in_words(kind: str, code: str) -> str:
    """A code somebody said of themselves, as it is read: "Thursday, evening"."""
    if kind == SaidKind.TIME:
        weekday, part = code.split()
        return f"{WEEKDAYS[int(weekday)]}, {PartOfDay(part).label}"
    if kind == SaidKind.LANGUAGE:
        return language_name(code)
    return str({SaidKind.MOTIVE: MOTIVES, SaidKind.AMOUNT: AMOUNTS, SaidKind.AGE: AGES}[SaidKind(kind)][code])


def field_said(kind: str, text: str) -> str:
    """What was said for a field, as it is read: "no", "12 March 2026"; words and numbers as they are."""
    if kind == FieldKind.YES_NO and text in (YES, NO):
        return str(_("yes")) if text == YES else str(_("no"))
    if kind == FieldKind.DATE and text:
        return date_format(date.fromisoformat(text), "j F Y")
    return text
