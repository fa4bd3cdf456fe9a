"""The key to one reader's mails, which stands in each of them: whose it is, and whether it still opens anything."""

from flask import abort, current_app, g

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.shares.scopes import MAIL, SCOPES
from statuspage.domain.shares.share import Withdrawn, opens, shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.security.signing import unsign


def open_mails(token: str) -> None:
    """Find the subscription that this token opens, for this request.

    404 for whatever is not one; 410 for one that was replaced, or whose companion was let go.
    """
    key = unsign(current_app.extensions["settings"].secret_keys, MAIL, token)
    found = db.session.get(Subscription, key.share_id) if key else None
    if key is None or found is None or key.generation > found.generation:
        abort(404)
    if key.generation < found.generation or companion_was_let_go(db.session(), found):
        abort(410)
    g.subscription = found


def own_page(found: Subscription, token: str) -> str:
    """The path of the page that this private key opens now, if it is the same reader's; "" for any other.

    The key to their mails alone leads to no page: it stands in old mails too, whose link may have been replaced.
    """
    key = unsign(current_app.extensions["settings"].secret_keys, "private", token)
    if key is None or found.reader == "follower":
        return ""
    share = shares_of(db.session(), found.ticket_id, found.companion_id).get("private")
    try:
        is_theirs = share is not None and share.id == key.share_id and opens(share, key, "private", now())
    except Withdrawn:
        return ""
    return SCOPES["private"].path(token) if is_theirs else ""


def subscription() -> Subscription:
    """The subscription that the key of this request has opened. A view asks once, and passes on what it was told."""
    found: Subscription = g.subscription
    return found
