"""The key to the page of one one-on-one, on which its person answers without an account."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from letstalk.journal.models import record
from letstalk.kit.lookup import token_hash
from letstalk.meetings.models import Meeting, MeetingLink

TOKEN_BYTES = 16
GOOD_FOR = timedelta(days=90)


def make_meeting_link(*, meeting: Meeting, at: datetime) -> str:
    """The secret part of a new link: 128 random bits, of which only a hash is kept. Earlier ones go on working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = MeetingLink.objects.create(
        meeting=meeting, token_hash=token_hash(token), made_at=at, expires_at=at + GOOD_FOR
    )
    record("meeting.link_made", about=link, by=None, at=at, meeting=meeting.pk)
    return token


def answer_address(meeting: Meeting, *, at: datetime) -> str:
    """Where the person answers, by a new link of its own."""
    return settings.LETSTALK_URL + reverse("public:invitation", args=[make_meeting_link(meeting=meeting, at=at)])
