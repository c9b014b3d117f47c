"""`letstalk sweeps`: the loop that does what is due; `serve` runs one beside the web process."""

import argparse

from letstalk.ops.ground import start_django
from letstalk.ops.stopping import Stop, stop_when_parent_is_gone

HELP = "do what is due, every few seconds, until stopped (serve does it by itself)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stop-with-parent", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    stop = Stop().listen()
    if options.stop_with_parent:
        stop_when_parent_is_gone()
    start_django()

    import letstalk.campaigns.sweeps
    import letstalk.followups.sweeps
    import letstalk.meetings.sweeps
    import letstalk.outbox.sweeps
    import letstalk.outbox.texting
    import letstalk.people.sweeps
    import letstalk.reports.sweeps
    import letstalk.stewardship.sweeps
    from letstalk.ops.loop import go_round

    # Outbox last: what the others release on this round goes out on this round.
    go_round(
        (
            letstalk.people.sweeps.run,
            letstalk.campaigns.sweeps.run,
            letstalk.meetings.sweeps.run,
            letstalk.followups.sweeps.run,
            letstalk.reports.sweeps.run,
            letstalk.stewardship.sweeps.run,
            letstalk.outbox.sweeps.run,
            letstalk.outbox.texting.run,
        ),
        stop=stop,
    )
    return 0
