"""The key to one reader's mails, which stands in each of them: whose it is, and whether it still opens anything."""

from flask import abort, current_app, g

from statuspage.db import db
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.shares.scopes import MAIL
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


def subscription() -> Subscription:
    """The subscription that the key of this request has opened. A view asks once, and passes on what it was told."""
    found: Subscription = g.subscription
    return found
