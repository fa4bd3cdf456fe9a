"""What the app tells the front: of itself beforehand, and beside an answer.

What it tells beside an answer stands in headers that the front takes off before anything leaves. Each type is one
header, whose value is JSON in ASCII. Nothing else writes or reads these headers.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

REQUEST_ID = "statuspage.request_id"  # in the WSGI environment: by what the log finds what a request led to
ROUTE = "statuspage.route"  # in the WSGI environment: the rule of an answer that was given before Flask began
PREFIX = "x-front-"  # of every header here; nothing with this prefix leaves the front


class PublicVersion(NamedTuple):
    """What anyone may see of a ticket reads the same while these two numbers do.

    ``number`` is the ticket's own public version; ``consents`` counts how often any agent's public name, photo or
    consent to be shown has changed.
    """

    number: int
    consents: int


@dataclass(frozen=True, slots=True)
class Live:
    """The answer is a live region: what a stream at this address shows.

    ``ticket_id`` is None where a change to any ticket may matter. ``version`` is the id of the stream's event, and
    differs whenever the words do. From ``until`` on (UTC) they read differently by themselves. ``public`` is given
    where the region shows only what is public: what that stood at before anything of it was read. ``name`` is that of
    the stream's event, and ``beside`` the path of another region of the same page, whose news the same stream brings.
    """

    HEADER: ClassVar[str] = f"{PREFIX}live"

    ticket_id: int | None
    version: str
    until: datetime | None = None
    public: PublicVersion | None = None
    name: str = ""
    beside: str | None = None

    def to_headers(self) -> dict[str, str]:
        until = _iso(self.until)
        return _written(self.HEADER, [self.ticket_id, self.version, until, self.public, self.name, self.beside])

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Live | None":
        """What these headers say; None when they say nothing of it. Raises ValueError for nonsense."""
        if (told := _read(headers, cls.HEADER)) is None:
            return None
        ticket_id, version, until, public, name, beside = told
        return cls(ticket_id, version, _instant(until), PublicVersion(*public) if public else None, name, beside)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The answer may be held in memory: its bytes depend on the request and on what is public of this ticket alone.

    It is good while the ticket stands at ``public``, which was read before anything else of it, and until ``until``
    (UTC; None for ever), when it reads differently by itself.
    """

    HEADER: ClassVar[str] = f"{PREFIX}snapshot"

    ticket_id: int
    public: PublicVersion
    until: datetime | None = None

    def to_headers(self) -> dict[str, str]:
        return _written(self.HEADER, [self.ticket_id, self.public, _iso(self.until)])

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Snapshot | None":
        """As ``Live.from_headers``."""
        if (told := _read(headers, cls.HEADER)) is None:
            return None
        ticket_id, public, until = told
        return cls(ticket_id, PublicVersion(*public), _instant(until))


@dataclass(frozen=True, slots=True)
class Visit:
    """The answer counts as a visit to this share; ``kind`` is page, card, badge, picture or feed.

    Whoever asks ``for_many`` may do so for many readers, and say for how many, as feed services do.
    """

    HEADER: ClassVar[str] = f"{PREFIX}visit"

    share_id: int
    kind: str
    for_many: bool = False

    def to_headers(self) -> dict[str, str]:
        return _written(self.HEADER, [self.share_id, self.kind, self.for_many])

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Visit | None":
        """As ``Live.from_headers``."""
        told = _read(headers, cls.HEADER)
        return cls(*told) if told is not None else None


@dataclass(frozen=True, slots=True)
class Chunks:
    """The answer's body is long: it is handed on chunk by chunk as its reader takes it, and never held whole."""

    HEADER: ClassVar[str] = f"{PREFIX}chunks"

    def to_headers(self) -> dict[str, str]:
        return _written(self.HEADER, [])

    @classmethod
    def from_headers(cls, headers: Mapping[str, str]) -> "Chunks | None":
        """As ``Live.from_headers``."""
        return cls() if _read(headers, cls.HEADER) is not None else None


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What the app says of a request before it is handed on; what is not said makes no difference.

    ``room`` is how many bytes the body may have, by method and path; of one longer than ``free`` the app is asked
    first whether it would let the request in, in an environment that holds ``AT_THE_DOOR``, and answers 204 if so.
    ``words`` is how many bytes of what was typed are taken out of a form that is too long, and out of how many parts;
    0 where none are. Such a form reaches the app without its files, in an environment that holds as ``SIFTED`` why:
    it was ``TOO_LONG``, or the disk had ``NO_ROOM`` for it.
    Where so many ask at once that the app can make no page for this one, it is asked for the refusal alone, in an
    environment that holds ``CROWDED``; of a GET that differs by language, by form, and by nothing else.
    ``query`` is what of a query makes a difference at this path, ``language`` in which language a browser with this
    Accept-Language is answered, ``wants_page`` whether one with this Accept gets a page at this path in place of its
    document, and ``is_own_host`` whether Host and X-Forwarded-Host name us. ``as_known`` makes of a body that was kept
    one that says when (UTC) anybody could last ask whether it still stands, as seen from now.
    """

    AT_THE_DOOR: ClassVar[str] = "statuspage.door"
    SIFTED: ClassVar[str] = "statuspage.sifted"
    TOO_LONG: ClassVar[str] = "too long"
    NO_ROOM: ClassVar[str] = "no room"
    CROWDED: ClassVar[str] = "statuspage.crowded"

    room: Callable[[str, str], int] | None = None
    free: int = 0
    words: Callable[[str, str], tuple[int, int]] = lambda _method, _path: (0, 0)
    query: Callable[[str, bytes], bytes] = lambda _path, query: query
    language: Callable[[str], str] = str
    wants_page: Callable[[str, str], bool] = lambda _path, _accept: False
    is_own_host: Callable[[str, str], bool] = lambda _host, _forwarded: True
    as_known: Callable[[bytes, datetime, datetime], bytes] = lambda body, _at, _now: body


def _written(name: str, told: list[object]) -> dict[str, str]:
    return {name: json.dumps(told)}


def _read(headers: Mapping[str, str], name: str) -> list[Any] | None:
    value = headers.get(name)
    told: list[Any] | None = json.loads(value) if value is not None else None
    return told


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None
