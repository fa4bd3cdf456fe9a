"""How the domain says no: in words that a person can act on, translated at the edge."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


def N_(message: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a message for translation here; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence before translation: a gettext message id, and what goes into its places."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class At:
    """An instant (UTC) in a sentence, by the clock of this zone; its day and hour are told at the edge."""

    at: datetime
    zone: str

    def __str__(self) -> str:
        return self.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M")


class Refused(Exception):
    """A verb that did not happen, and why. Nothing was changed.

    ``field`` names the form field that it is about ("" for the whole form); ``cleaned`` is what the field may
    hold instead of what was typed, when only invisible characters had to go. ``others`` are what else was wrong in the
    same form, for whoever says all of it.
    """

    def __init__(self, field: str, message: str, *, cleaned: str | None = None, **params: object) -> None:
        self.field = field
        self.words = Words(message, params)
        self.cleaned = cleaned
        self.others: tuple[Refused, ...] = ()
        super().__init__(str(self.words))


class Stale(Refused):
    """Something happened since the page was opened; ``since`` is the version that whoever acts had seen."""

    def __init__(self, since: int) -> None:
        self.since = since
        super().__init__("", N_("Something new happened while this page was open. Please read it first."))


class AllWrong:
    """All that is wrong in one form: each rule is tried, and then all that refused are said at once."""

    def __init__(self) -> None:
        self._found: list[Refused] = []

    def add(self, *refused: Refused) -> None:
        """This is wrong as well. Of one field only what was found first is told."""
        known = {one.field for one in self._found}
        self._found += [one for one in refused if one.field not in known]

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What is refused in here is said later."""
        try:
            yield
        except Refused as refused:
            self.add(refused, *refused.others)

    def check(self, rule: Callable[..., str], *typed: object, **named: object) -> str:
        """What this rule makes of what was typed; "" where it refuses that, which is said later."""
        try:
            return rule(*typed, **named)
        except Refused as refused:
            self.add(refused, *refused.others)
            return ""

    def refuse(self) -> None:
        """Refuse, if anything was wrong."""
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first


class Repeated(Refused):
    """The same form arrived twice. The first one counted, so nothing is lost."""

    def __init__(self) -> None:
        super().__init__("", N_("This was already sent; nothing was sent twice."))
