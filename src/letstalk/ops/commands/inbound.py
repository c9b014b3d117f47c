"""`letstalk inbound`: takes in one mail from standard input: an answer, a wish to be left alone, a returned letter."""

import argparse
import sys

from letstalk.ops.ground import start_django

HELP = "take in one mail, an answer or a returned letter: letstalk inbound < message.eml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: a mail server hands the mail over on standard input."""


def run(options: argparse.Namespace) -> int:
    """Says in one sentence what became of it. 0 also when nothing was changed: else servers would send mail back."""
    start_django()

    from letstalk.followups.domain.inbound import take_in
    from letstalk.kit.clock import now
    from letstalk.outbox.mail_back import MOST_BYTES

    print(take_in(sys.stdin.buffer.read(MOST_BYTES + 1), at=now()).sentence)
    return 0
