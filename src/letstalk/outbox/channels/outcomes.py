"""What may become of an attempt to deliver, other than that it was sent. All carry our code, never a server's words."""


class Undelivered(Exception):
    """It did not go out, or nobody knows; `reply` is the server's number, when it gave one."""

    def __init__(self, code: str, *, reply: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


class TurnedDown(Undelivered):
    """A definite no to this message; trying again would bring the same."""


class NotNow(Undelivered):
    """Nothing was delivered, and another time may go better."""


class NobodyKnows(Undelivered):
    """The connection went when the message was already on its way: it may have arrived, or not."""


class RouteDown(Undelivered):
    """Mail cannot leave at all, for a reason that lies with the route and not with a message."""
