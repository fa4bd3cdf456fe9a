"""A feed before it is written in a format: Atom and JSON Feed say the same, from the same entries and names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from markupsafe import Markup

from statuspage.domain.hosts import host_of
from statuspage.present import times
from statuspage.present.reader import Reader

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. ``name`` is unique for ever within the base address; ``html`` is safe to show.

    ``at`` (UTC) is when it happened, and ``link`` where more of it can be read, "" for nowhere. ``corrected_at`` is
    when its words last changed, None while they never have.
    """

    name: str
    title: str
    at: datetime
    author: str
    html: str
    link: str = ""
    corrected_at: datetime | None = None

    @property
    def updated(self) -> datetime:
        """When it last changed (UTC)."""
        return self.corrected_at or self.at


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """The addresses of one document of a feed and of its neighbours (RFC 5005, section 4); "" for a missing one.

    ``older`` is the closed page before this one. Of a closed page, ``current`` is the feed that it belongs to, and
    ``newer`` the closed page after it, "" for the last.
    """

    address: str
    older: str = ""
    newer: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. ``page`` is the address of what it is about, if that may be told, and ``hub`` that of
    its WebSub hub; ``updated`` (UTC) is the least that the date of the whole may be.
    """

    name: str
    title: str
    language: str
    author: str
    updated: datetime
    icon: str
    links: FeedLinks
    page: str = ""
    hub: str = ""


class Dated(Reader):
    """A reader to whom every instant is told with its whole date, so that the words of a feed stay true."""

    def moment(self, at: datetime) -> str:
        return times.moment(at, self.zone, at - _FAR)


def tag_uri(base: str, name: str) -> str:
    """A lasting name as a ``tag:`` URI (RFC 4151). It holds nothing secret, and outlives every address."""
    return f"tag:{host_of(base)},2026:{name}"


def newest(feed: Feed, entries: Sequence[FeedEntry]) -> datetime:
    """The date of the whole feed (UTC): of whatever changed last in it, but never before ``feed.updated``."""
    return max([feed.updated, *(entry.updated for entry in entries)])


def newest_first(written: Sequence[FeedEntry], beside: Sequence[FeedEntry] = ()) -> list[FeedEntry]:
    """All entries, newest first: those ``written`` in their own order, which is that, the others by their dates.

    A clock that was set back moves nothing that was written to before what came before it.
    """
    reached = [*accumulate((entry.at for entry in reversed(written)), max)][::-1]
    placed = [*zip(reached, written, strict=True), *((entry.at, entry) for entry in beside)]
    return [entry for _, entry in sorted(placed, key=lambda one: one[0], reverse=True)]


def paragraphs(*parts: str) -> Markup:
    """Plain sentences as paragraphs of HTML, without the empty ones."""
    return Markup().join(Markup("<p>{}</p>").format(part) for part in parts if part)


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot carry."""
    return _NOT_XML.sub("", str(text))
