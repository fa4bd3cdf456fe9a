"""What the customer's page says of what is public: whether anything is, and the address of the private feed."""

from typing import Any

from flask import current_app, g

from statuspage.domain.reading import Reading


def publication(reading: Reading) -> dict[str, Any]:
    """``is_on``, and ``feed``, the private one; "" when it is withdrawn."""
    feed = g.shares.get("feed")
    there = feed is not None and feed.withdrawn_at is None
    return {
        "is_on": reading.ticket.published_at is not None,
        "feed": current_app.extensions["urls"].shared(feed) if there else "",
    }
