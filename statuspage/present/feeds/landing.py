"""What a person sees who opens a feed's address in a browser: what it is, what to do with it, and what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import render_template

from statuspage.present import times
from statuspage.present.feeds.feed import Feed, FeedEntry

NEWEST = 5  # entries


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One entry in a line: its title and, told as a date, when it happened."""

    title: str
    iso: str
    date: str


@dataclass(frozen=True, slots=True)
class FeedLanding:
    """The page of a feed at this ``address``, and its newest entries. ``home`` is the page that it follows, or "".

    ``is_private`` is whether it is for one reader alone.
    """

    title: str
    address: str
    home: str
    is_private: bool
    lines: tuple[FeedLine, ...]


def render_landing(feed: Feed, entries: Sequence[FeedEntry], zone: str, *, is_private: bool) -> str:
    """The page in the language that is spoken, with dates by the clock of this zone.

    It shows nothing but what the feed itself says, so that it may be read by whoever may read that.
    """
    lines = tuple(_line(entry, zone) for entry in entries[:NEWEST])
    page = FeedLanding(feed.title, feed.links.current or feed.links.address, feed.page, is_private, lines)
    return render_template("feeds/landing.html", page=page)


def _line(entry: FeedEntry, zone: str) -> FeedLine:
    date = entry.at.astimezone(ZoneInfo(zone)).date()
    return FeedLine(entry.title, entry.at.isoformat(), times.on(date, "yMMMd"))
