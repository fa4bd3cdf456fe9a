"""Atom (RFC 4287): a feed from plain entries, the same bytes for the same entries. Names are ``tag:`` URIs (RFC 4151).

Feedgen sets the time of today where none is given, and stops at control characters: neither happens here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feedgen.feed import FeedGenerator
from markupsafe import Markup

from statuspage.present import times
from statuspage.present.reader import Reader

MIMETYPE = "application/atom+xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is unique for ever within the base address; ``at`` is in UTC; ``html`` is safe to show."""

    name: str
    title: str
    at: datetime
    author: str
    html: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """``address`` is this document's own; ``page`` is what it is about, if that may be told; ``older`` the next one."""

    name: str
    title: str
    language: str
    author: str
    updated: datetime
    address: str
    icon: str
    page: str = ""
    older: str = ""


class Dated(Reader):
    """Reads every instant with its whole date, so that a feed's words never grow old."""

    def moment(self, at: datetime) -> str:
        return times.moment(at, self.zone, at - _FAR)


def document(feed: Feed, entries: Sequence[Entry], base: str) -> bytes:
    """The feed as XML; ``base`` is this instance's address, by which names are minted."""
    host = urlsplit(base).hostname
    made = FeedGenerator()
    made.id(f"tag:{host},2026:{feed.name}")
    made.title(clean(feed.title))
    made.updated(max([feed.updated, *(entry.at for entry in entries)]))
    made.author({"name": clean(feed.author)})
    made.language(feed.language)
    made.icon(feed.icon)
    made.generator("")
    made.link([{"href": href, "rel": rel, "type": kind} for rel, href, kind in _links(feed) if href])
    for entry in entries:
        one = made.add_entry(order="append")
        one.id(f"tag:{host},2026:{entry.name}")
        one.title(clean(entry.title))
        one.updated(entry.at)
        one.published(entry.at)
        one.author({"name": clean(entry.author)})
        one.content(clean(entry.html), type="html")
        if entry.link:
            one.link(href=entry.link, rel="alternate", type="text/html")
    text: bytes = made.atom_str()
    return text


def paragraphs(*parts: str) -> Markup:
    """Plain sentences as HTML; empty ones fall away."""
    return Markup().join(Markup("<p>{}</p>").format(part) for part in parts if part)


def clean(text: str) -> str:
    """Text without what XML 1.0 cannot carry."""
    return _NOT_XML.sub("", str(text))


def _links(feed: Feed) -> list[tuple[str, str, str]]:
    return [
        ("self", feed.address, MIMETYPE),
        ("alternate", feed.page, "text/html"),
        ("next", feed.older, MIMETYPE),  # RFC 5005, section 3
    ]
