"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): what the Atom feed says, for readers that prefer JSON."""

import json
from collections.abc import Sequence

from statuspage.present.feeds.feed import Feed, FeedEntry, clean, tag_uri
from statuspage.present.times import iso

MIMETYPE = "application/feed+json"


def document(feed: Feed, entries: Sequence[FeedEntry], base: str) -> bytes:
    """The feed as JSON; ``base`` is this instance's address, by which names are minted."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.links.address,
        "next_url": feed.links.older,
        "icon": feed.icon,
        "favicon": feed.icon,
        "authors": [{"name": clean(feed.author)}],
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
        "items": [_item(entry, base, feed.language) for entry in entries],
    }
    given = {key: value for key, value in told.items() if value or key == "items"}
    return json.dumps(given, ensure_ascii=False, indent=1).encode()


def _item(entry: FeedEntry, base: str, language: str) -> dict[str, object]:
    item: dict[str, object] = {
        "id": tag_uri(base, entry.name),
        "url": entry.link,
        "title": clean(entry.title),
        "content_html": clean(entry.html),
        "date_published": iso(entry.at),
        "date_modified": iso(entry.corrected_at) if entry.corrected_at else "",
        "authors": [{"name": clean(entry.author)}],
        "language": language,
    }
    return {key: value for key, value in item.items() if value}
