"""The formats that a feed is written in: one table, by the ending of its address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from statuspage.present.feeds import atom, json
from statuspage.present.feeds.feed import Feed, FeedEntry


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """One format. ``document`` writes a feed and its entries for an instance at this base address."""

    mimetype: str
    document: Callable[[Feed, Sequence[FeedEntry], str], bytes]


FORMATS = {
    "atom": FeedFormat(atom.MIMETYPE, atom.document),
    "json": FeedFormat(json.MIMETYPE, json.document),
}
