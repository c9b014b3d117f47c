"""Messages to addresses. This room knows who and when, never why: `kind`, `about` and `recipient` mean nothing here."""

from django.db import models

from letstalk.kit.rows import Row, one_of
from letstalk.kit.sealed import SealedJSON, SealedText
from letstalk.outbox.words import Channel, RouteKind, State


class Message(Row):
    """A message before, while and after it goes out. Times are instants; `kind` starts with the room that owns it.

    Words are sealed and written when the owner releases it; a message still PLANNED may have none.
    """

    chapter_id = models.UUIDField()
    kind = models.CharField(max_length=64)
    about = models.UUIDField()
    recipient = models.UUIDField()
    by = models.UUIDField(null=True)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    address = SealedText()
    address_key = models.CharField(max_length=32, blank=True)
    reply_to = SealedText()
    subject = SealedText()
    body = SealedText()
    attachments = SealedJSON()
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

    class Meta:
        constraints = [
            one_of("state", State, "outbox_message_state"),
            one_of("channel", Channel, "outbox_message_channel"),
            # One live message about one thing: a second plan, a retry or a second worker cannot make another.
            models.UniqueConstraint(
                fields=["kind", "about", "recipient"],
                condition=~models.Q(state__in=[State.WITHDRAWN, State.FAILED]),
                name="outbox_one_message_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["recipient", "state"]),
            models.Index(fields=["by", "state"]),
        ]


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
