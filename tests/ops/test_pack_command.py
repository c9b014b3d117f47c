"""A campaign's pack is checked, taken up and written out from the shell (R-008, R-084)."""

from pathlib import Path

import pytest

from letstalk.campaigns import pack_format
from letstalk.ops.main import main

SHIPPED = Path(pack_format.__file__).parent / "packs" / "womens-march.yaml"
SMALL = """\
letstalk_pack: 1
campaign:
  key: clean-river
  name: Clean River
asks:
  - {key: walk, title: Walk the river with us, action: local_action}
"""


@pytest.fixture
def file_of(tmp_path):
    def write(text):
        file = tmp_path / "pack.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(file)

    return write


def test_a_pack_that_can_be_used_says_what_it_holds(capsys):
    assert main(["pack", "check", str(SHIPPED)]) == 0

    told = capsys.readouterr()
    assert "10 Actions / 100 Days" in told.out
    assert "actions: 10, asks: 5, guides: 11" in told.out
    assert told.err == ""


def test_every_mistake_comes_with_its_line_and_what_to_write_instead(file_of, capsys):
    assert main(["pack", "check", file_of(SMALL.replace("  name:", "  nmae:").replace("local_action", "walk"))]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert "line 4: “nmae” is not known in a campaign. Did you mean “name”?" in told.err
    assert "line 6: “walk” is not one of the choices. Write one of: join_team" in told.err


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"letstalk_pack: 1\ncampaign: {key: a, name: \xff}\n", "line 2: This is no text in UTF-8"),
        (b"a: " + b"x" * 1_100_000, "1,000,000 is the most a pack may have"),
        (b"", "This file is empty"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_with_a_sentence(raw, said, file_of, capsys):
    assert main(["pack", "check", file_of(raw)]) == 1

    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path, capsys):
    assert main(["pack", "check", str(tmp_path / "none.yaml")]) == 1

    assert "none.yaml cannot be read: No such file or directory." in capsys.readouterr().err


def test_checking_needs_neither_keys_nor_a_database(file_of, tmp_path, monkeypatch):
    """A pack is written and checked anywhere, also where Let's Talk was never started."""
    monkeypatch.setenv("LETSTALK_DATA", str(tmp_path / "never"))

    assert main(["pack", "check", file_of(SMALL)]) == 0
    assert not (tmp_path / "never").exists()


@pytest.mark.installation
def test_a_pack_is_taken_up_written_out_and_taken_up_again(make_installation, tmp_path):
    installation = make_installation()
    installation.letstalk("demo")
    source, first, second = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    source.write_text(SMALL)
    there = installation.letstalk("pack", "export", "--chapter", "nowhere", "--campaign", "x").stderr
    slug = there.split("There are: ")[1].split(",")[0].strip(" .\n")
    place = ("--chapter", slug)

    taken = installation.letstalk("pack", "import", str(source), *place, "--first-day", "2026-03-14")
    installation.letstalk("pack", "export", *place, "--campaign", "clean-river", str(first))
    again = installation.letstalk("pack", "import", str(first), *place, "--first-day", "2026-04-01")
    installation.letstalk("pack", "export", *place, "--campaign", "clean-river", str(second))
    unknown = installation.letstalk("pack", "export", *place, "--campaign", "no-such")
    no_day = installation.letstalk("pack", "import", str(source), *place, "--first-day", "tomorrow")

    assert (taken.returncode, taken.stderr) == (0, ""), taken.stderr
    assert taken.stdout.endswith("is in “Clean River”, from 2026-03-14 to 2026-06-21.\n")
    assert "from 2026-04-01" in again.stdout
    assert first.read_bytes() == second.read_bytes()
    assert "walk" in first.read_text()
    assert (unknown.returncode, "It is in: " in unknown.stderr) == (1, True)
    assert (no_day.returncode, "is not a day" in no_day.stderr) == (2, True)
