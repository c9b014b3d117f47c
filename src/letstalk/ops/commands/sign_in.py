"""`letstalk sign-in EMAIL`: a one-time link for an organizer who is locked out."""

import argparse

from letstalk.ops.ground import start_django

HELP = "print a one-time link by which the organizer with this email gets in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")


def run(options: argparse.Namespace) -> int:
    start_django()

    from django.conf import settings
    from django.urls import reverse

    from letstalk.accounts.domain.links import GOOD_FOR, make_sign_in_link
    from letstalk.kit.clock import now

    token = make_sign_in_link(email=options.email, at=now())
    minutes = int(GOOD_FOR.total_seconds() // 60)
    address = settings.LETSTALK_URL + reverse("desk:enter", args=[token])
    print(f"This link signs in once, within {minutes} minutes:\n{address}")
    return 0
