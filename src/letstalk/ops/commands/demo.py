"""`letstalk demo`: an organization of made-up people, so that every page has something to show."""

import argparse

from letstalk.ops.ground import make_ready

HELP = "fill an empty installation with a made-up organization"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, metavar="N", help="make N people with history, for measuring")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same people")


def run(options: argparse.Namespace) -> int:
    make_ready()
    return 0
