"""The `letstalk` command: one module of `ops.commands` for each thing it can be asked to do."""

import argparse
import sys
from types import ModuleType

from letstalk.config.environment import BadEnvironment
from letstalk.kit.keys import KeysMissing
from letstalk.kit.refusal import Refused
from letstalk.ops.commands import (
    archive,
    backup,
    demo,
    guide,
    import_people,
    inbound,
    manage,
    migrate,
    pack,
    restore,
    serve,
    sign_in,
    sweeps,
    web,
)
from letstalk.ops.ground import CannotStart

COMMANDS: dict[str, ModuleType] = {
    "serve": serve,
    "sweeps": sweeps,
    "sign-in": sign_in,
    "demo": demo,
    "migrate": migrate,
    "pack": pack,
    "guide": guide,
    "import": import_people,
    "inbound": inbound,
    "backup": backup,
    "restore": restore,
    "archive": archive,
}
UNLISTED: dict[str, ModuleType] = {"web": web, "manage": manage}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; a reason it cannot go on is one sentence on stderr and exit code 1, never a traceback."""
    options = parser().parse_args(arguments)
    try:
        return options.run(options)
    except (CannotStart, KeysMissing, BadEnvironment, Refused) as reason:
        print(reason, file=sys.stderr, flush=True)
        return 1


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="letstalk", description="One-on-one meetings for community organizers.")
    commands = root.add_subparsers(metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        add_command(module, commands.add_parser(name, help=module.HELP, description=module.HELP))
    for name, module in UNLISTED.items():
        add_command(module, commands.add_parser(name))
    return root


def add_command(module: ModuleType, its_parser: argparse.ArgumentParser) -> None:
    module.add_arguments(its_parser)
    its_parser.set_defaults(run=module.run)
