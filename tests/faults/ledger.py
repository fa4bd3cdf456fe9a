"""What people have sent, and what of it was acknowledged to them: each deed bears a word that stands nowhere else."""

import itertools
import threading
from dataclasses import dataclass, field

_SIGNS = "bcdfghkmprstvz"


@dataclass
class Ledger:
    """``sent`` has the kind of every deed by its word; ``kept`` are those that were acknowledged.

    ``refused`` says what was answered that nobody expected. Any number of threads may write into it.
    """

    sent: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0  # forms that were sent again, as nobody had said what became of them
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def send(self, kind: str) -> str:
        """Note that something of this kind is about to be sent; the word that it is to bear."""
        with self._changed:
            word = _word(next(self._numbers))
            self.sent[word] = kind
            return word

    def keep(self, word: str) -> None:
        """This was acknowledged."""
        with self._changed:
            self.kept.add(word)
            self._changed.notify_all()

    def repeat(self) -> None:
        """A form is sent again."""
        with self._changed:
            self.repeated += 1

    def refuse(self, why: str) -> None:
        """This was answered instead of an acknowledgement."""
        with self._changed:
            self.refused.append(why)
            self._changed.notify_all()

    def wait_for(self, more: int, seconds: float) -> None:
        """Wait until so many more are acknowledged, or one was refused."""
        with self._changed:
            enough = len(self.kept) + more
            assert self._changed.wait_for(lambda: self.refused or len(self.kept) >= enough, seconds), "nothing came"

    def so_far(self) -> tuple[frozenset[str], dict[str, str]]:
        """What was acknowledged until now, and afterwards what was sent until now, which may be more."""
        with self._changed:
            kept = frozenset(self.kept)
            return kept, dict(self.sent)


def _word(number: int) -> str:
    """A word that nobody writes, found by a search as one; of letters alone."""
    signs = ""
    for _ in range(4):
        number, at = divmod(number, len(_SIGNS))
        signs = f"{_SIGNS[at]}a{signs}"
    return f"xu{signs}"
