"""`letstalk migrate`: bring the database up to date without serving."""

import argparse

from letstalk.ops.ground import make_ready

HELP = "bring the database up to date (serve does it by itself)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    make_ready()
    print("The database is up to date.")
    return 0
