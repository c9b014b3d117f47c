"""Chapters, the people who belong to them, who knows whom, and what each person has agreed to."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from letstalk.kit.endings import EndingField
from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedJSON, SealedText
from letstalk.people.words import (
    MOST_FIELDS,
    NEWS,
    NO,
    TURNED,
    YES,
    Answer,
    BondKind,
    BulkKind,
    Doubtful,
    FieldKind,
    FileForm,
    Holds,
    ImportState,
    Purpose,
    RequestKind,
    RoleKind,
    RowState,
    SaidAnswer,
    SaidKind,
    Stage,
    TagKind,
    Verdict,
    WayKind,
    field_said,
    said_in_words,
)

NAME_LENGTH = 200
LONGEST_FILTER_NAME = 60
PATH_STEP = 8


class ChapterQuerySet(models.QuerySet["Chapter"]):
    def at_or_below(self, chapter: Chapter) -> ChapterQuerySet:
        return self.filter(path__startswith=chapter.path)


class Chapter(Row):
    """A node of the tree whose root is the organization (R-012).

    path: the first eight hex digits of every id from the root down, each ended by a slash; a subtree is a prefix.
    word: what this group calls itself ("huddle", "circle"), empty for "chapter".
    zone: IANA name; day and hour of everything agreed here. region: two letters, for phone numbers without +.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    word = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    region = models.CharField(max_length=2, default="US")
    language = models.CharField(max_length=16, default="en")
    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    objects = ChapterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(parent__isnull=True), output_field=models.BooleanField()),
                condition=Q(parent__isnull=True),
                name="people_one_root",
            ),
            # A demo never grows inside a real organization: only the root carries the mark.
            models.CheckConstraint(condition=Q(is_demo=False) | Q(parent__isnull=True), name="people_demo_is_root"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def paths_above(self) -> list[str]:
        """The paths of this chapter and of every node above it."""
        steps = self.path.rstrip("/").split("/")
        return ["/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]

    def holds(self, other: Chapter) -> bool:
        """True when `other` is this chapter or lies below it."""
        return other.path.startswith(self.path)


class Role(Row):
    """What a user may do in a chapter, since when and until when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=RoleKind)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", RoleKind, "people_role_kind"),
            models.UniqueConstraint(
                fields=["user", "chapter", "kind"], condition=Q(until__isnull=True), name="people_role_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "kind"])]


def folded(name: str) -> str:
    """A name as it is searched: no accents, no case, single spaces."""
    if name.isascii():
        return " ".join(name.lower().split())
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


class Person(Row):
    """Someone an organizer meets. `chapter` is the home and never empty; everything else hangs on their relationships.

    The name is in the clear since people are found by it; one name is enough, in any script.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    name_folded = models.CharField(max_length=NAME_LENGTH * 2, editable=False)
    pronouns = SealedText()
    language = models.CharField(max_length=16, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    source = models.CharField(max_length=40, default="organizer")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="people_person_has_a_name")]
        indexes = [
            models.Index(fields=["name_folded", "id"]),
            models.Index(fields=["chapter", "name_folded", "id"]),
            # Most come from files: who has none need not be in it, and it is never taken for a useless one.
            models.Index(name="people_person_by", fields=["added_by"], condition=Q(added_by__isnull=False)),
        ]

    def save(self, *args, **kwargs) -> None:
        self.name_folded = folded(self.name)[: NAME_LENGTH * 2]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What they are called in a sentence: the first word of the name, or the whole when it is one word."""
        return self.name.split()[0]

    @property
    def desk_url(self) -> str:
        return reverse("desk:person", args=[self.pk])


class Way(Row):
    """One way to reach a person, with where it came from (b.6).

    `key` finds it again without reading it, and `ending` a phone by its last digits.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ways")
    kind = models.CharField(max_length=8, choices=WayKind)
    value = SealedText()
    key = models.CharField(max_length=32)
    ending = EndingField(of="value")
    is_shared = models.BooleanField(default=False)
    source = models.CharField(max_length=40, default="organizer")
    added_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", WayKind, "people_way_kind"),
            # One person a mailbox or phone in a chapter, unless somebody said that a household shares it.
            models.UniqueConstraint(
                fields=["chapter", "kind", "key"],
                condition=Q(is_shared=False, until__isnull=True) & ~Q(kind="address"),
                name="people_way_unique_in_chapter",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"]),
            models.Index(fields=["kind", "key"]),
            models.Index(name="people_way_ending", fields=["ending"], condition=Q(ending__isnull=False)),
        ]


class Membership(Row):
    """A person belongs to a chapter, the home included, and stands somewhere on its ladder (b.5)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.PROSPECTIVE)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("stage", Stage, "people_membership_stage"),
            models.UniqueConstraint(
                fields=["chapter", "person"], condition=Q(until__isnull=True), name="people_membership_once"
            ),
        ]
        # By person, to tell from the index alone who belongs anywhere.
        # By chapter, for leads to go through theirs without a look at the rows.
        indexes = [
            models.Index(fields=["chapter", "stage"]),
            models.Index(fields=["chapter", "until", "person"]),
            models.Index(fields=["person", "until"]),
        ]


class RelationshipQuerySet(models.QuerySet["Relationship"]):
    def current(self) -> RelationshipQuerySet:
        return self.filter(until__isnull=True)


class Relationship(Row):
    """What makes a person someone's own. It belongs to the two of them (L-4) and carries its chapter."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    contact_every_days = models.PositiveSmallIntegerField(null=True)

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organizer", "person", "chapter"],
                condition=Q(until__isnull=True),
                name="people_relationship_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="people_relationship_ends_after"
            ),
        ]
        indexes = [models.Index(fields=["organizer", "until", "person"]), models.Index(fields=["person", "until"])]

    @property
    def is_current(self) -> bool:
        return self.until is None


class Consent(Row):
    """One line of the ledger: asked for what, answered how, when and in which words (b.6). Never edited.

    scope: the channel of messages ("email"), the list or the level of a mention; empty where there is only one.
    The standing line of a purpose and scope is the one not superseded.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    scope = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=10, choices=Answer)
    how = models.CharField(max_length=40)
    words = SealedText()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("purpose", Purpose, "people_consent_purpose"),
            one_of("answer", Answer, "people_consent_answer"),
            models.UniqueConstraint(
                fields=["person", "purpose", "scope"],
                condition=Q(superseded_at__isnull=True),
                name="people_consent_one_standing",
            ),
        ]
        # Who is on a list is read from the ledger, which knows of each person many other things.
        indexes = [
            models.Index(
                name="people_on_lists",
                fields=["scope", "chapter"],
                condition=Q(purpose__in=[Purpose.LIST, Purpose.SPACE], superseded_at__isnull=True),
            ),
        ]


class TagQuerySet(models.QuerySet["Tag"]):
    def offered(self) -> TagQuerySet:
        return self.filter(retired_at__isnull=True)


class Tag(Row):
    """A word a chapter uses for an issue, a skill or a need; in the clear because people are found by it.

    made_by: who used it first, and so may mend it, beside the chapter's leads. Retired, it stays on those who have
    it and is offered no more, until somebody says it again.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=TagKind)
    name = models.CharField(max_length=60)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", TagKind, "people_tag_kind"),
            models.UniqueConstraint(fields=["chapter", "kind", "name"], name="people_tag_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(Row):
    """A person said that this issue touches them, or that they can do this, or need that."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="taggings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "person"], name="people_tagging_once")]


class CustomField(Row):
    """One thing more that a chapter, and those below it, keep about a person; at most eight are live (issue 8).

    slot: which of the eight; place: in which order they stand. why: what it is for, as the person reads it. An ended
    one is asked and shown no more; what was said stays until its person is forgotten.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    name_folded = models.CharField(max_length=120, editable=False)
    kind = models.CharField(max_length=8, choices=FieldKind)
    why = models.CharField(max_length=200)
    slot = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", FieldKind, "people_field_kind"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(why=""), name="people_field_says_what_for"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MOST_FIELDS), name="people_field_slot"),
            models.UniqueConstraint(
                fields=["chapter", "slot"], condition=Q(ended_at__isnull=True), name="people_field_few"
            ),
            models.UniqueConstraint(
                fields=["chapter", "name_folded"], condition=Q(ended_at__isnull=True), name="people_field_once"
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        self.name_folded = folded(self.name)[:120]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class CustomChoice(Row):
    """One of the choices of a field. Said in another way it is the same choice; ended, it is offered no more."""

    field = models.ForeignKey(CustomField, on_delete=models.CASCADE, related_name="choices")
    name = models.CharField(max_length=60)
    name_folded = models.CharField(max_length=120, editable=False)
    place = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_choice_has_a_name"),
            models.UniqueConstraint(
                fields=["field", "name_folded"], condition=Q(ended_at__isnull=True), name="people_choice_once"
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        self.name_folded = folded(self.name)[:120]
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name


class CustomValue(Row):
    """What a person said for a field in a chapter. Never edited: what is said later takes its place.

    A choice, or yes or no, is in the clear since people are found by it; words, numbers and dates are sealed, numbers
    as digits and dates as YYYY-MM-DD.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="+")
    choice = models.ForeignKey(CustomChoice, null=True, on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField(null=True)
    words = SealedText()
    source = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(choice__isnull=True) | Q(is_yes__isnull=True), name="people_value_is_one_thing"
            ),
            models.UniqueConstraint(
                fields=["person", "field", "chapter"],
                condition=Q(superseded_at__isnull=True),
                name="people_value_one_standing",
            ),
        ]
        indexes = [
            models.Index(
                name="people_value_of_field", fields=["field", "person"], condition=Q(superseded_at__isnull=True)
            )
        ]

    @property
    def text(self) -> str:
        """As the validator gives it back: the choice's id, "yes" or "no", digits, YYYY-MM-DD, or words."""
        if self.choice_id is not None:
            return str(self.choice_id)
        return self.words if self.is_yes is None else YES if self.is_yes else NO

    @property
    def in_words(self) -> str:
        """As it is read. The field and the choice are read with it."""
        if self.choice is not None:
            return self.choice.name
        return field_said(self.field.kind, self.text)


class InvitedToOrganize(Row):
    """Who invited a person to organize in a chapter in their turn, once they had said yes to it (R-092)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "chapter"], name="people_invited_to_organize_once"),
        ]


class Said(Row):
    """Something a person said of themselves that an ask may be weighed by: where, when and to whom (section g).

    code: a motive, a weekday and a part of the day, minutes a week, a language or an age; empty for a wish, which is in
    their words. Never edited: what is said later takes its place. Not asked is no row. A motive is read by nobody but
    the organizer who heard it (h.2).
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=SaidKind)
    answer = models.CharField(max_length=10, choices=SaidAnswer, default=SaidAnswer.SAID)
    code = models.CharField(max_length=20, blank=True)
    words = SealedText()
    source = models.CharField(max_length=20)
    about = models.UUIDField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("kind", SaidKind, "people_said_kind"),
            one_of("answer", SaidAnswer, "people_said_answer"),
            models.CheckConstraint(
                condition=Q(answer=SaidAnswer.SAID)
                & (Q(kind=SaidKind.WISH, code="") | ~Q(kind=SaidKind.WISH) & ~Q(code=""))
                | Q(answer=SaidAnswer.RATHER_NOT, code=""),
                name="people_said_something",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "code", "by"],
                condition=Q(superseded_at__isnull=True) & ~Q(kind=SaidKind.WISH),
                name="people_said_once",
            ),
        ]
        indexes = [
            models.Index(
                name="people_said_standing", fields=["person", "kind"], condition=Q(superseded_at__isnull=True)
            ),
            models.Index(
                name="people_free_on",
                fields=["code", "person"],
                condition=Q(superseded_at__isnull=True, kind=SaidKind.TIME),
            ),
        ]

    @property
    def in_words(self) -> str:
        return said_in_words(self.kind, self.code) if self.code else self.words


class Note(Row):
    """What an organizer wrote down. Its author reads it and nobody else, not a lead, not an administrator (h.2)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(null=True)
    text = SealedText()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["author", "person", "at"])]


class Renewal(Row):
    """Whose relationship it is keeps what was written of it for another period, from then on (h.2)."""

    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["relationship", "at"])]


class CountsOnly(Row):
    """Of a relationship that ended long ago the words are gone; what is left is what totals need (h.2)."""

    relationship = models.OneToOneField(Relationship, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class SupporterLink(Row):
    """The key to a person's own page: one relationship, only the hash kept, revocable by either side."""

    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class ContactCode(Row):
    """Six digits sent to a way on file, asked for before anything is shown or done that cannot be taken back."""

    link = models.ForeignKey(SupporterLink, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class PersonRequest(Row):
    """What a person asked for on their page and a human has to do."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=RequestKind)
    words = SealedText()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            one_of("kind", RequestKind, "people_request_kind"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(settled_at__isnull=True), name="people_request_open_once"
            ),
        ]


class MailingList(Row):
    """A list of a chapter on one topic. Who is on it stands in the ledger alone, by its `scope` (R-058)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    topic = models.CharField(max_length=200, blank=True)
    sender_name = models.CharField(max_length=80)
    scope = models.CharField(max_length=60)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(scope=""), name="people_list_has_a_name"),
            models.UniqueConstraint(fields=["chapter", "scope"], name="people_list_once"),
            # Each has a scope of its own, but for "news", which every chapter may have.
            models.UniqueConstraint(fields=["scope"], condition=~Q(scope=NEWS), name="people_list_scope_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SocialSpace(Row):
    """Where a group talks online. Its link is told only to who said yes to being invited there (R-059)."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    link = SealedText()
    scope = models.CharField(max_length=60, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(scope=""), name="people_space_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Mailing(Row):
    """A letter to a list: written, looked at as a test copy, begun, perhaps paused, all planned or stopped.

    tested: a short version of the words that went to their writer as a test copy; other words need another one.
    Whom it goes to stands in the outbox, a message for each person.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    list = models.ForeignKey(MailingList, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = SealedText()
    body = SealedText()
    tested = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    all_planned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["list", "made_at"]),
            models.Index(
                name="people_mailing_going_on",
                fields=["begun_at"],
                condition=Q(begun_at__isnull=False, stopped_at__isnull=True, all_planned_at__isnull=True),
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.begun_at is None

    @property
    def is_going_out(self) -> bool:
        return self.begun_at is not None and self.stopped_at is None


class OtherNumber(Row):
    """What another system calls a person, so that its next export finds them again. `key` finds it without reading."""

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    system = models.CharField(max_length=40)
    value = SealedText()
    key = models.CharField(max_length=32)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chapter", "system", "key"], name="people_other_number_once")]


class Import(Row):
    """A file of people on its way in: read, its columns understood, looked over, written, perhaps taken back.

    columns: the names in its first row; shape: a hash of them, by which a mapping is remembered. mapping: what each
    column means, the order of its days, what was said of a yes. place: the last row that the present state is done
    with, and page where the file goes on: progress is rows, so that it goes on after a crash where it was.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.MAPPING)
    file_name = SealedText()
    layout = models.CharField(max_length=40)
    columns = SealedJSON()
    shape = models.CharField(max_length=32)
    mapping = SealedJSON()
    own = models.BooleanField(default=False)
    doubtful = models.CharField(max_length=8, choices=Doubtful, default=Doubtful.LEAVE)
    rows = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    page = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", ImportState, "people_import_state"),
            one_of("doubtful", Doubtful, "people_import_doubtful"),
        ]
        indexes = [
            models.Index(fields=["chapter", "shape", "made_at"]),
            models.Index(fields=["by", "made_at"]),
            models.Index(name="people_import_kept", fields=["state", "made_at"], condition=Q(emptied_at__isnull=True)),
        ]


class ImportRow(Row):
    """A row of a file as it was understood, what it is, and what stood there before; gone 30 days after it came in.

    person: whom it is about, or the id they get. before: what it changed, so that it can be taken back. The keyed
    numbers find other rows about the same person, and say nothing themselves.
    """

    importing = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=8, choices=RowState, default=RowState.WAITING)
    # Its person is not there before the row came in, so the database does not hold it to that.
    person = models.ForeignKey(Person, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    values = SealedJSON()
    before = SealedJSON()
    by_number = models.BigIntegerField(null=True)
    by_email = models.BigIntegerField(null=True)
    by_phone = models.BigIntegerField(null=True)
    by_name = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            one_of("verdict", Verdict, "people_import_row_verdict"),
            one_of("state", RowState, "people_import_row_state"),
            models.UniqueConstraint(fields=["importing", "place"], name="people_import_row_once"),
        ]
        indexes = [
            models.Index(fields=["importing", "verdict", "place"]),
            *(
                models.Index(name=f"people_row_{name}", fields=[name], condition=Q(**{f"{name}__isnull": False}))
                for name in ("by_number", "by_email", "by_phone", "by_name")
            ),
        ]


class TakenOut(Row):
    """A file of people that somebody took out: who, when, of which chapter, in which form, and with what in it.

    people: how many there were, which stays when who they were is forgotten.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    form = models.CharField(max_length=8, choices=FileForm)
    holds = models.JSONField(default=list)
    people = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("form", FileForm, "people_taken_out_form")]
        indexes = [models.Index(fields=["chapter", "at"]), models.Index(fields=["by", "at"])]

    @property
    def holds_words(self) -> str:
        return ", ".join(str(Holds(code).label) for code in self.holds)


class TakenOutRow(Row):
    """Who stands in a file that was taken out, so that they can be told where their data went (h.2)."""

    taken_out = models.ForeignKey(TakenOut, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taken_out", "place"], name="people_taken_out_row_once")]


class LikelyPair(Row):
    """Two entries of a chapter that may be one person, as a look at the whole list found them, until somebody says no.

    weight: the match weight in bits; start: that of any pair in the list; parts: what each column adds, as
    [column, level, bits]. Whoever said that they are two people is remembered, so that nobody is asked again.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()
    start = models.FloatField()
    parts = models.JSONField(default=list)
    found_at = models.DateTimeField()
    different_at = models.DateTimeField(null=True)
    different_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="people_likely_pair_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_likely_pair_in_order"),
        ]
        indexes = [
            models.Index(
                name="people_likely_open", fields=["chapter", "-weight"], condition=Q(different_at__isnull=True)
            )
        ]


class DuplicateLook(Row):
    """When a chapter's list was last looked through for entries that may be one person."""

    chapter = models.OneToOneField(Chapter, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()


class Bond(Row):
    """What two people of a chapter are to each other. There is none without a yes of both (h.3).

    Where nobody is first, the keys stand in order, so that it is one row whoever said it.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=BondKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("kind", BondKind, "people_bond_kind"),
            models.UniqueConstraint(fields=["one", "other", "kind"], name="people_bond_once"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")) | Q(kind__in=list(TURNED)) & ~Q(one=F("other")),
                name="people_bond_in_order",
            ),
        ]
        indexes = [models.Index(fields=["chapter", "at"])]

    def words_from(self, person: UUID) -> str:
        """What the one of the two is to the other, as a verb."""
        kind = BondKind(self.kind)
        return str(kind.label if person == self.one_id else TURNED.get(kind, kind.label))


class BulkEdit(Row):
    """One change made to several people of a chapter at once, which can be taken back for 30 days."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=8, choices=BulkKind)
    tag = models.ForeignKey(Tag, null=True, on_delete=models.SET_NULL, related_name="+")
    every_days = models.PositiveSmallIntegerField(null=True)
    field = models.ForeignKey(CustomField, null=True, on_delete=models.PROTECT, related_name="+")
    choice = models.ForeignKey(CustomChoice, null=True, on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("kind", BulkKind, "people_bulk_kind")]
        indexes = [models.Index(fields=["by", "at"]), models.Index(fields=["at"])]

    @property
    def said(self) -> str:
        """What was said for a field, as it is read."""
        return self.choice.name if self.choice else field_said(FieldKind.YES_NO, YES if self.is_yes else NO)


class BulkEditRow(Row):
    """What a change of several did to one of them, and what stood there before. Gone after 30 days.

    row: the tagging it made or took off, the relationship, or what stands for a field since; value_before: what stood
    for it. undone_at: this one went back.
    """

    edit = models.ForeignKey(BulkEdit, on_delete=models.CASCADE, related_name="rows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    row = models.UUIDField()
    days_before = models.PositiveSmallIntegerField(null=True)
    value_before = models.UUIDField(null=True)
    by_before = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at_before = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edit", "row"], name="people_bulk_row_once")]


class SavedFilter(Row):
    """Whom somebody looks for again and again, under a name: for themselves, or for everybody of the chapter.

    clauses: codes, as `filters.read_filter` reads them. Whom it finds is asked anew for each who opens it.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_FILTER_NAME)
    clauses = models.JSONField()
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="people_filter_has_a_name"),
            models.UniqueConstraint(fields=["owner", "chapter", "name"], name="people_filter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class InTouch(Row):
    """A lead asks whoever knows this person in another chapter to put them in touch; for thirty days."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"])]


class InTouchAnswer(Row):
    """What the lead of a chapter that knows them answered. A no is kept so that it is not asked there again."""

    asked = models.ForeignKey(InTouch, on_delete=models.CASCADE, related_name="answers")
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    is_yes = models.BooleanField()
    words = SealedText()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asked", "chapter"], name="people_in_touch_answered_once")]


class Merge(Row):
    """One entry's everything became another's, since both were one person; taken back, they are two again.

    merged: the id of the entry that was emptied. Not a foreign key, since whatever points at a person is handed on.
    """

    stays = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    merged = models.UUIDField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["stays", "at"])]

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.emptied_at is None


class MergedRow(Row):
    """What a merge did to one row of any table: what stood there before, and after. Kept as long as it may be undone.

    before is empty for a row the merge made, after for one it removed. person: whom else a removed row was about.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    table = models.CharField(max_length=80)
    row = models.UUIDField()
    person = models.UUIDField(null=True, db_index=True)
    before = SealedJSON()
    after = SealedJSON()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "place"], name="people_merged_row_once")]


def standing(at: datetime) -> Q:
    """Rows with `since` and `until` that hold at an instant."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))
