"""`letstalk sign-in EMAIL`: a one-time link for an organizer who is locked out."""

import argparse

from letstalk.ops.ground import start_django

HELP = "print a one-time link by which the organizer with this email gets in"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL")


def run(options: argparse.Namespace) -> int:
    start_django()
    return 0
