"""Messages to addresses. This room knows who and when, never why: `kind`, `about` and `recipient` mean nothing here."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedJSON, SealedText
from letstalk.outbox.words import Channel, RouteKind, State

# What its owner found to be right is checked again after this long.
RELEASE_LASTS = timedelta(minutes=15)
# Clocks of several machines differ by this much at most; what is further ahead was written before a clock went back.
CLOCKS_DIFFER = timedelta(minutes=1)


class MessageQuerySet(models.QuerySet["Message"]):
    def live(self) -> "MessageQuerySet":
        """Those that stand for what they are about: no other may be planned beside them."""
        return self.exclude(state__in=[State.WITHDRAWN, State.FAILED]).filter(sent_again_as=None)

    def waiting(self) -> "MessageQuerySet":
        """Those whose time has not come, or whose owner has not looked yet."""
        return self.filter(state=State.PLANNED, released_at=None, settled_at=None)

    def on_their_way(self) -> "MessageQuerySet":
        """Those released and not settled: few at any time, with an index of their own."""
        return self.filter(released_at__isnull=False, settled_at=None)

    def not_useless(self, *, at: datetime) -> "MessageQuerySet":
        return self.filter(models.Q(useless_after=None) | models.Q(useless_after__gt=at))

    def released_lately(self, *, at: datetime) -> "MessageQuerySet":
        return self.released_between(at - RELEASE_LASTS, at + CLOCKS_DIFFER)

    def released_between(self, since: datetime, until: datetime) -> "MessageQuerySet":
        """Those that may be claimed, when these two instants are a release's lasting ago and a little ahead."""
        ready = self.filter(released_at__gt=since, released_at__lte=until)
        return ready.on_their_way().filter(state=State.READY)


class Message(Row):
    """A message before, while and after it goes out. Times are instants; `kind` starts with the room that owns it.

    Words are sealed and written when the owner releases it; a message still PLANNED may have none.
    `unsubscribe` is the address of a letter to a list by which one tap ends them (RFC 8058); empty for others.
    `problem` is the last reason it did not go out; `answered_at` is when a person said what to do about FAILED or
    UNSURE, and `sent_again_as` the message they had made instead.
    """

    chapter_id = models.UUIDField()
    kind = models.CharField(max_length=64)
    about = models.UUIDField()
    recipient = models.UUIDField()
    by = models.UUIDField(null=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    address = SealedText()
    address_key = models.CharField(max_length=32, blank=True)
    sender_name = SealedText()
    reply_to = SealedText()
    subject = SealedText()
    body = SealedText()
    attachments = SealedJSON()
    unsubscribe = SealedText()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    useless_after = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    sent_again_as = models.UUIDField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", State, "outbox_message_state"),
            one_of("channel", Channel, "outbox_message_channel"),
            # One live message about one thing: a second plan, a retry or a second worker cannot make another.
            models.UniqueConstraint(
                fields=["kind", "about", "recipient"],
                condition=~models.Q(state__in=[State.WITHDRAWN, State.FAILED]) & models.Q(sent_again_as=None),
                name="outbox_one_message_about_one_thing",
            ),
        ]
        # None holds the state, which changes three times in a second: each index it stood in would be written thrice.
        # Millions may wait and millions may have been sent; what a sweep asks for is found in an index of those alone.
        indexes = [
            models.Index(
                name="outbox_waiting", fields=["due_at"], condition=models.Q(released_at=None, settled_at=None)
            ),
            models.Index(
                name="outbox_on_their_way",
                fields=["released_at"],
                condition=models.Q(released_at__isnull=False, settled_at=None),
            ),
            models.Index(
                name="outbox_past_use",
                fields=["useless_after"],
                condition=models.Q(useless_after__isnull=False, settled_at=None),
            ),
            models.Index(
                name="outbox_of_organizer",
                fields=["by", "due_at"],
                condition=models.Q(by__isnull=False, settled_at=None),
            ),
            models.Index(name="outbox_asking", fields=["by"], condition=models.Q(problem__gt="", answered_at=None)),
            models.Index(fields=["recipient"]),
            models.Index(fields=["about"]),
        ]

    def turn(self, *, out_of: Collection[str], among: MessageQuerySet | None = None, **facts: Any) -> bool:
        """Change state only where it still is as expected. The row is the lock: true for one caller alone."""
        rows = Message.objects.all() if among is None else among
        if rows.filter(pk=self.pk, state__in=out_of).update(**facts) != 1:
            return False
        for name, value in facts.items():
            setattr(self, name, value)
        return True


class Suppression(Row):
    """An address nothing may go to again; only its keyed hash is kept, so that it outlives erasure."""

    channel = models.CharField(max_length=8, choices=Channel)
    address_key = models.CharField(max_length=32)
    reason = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("channel", Channel, "outbox_suppression_channel"),
            models.UniqueConstraint(fields=["channel", "address_key"], name="outbox_suppression_once"),
        ]


class Route(Row):
    """How mail leaves this installation. Rows are appended and the newest stands; a folder route is never left."""

    kind = models.CharField(max_length=8, choices=RouteKind)
    url = SealedText()
    sender = models.CharField(max_length=254, blank=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        constraints = [one_of("kind", RouteKind, "outbox_route_kind")]


class Gateway(Row):
    """The account by which texts leave, and their number. The newest row stands; without a url it is off."""

    url = SealedText()
    sender = models.CharField(max_length=40, blank=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)


class Trouble(Row):
    """A time in which mail could not leave by one route: begun, tried again, ended. A changed route starts afresh."""

    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    route_key = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    began_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("channel", Channel, "outbox_trouble_channel"),
            models.UniqueConstraint(
                fields=["channel", "route_key"],
                condition=models.Q(ended_at=None),
                name="outbox_one_trouble_at_a_time",
            ),
        ]
