"""One side of the benchmark, kept running: reads orders from stdin, a line of JSON each, and answers on stdout.

`python -m tools.bench.worker letstalk|references` measures; `... furnish` makes the references' tables and ends.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from letstalk.ops.ground import start_django

Order = dict[str, Any]
WARM_UP = 3


class WrongAnswer(Exception):
    """A page did not answer as it should; its time would mean nothing."""


def main() -> None:
    side = sys.argv[1]
    start_django()
    from letstalk.accounts.models import User
    from letstalk.ops.static_files import gather_static_files
    from tools.bench import pages, references
    from tools.bench.server import Server

    if side == "furnish":
        references.make_tables()
        return
    if side == "references":
        references.use_their_settings()
    else:
        gather_static_files()
    known = {visit.name: visit for visit in (references if side == "references" else pages).visits()}
    # After the settings of this side stand.
    from letstalk.config.wsgi import application

    server = Server(application, User.objects.get(name=pages.ROSA))

    def tell_visits(order: Order) -> Any:
        return {"visits": [asdict(visit) for visit in known.values()], "session": server.session}

    def warm(order: Order) -> Any:
        """How it answers: the status, and what is wrong with it if anything is."""
        visit = known[order["visit"]]
        answers = [server.ask(visit) for _ in range(WARM_UP)]
        return {"status": answers[-1].status, "is_right": answers[-1].status == visit.expects, "size": answers[-1].size}

    def measure(order: Order) -> Any:
        visit = known[order["visit"]]
        answers = [server.ask(visit) for _ in range(order["times"])]
        if any(answer.status != visit.expects for answer in answers):
            raise WrongAnswer(visit.name)
        return [answer.ms for answer in answers]

    def count_queries(order: Order) -> Any:
        return server.queries(known[order["visit"]])

    serve({"visits": tell_visits, "warm": warm, "measure": measure, "queries": count_queries})


def serve(verbs: dict[str, Callable[[Order], Any]]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(verbs[order["do"]](order)), flush=True)


if __name__ == "__main__":
    main()
