"""What the fold "Put this ticket on your own website" shows: the choice so far, and addresses once it is on."""

from typing import Any

from flask import current_app, g, request

from statuspage.domain.publishing import PublicChoice
from statuspage.domain.reading import Reading
from statuspage.present.public import snippets


def publication(reading: Reading) -> dict[str, Any]:
    """``is_on``, the ``choice``, and only when it is on the ``texts`` to copy; ``feed`` is the private one.

    ``is_open`` is whether the fold stands open, because something was just done in it.
    """
    ticket, urls = reading.ticket, current_app.extensions["urls"]
    done_here = request.args.get("said") in ("public", "private", "renewed")
    is_on = ticket.published_at is not None
    feed = g.shares.get("feed")
    return {
        "is_on": is_on,
        "is_open": done_here or request.endpoint == "customer.publish",
        "choice": PublicChoice.of(ticket.public_choice),
        "texts": snippets(urls, g.shares, current_app.extensions["settings"].company_name) if is_on else None,
        "feed": urls.shared(feed) if feed is not None and feed.withdrawn_at is None else "",
    }
