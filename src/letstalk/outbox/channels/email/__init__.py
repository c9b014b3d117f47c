"""Email: composed from a message, then handed to a mail server or written into a folder."""

from letstalk.outbox.channels.email.letters import Letter, compose
from letstalk.outbox.channels.email.posts import Post, opened
from letstalk.outbox.models import Message
from letstalk.outbox.queries import RouteNow

__all__ = ["Letter", "Post", "compose", "deliver", "opened"]


def deliver(message: Message, route: RouteNow) -> None:
    """Deliver one message by a connection of its own. Raises what `outcomes` names."""
    letter = compose(message, route)
    with opened(route) as post:
        post.reach()
        post.hand_over(letter)
