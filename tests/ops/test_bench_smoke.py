"""`make bench` in small: every page is found, asked and told. What the figures are is nobody's business here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LITTLE = {
    "BENCH_PEOPLE": "50,50",
    "BENCH_REQUESTS": "3",
    "BENCH_START": "no",
    "BENCH_WEIGHT": "no",
    "BENCH_SMALL": "yes",
}
PAGES = (
    "Today",
    "People",
    "A person",
    "One-on-ones",
    "One one-on-one",
    "Prepare",
    "Debrief form",
    "Follow-ups",
    "Supporter's page",
    "Saving a note",
)


@pytest.mark.installation
def test_the_benchmark_finds_and_measures_every_main_page(tmp_path: Path) -> None:
    environment = os.environ | LITTLE | {"BENCH_DATA": str(tmp_path)}

    ran = subprocess.run(
        [sys.executable, "-m", "tools.bench"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    measured = [line.strip() for line in ran.stdout.splitlines()]
    assert [page for page in PAGES if not any(line.startswith(page) for line in measured)] == []
    assert not any("WRONG" in line for line in measured)
