"""What JSON Feed 1.1 asks of a feed (https://www.jsonfeed.org/version/1.1/), and that both formats tell the same."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from tests.surfaces.atom_rules import ATOM, RFC3339, WEB

FEED = {
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "next_url",
    "icon",
    "favicon",
    "authors",
    "language",
    "hubs",
    "items",
}
ITEM = {"id", "url", "title", "content_html", "date_published", "authors", "language"}
CORRECTED = "date_modified"  # of an item whose words have changed


def faults(document: bytes, address: str, atom: bytes) -> list[str]:
    """What is wrong with this document, asked for at this address; ``atom`` is the same page in the other format."""
    try:
        feed = json.loads(document)
    except ValueError as fault:
        return [f"not JSON: {fault}"]
    return [*_feed(feed, address), *_same(feed, etree.fromstring(atom))]


def _feed(feed: dict[str, Any], address: str) -> Iterator[str]:
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"the version is {feed.get('version')}"
    if feed.get("feed_url") != address:
        yield f"asked at {address}, it says {feed.get('feed_url')}"
    yield from (f"no place for {key}" for key in {*feed} - FEED)
    yield from (f"{key} is {feed.get(key)!r}" for key in ("title", "language") if not feed.get(key))
    yield from (f"{key} is {feed[key]}" for key in feed if key.endswith("_url") and not WEB.fullmatch(feed[key]))
    if not isinstance(feed.get("items"), list) or not feed.get("authors"):
        yield "no list of items, or nobody wrote it"
    names = [item.get("id") for item in feed.get("items", ())]
    if len({*names}) < len(names):
        yield "an id stands there twice"
    for item in feed.get("items", ()):
        yield from (f"an item has no place for {key}" for key in {*item} - ITEM - {CORRECTED})
        yield from (f"an item has no {key}" for key in ITEM - {"url"} if not item.get(key))
        for at in (item.get("date_published", ""), item.get(CORRECTED, item.get("date_published", ""))):
            if not RFC3339.fullmatch(at):
                yield f"an item is of {at}"


def _same(feed: dict[str, Any], root: etree._Element) -> Iterator[str]:
    """Both formats tell the same entries."""
    told = [
        (
            entry.findtext(f"{ATOM}id"),
            entry.findtext(f"{ATOM}title"),
            entry.findtext(f"{ATOM}content"),
            datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").replace(microsecond=0),
        )
        for entry in root.findall(f"{ATOM}entry")
    ]
    items = [
        (
            item["id"],
            item["title"],
            item["content_html"],
            datetime.fromisoformat(item.get(CORRECTED, item["date_published"])),
        )
        for item in feed["items"]
    ]
    if items != told:
        yield "it tells something else than the Atom feed"
    older = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "prev-archive"]
    if [re.sub(r"\.json\b", ".atom", url) for url in (feed.get("next_url"),) if url] != older:
        yield "its next page is another"
