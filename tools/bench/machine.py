"""Where the figures were measured."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import django


def described() -> str:
    moment = f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC"
    versions = f"Python {platform.python_version()}, Django {django.__version__}, SQLite {sqlite3.sqlite_version}"
    load = "other work on it: load average {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg())
    return (
        f"{moment}; {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; {versions}; {load}"
    )


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
