"""`letstalk demo`: an organization of made-up people, so that every page has something to show."""

import argparse
import sys

from letstalk.ops.ground import make_ready

HELP = "fill an empty installation with a made-up organization"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=0, metavar="N", help="add N people with history, for measuring")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed makes the same people")


def run(options: argparse.Namespace) -> int:
    """Make it and print how to sign in. Refused, with a sentence and exit 1, where an organization is."""
    make_ready()
    from letstalk.kit import clock
    from letstalk.kit.refusal import Refused
    from letstalk.stewardship.domain.demo.make import enlarge, make_demo

    at = clock.now()
    try:
        made = make_demo(at=at)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    if options.people:
        crowd = enlarge(made, people=options.people, seed=options.seed, at=at)
        print(f"{crowd.people} people, {crowd.organizers} organizers, {crowd.chapters} chapters.")
    print(f"Sign in as {made.email} with the password {made.password}")
    return 0
