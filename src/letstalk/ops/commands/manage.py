"""`letstalk manage ...`: Django's own commands, for those who develop Let's Talk."""

import argparse

from letstalk.ops.ground import start_django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    start_django()

    from django.core.management import execute_from_command_line

    execute_from_command_line(["letstalk manage", *options.words])
    return 0
