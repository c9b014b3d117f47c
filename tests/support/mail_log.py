"""A mail server in a process of its own: `python -m tests.support.mail_log PORT FILE` notes each letter it takes.

The Message-ID stands in the file before the sender is told, so that the file never knows less than the sender.
"""

import os
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Noting:
    def __init__(self, file: Path) -> None:
        self.file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = message_from_bytes(envelope.original_content)["Message-ID"]
        os.write(self.file, f"{name}\n".encode())
        return "250 Taken"


def main(port: int, file: Path) -> None:
    Controller(Noting(file), hostname="127.0.0.1", port=port).start()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
