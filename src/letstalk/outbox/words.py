"""The states a message passes through, the ways it can go out, and what to say when it could not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PLANNED = "planned", _("Waiting for its time")
    READY = "ready", _("Ready to go")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("On its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be delivered")
    UNSURE = "unsure", _("May have been sent")
    WITHDRAWN = "withdrawn", _("Taken back")


SETTLED = (State.SENT, State.FAILED, State.UNSURE, State.WITHDRAWN)
NOT_YET_OUT = (State.PLANNED, State.READY, State.CLAIMED)


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    TEXT = "text", _("Text")
    CALL = "call", _("Call")
    LETTER = "letter", _("Letter")


class RouteKind(models.TextChoices):
    SMTP = "smtp", _("A mail server")
    API = "api", _("A mail service, by its own API")
    FOLDER = "folder", _("Files in a folder, sent to nobody")


class Problem(models.TextChoices):
    """Why a message did not go out, or mail cannot leave at all: our codes, never the mail server's own words."""

    ADDRESS_UNUSABLE = "address_unusable", _("This does not look like an email address. Please check it.")
    REPLY_ADDRESS_UNUSABLE = "reply_address_unusable", _("Your own email address cannot be answered to.")
    RECIPIENT_REFUSED = "recipient_refused", _("Their mail server takes no mail for this address. Is it still right?")
    MESSAGE_REFUSED = "message_refused", _("The mail server did not want this message.")
    TRY_LATER = "try_later", _("The mail server asked us to try again later, and we will.")
    GAVE_UP = "gave_up", _("We tried many times, and the mail server never took it.")
    CONNECTION_LOST = (
        "connection_lost",
        _("The connection broke while it was going out, so it may have arrived. Please ask before you send it again."),
    )
    RESTORED = (
        "restored",
        _("A backup was put back, so it may have gone out before. Please ask before you send it again."),
    )
    UNREACHABLE = "unreachable", _("The mail server cannot be reached. Are its name and port right?")
    BREAKS_OFF = "breaks_off", _("The mail server broke off in the middle of a message. We try again now and then.")
    SIGN_IN_REFUSED = "sign_in_refused", _("The mail server did not accept the name and password.")
    NOT_SAFE = "not_safe", _("No safe connection to the mail server could be made: its certificate was not accepted.")
    SENDER_REFUSED = "sender_refused", _("The mail server does not let us write from this sender address.")
    NUMBER_REFUSED = "number_refused", _("No text arrives at this number. Is it still right, and is it a mobile phone?")
    TEXTS_STOPPED = "texts_stopped", _("They answered STOP to texts before, so none go to this number.")
    TEXT_REFUSED = "text_refused", _("The service for texts did not take this one.")
    GATEWAY_UNREACHABLE = "gateway_unreachable", _("The service for texts cannot be reached. Is its address right?")
    GATEWAY_SIGN_IN = "gateway_sign_in", _("The service for texts did not accept the account and its token.")
    GATEWAY_NUMBER = "gateway_number", _("The service for texts does not let us text from this number.")
    GATEWAY_BUSY = "gateway_busy", _("The service for texts asked us to try again later, and we will.")
    FOLDER_UNWRITABLE = "folder_unwritable", _("The folder for mail cannot be written to.")
    SUPPRESSED = "suppressed", _("This address asked for no more messages.")
    USELESS = "useless", _("Its time had passed.")


# A definite no to the address itself, and not to what was written.
ABOUT_THE_ADDRESS = (Problem.RECIPIENT_REFUSED, Problem.NUMBER_REFUSED)
