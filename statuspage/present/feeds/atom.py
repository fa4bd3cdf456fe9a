"""Atom (RFC 4287) with closed pages (RFC 5005): the same entries always give the same bytes.

Feedgen would put in the present time where none is given, and fail at control characters; both are prevented here.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from statuspage.later import later
from statuspage.present.feeds.feed import Feed, FeedEntry, clean, newest, tag_uri

if TYPE_CHECKING:
    from feedgen import feed as feedgen
    from lxml import etree
else:
    feedgen = later("feedgen.feed")
    etree = later("lxml.etree")

MIMETYPE = "application/atom+xml"
_HISTORY = "http://purl.org/syndication/history/1.0"


@cache
def _closed() -> Any:
    """The mark of a page whose entries will never change."""
    from feedgen.ext.base import BaseExtension

    class Closed(BaseExtension):  # type: ignore[misc]  # feedgen has no types
        def extend_ns(self) -> dict[str, str]:
            return {"fh": _HISTORY}

        def extend_atom(self, feed: Any) -> Any:
            feed.insert(0, etree.Element(f"{{{_HISTORY}}}archive"))
            return feed

    return Closed


def document(feed: Feed, entries: Sequence[FeedEntry], base: str) -> bytes:
    """The feed as XML; ``base`` is this instance's address, by which names are minted."""
    made = feedgen.FeedGenerator()
    if feed.links.current:
        made.register_extension("closed", _closed(), rss=False)
    made.id(tag_uri(base, feed.name))
    made.title(clean(feed.title))
    made.updated(newest(feed, entries))
    made.author({"name": clean(feed.author)})
    made.language(feed.language)
    made.icon(feed.icon)
    made.generator("")
    made.link([{"href": href, "rel": rel, "type": kind} for rel, href, kind in _links(feed) if href])
    for entry in entries:
        one = made.add_entry(order="append")
        one.id(tag_uri(base, entry.name))
        one.title(clean(entry.title))
        one.updated(entry.updated)
        one.published(entry.at)
        one.author({"name": clean(entry.author)})
        one.content(clean(entry.html), type="html")
        if entry.link:
            one.link(href=entry.link, rel="alternate", type="text/html")
    text: bytes = made.atom_str()
    return text


def _links(feed: Feed) -> list[tuple[str, str, str]]:
    return [
        ("self", feed.links.address, MIMETYPE),
        ("alternate", feed.page, "text/html"),
        ("hub", feed.hub, ""),
        ("prev-archive", feed.links.older, MIMETYPE),
        ("next", feed.links.older, MIMETYPE),  # for readers that know only section 3 of RFC 5005
        ("next-archive", feed.links.newer, MIMETYPE),
        ("current", feed.links.current, MIMETYPE),
    ]
