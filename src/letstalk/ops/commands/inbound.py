"""`letstalk inbound`: takes in one mail on standard input, in which a calendar program answers a one-on-one's file."""

import argparse
import sys

from letstalk.ops.ground import start_django

HELP = "take in a calendar's answer: letstalk inbound < message.eml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: a mail server hands the mail over on standard input."""


def run(options: argparse.Namespace) -> int:
    """Says in one sentence what became of it. 0 also when nothing was changed: else servers would send mail back."""
    start_django()

    from letstalk.kit.clock import now
    from letstalk.meetings.calendar_replies import MOST_BYTES
    from letstalk.meetings.domain.replies import hear_mail

    print(hear_mail(sys.stdin.buffer.read(MOST_BYTES + 1), at=now()).sentence)
    return 0
