"""Where anyone can see a ticket: the absolute addresses of its public shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuspage.domain.shares.share import Share, ShareFacts
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """The page, the card, the badge (as SVG) and both feeds of one ticket; "" for each that is not offered.

    ``by_mail`` is where its page can be followed by mail.
    """

    page: str
    card: str
    badge: str
    feed: str
    json_feed: str
    by_mail: str = ""


def public_addresses(urls: Urls, shares: Mapping[str, Share | ShareFacts], *, by_mail: bool = False) -> PublicAddresses:
    """The addresses of a ticket with these shares, by their scopes; ``by_mail`` says that it can be followed so."""
    feed, page = shares.get("public_feed"), urls.offered(shares.get("public"))
    return PublicAddresses(
        page=page,
        card=urls.offered(shares.get("embed")),
        badge=urls.offered(shares.get("badge")),
        feed=urls.offered(feed),
        json_feed=urls.offered(feed, "json"),
        by_mail=f"{page}/follow" if page and by_mail else "",
    )
