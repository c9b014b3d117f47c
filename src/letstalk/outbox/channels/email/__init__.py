"""Email: composed from a message, then handed to a mail server or written into a folder."""

from typing import TYPE_CHECKING

from letstalk.outbox.channels.email import letters
from letstalk.outbox.channels.email.posts import Post, opened
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow

if TYPE_CHECKING:
    from letstalk.outbox.channels.email.services import Parcel

__all__ = ["Post", "compose", "deliver", "opened"]


def compose(message: Message, route: RouteNow) -> "letters.Letter | Parcel":
    """Make what the post of this route takes. The same release makes the same."""
    if route.service is None:
        return letters.compose(message, route)
    from letstalk.outbox.channels.email.services import pack

    return pack(message, route)


def deliver(message: Message, route: RouteNow) -> None:
    """Deliver one message by a connection of its own. Raises what `outcomes` names."""
    letter = compose(message, route)
    with opened(route) as post:
        post.reach()
        post.hand_over(letter)
