"""The one base of everything a verb refuses on purpose, so that a door can show the sentence and nothing else."""

from collections.abc import Mapping


class Refused(Exception):
    """A verb said no. `str()` is a translated sentence for the person at the screen; `field` is where it belongs."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NothingWritten(Refused):
    """Several fields are wrong at once: field name to sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)
