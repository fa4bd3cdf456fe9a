"""A feed before it is written down: what Atom and JSON Feed say alike, from the same entries, under the same names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from statuspage.domain.hosts import host_of
from statuspage.present import times
from statuspage.present.reader import Reader

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """``name`` is unique for ever within the base address; ``at`` is in UTC; ``html`` is safe to show."""

    name: str
    title: str
    at: datetime
    author: str
    html: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """``address`` is this document's own; ``page`` is what it is about, if that may be told; ``hub`` its WebSub hub.

    ``older`` is the closed page before this one. Of a closed page itself (RFC 5005, section 4), ``current`` is the feed
    that it belongs to, and ``newer`` the page after it.
    """

    name: str
    title: str
    language: str
    author: str
    updated: datetime
    address: str
    icon: str
    page: str = ""
    hub: str = ""
    older: str = ""
    newer: str = ""
    current: str = ""


class Dated(Reader):
    """Reads every instant with its whole date, so that a feed's words never grow old."""

    def moment(self, at: datetime) -> str:
        return times.moment(at, self.zone, at - _FAR)


def tag_uri(base: str, name: str) -> str:
    """A lasting name as a ``tag:`` URI (RFC 4151). It is made of nothing secret, and does not follow an address."""
    return f"tag:{host_of(base)},2026:{name}"


def newest(feed: Feed, entries: Sequence[FeedEntry]) -> datetime:
    """When the newest of it happened."""
    return max([feed.updated, *(entry.at for entry in entries)])


def paragraphs(*parts: str) -> Markup:
    """Plain sentences as HTML; empty ones fall away."""
    return Markup().join(Markup("<p>{}</p>").format(part) for part in parts if part)


def clean(text: str) -> str:
    """Text without what XML 1.0 cannot carry."""
    return _NOT_XML.sub("", str(text))
