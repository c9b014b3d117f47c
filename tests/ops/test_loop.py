"""The loop goes round every sweep, whatever one of them does."""

import pytest

from letstalk.kit.models import Beat
from letstalk.ops.loop import go_round
from letstalk.ops.stopping import LOOK_EVERY_SECONDS, Stop

# The loop gives up connections between rounds, so there is no transaction around these tests to roll back.
pytestmark = pytest.mark.django_db(transaction=True)


class Round:
    """Sweeps that write down when they are called; the loop is stopped after so many calls in all."""

    def __init__(self, calls):
        self.stop = Stop()
        self.calls = calls
        self.called = []

    def sweep(self, name, fails=False):
        def run(*, at):
            self.called.append(name)
            self.stop.asked = len(self.called) == self.calls
            if fails:
                raise RuntimeError(f"{name} stumbled")
            return 0

        return run


def test_the_sweeps_run_in_their_order_round_after_round():
    around = Round(calls=6)

    go_round([around.sweep("a"), around.sweep("b"), around.sweep("c")], stop=around.stop, pause_seconds=0)

    assert around.called == ["a", "b", "c", "a", "b", "c"]


def test_a_failing_sweep_is_told_with_its_traceback_and_stops_no_other(caplog):
    around = Round(calls=4)

    go_round([around.sweep("a", fails=True), around.sweep("b")], stop=around.stop, pause_seconds=0)

    assert around.called == ["a", "b", "a", "b"]
    assert caplog.text.count("RuntimeError: a stumbled") == 2


def test_each_round_leaves_a_beat():
    around = Round(calls=1)

    go_round([around.sweep("a", fails=True)], stop=around.stop, pause_seconds=0)

    assert Beat.objects.filter(name="sweeps").count() == 1


def test_nothing_more_is_begun_once_someone_asked_to_stop():
    around = Round(calls=1)

    go_round([around.sweep("a"), around.sweep("b")], stop=around.stop, pause_seconds=60)

    assert around.called == ["a"]


def test_a_pause_ends_at_the_first_look_after_being_asked_to_stop(monkeypatch):
    stop = Stop()
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        stop.asked = len(slept) == 2

    monkeypatch.setattr("letstalk.ops.stopping.time.sleep", sleep)

    assert stop.within(60)
    assert slept == [LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS]
    assert LOOK_EVERY_SECONDS <= 0.5
