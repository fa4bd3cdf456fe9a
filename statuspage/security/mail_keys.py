"""The keys that stand in mails and are no share's: whose each is, and whether it still opens anything.

Each ``open_…`` finds it for this request, and refuses whatever is none (404), or was replaced (410). A view asks once
for what was opened, and passes it on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from flask import abort, current_app, g
from sqlalchemy import select

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.scopes import CONFIRM, HELD, JOIN, LOST, MAIL, MINE, SCOPES
from statuspage.domain.shares.share import Withdrawn, opens, shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.way_in.overviews import Overview
from statuspage.security.erased import refuse_erased, refuse_erased_overview
from statuspage.security.held_keys import HeldKey, unsign_held
from statuspage.security.question_keys import read_question
from statuspage.security.signing import unsign

Row = TypeVar("Row", Subscription, Overview)


def open_mails(token: str) -> None:
    """Find the subscription that this token opens; 410 also for that of a companion who was let go."""
    found = _row(MAIL, token, Subscription)
    refuse_erased(found.ticket_id)
    if companion_was_let_go(db.session(), found):
        abort(410)
    g.subscription = found


def open_overview(token: str) -> None:
    """Find the overview that this token opens."""
    key = unsign(_secret_keys(), MINE, token)
    if key is not None:
        refuse_erased_overview(key.share_id)
    g.overview = _row(MINE, token, Overview)


def open_lost(token: str) -> None:
    """Find the mailed link that this token stands for; how it stands, its row decides."""
    g.lost = (unsign(_secret_keys(), LOST, token) or abort(404)).share_id


def open_invitation(token: str) -> None:
    """Find the invitation that this token stands for; how it stands, its row decides."""
    g.invited = (unsign(_secret_keys(), JOIN, token) or abort(404)).share_id


def open_question(token: str) -> None:
    """Find the question that a follower was asked."""
    g.question = read_question(_secret_keys(), token) or abort(404)


def open_held(token: str) -> None:
    """Find the letter that waits, and the ending that was offered; 410 once its writer was let go."""
    key = unsign_held(_secret_keys(), token) or abort(404)
    writer = select(Agent.is_active).join(IncomingMail, IncomingMail.agent_id == Agent.id)
    if db.session.scalar(writer.where(IncomingMail.id == key.mail_id)) is False:
        abort(410)
    g.held = key


OPENERS: dict[str, Callable[[str], None]] = {
    MAIL: open_mails,
    MINE: open_overview,
    LOST: open_lost,
    JOIN: open_invitation,
    CONFIRM: open_question,
    HELD: open_held,
}


def _row(scope: str, token: str, table: type[Row]) -> Row:
    """The row that this token opens in its present generation."""
    key = unsign(_secret_keys(), scope, token)
    found = db.session.get(table, key.share_id) if key else None
    if key is None or found is None or key.generation > found.generation:
        abort(404)
    if key.generation < found.generation:
        abort(410)
    return found


def _secret_keys() -> Sequence[str]:
    keys: Sequence[str] = current_app.extensions["settings"].secret_keys
    return keys


def own_page(found: Subscription, token: str) -> str:
    """The path of the page that this private key opens now, if it is the same reader's; "" for any other.

    The key to their mails alone leads to no page: it stands in old mails too, whose link may have been replaced.
    """
    key = unsign(_secret_keys(), "private", token)
    if key is None or found.reader == "follower":
        return ""
    share = shares_of(db.session(), found.ticket_id, found.companion_id).get("private")
    try:
        is_theirs = share is not None and share.id == key.share_id and opens(share, key, "private", now())
    except Withdrawn:
        return ""
    return SCOPES["private"].path(token) if is_theirs else ""


def subscription() -> Subscription:
    """The subscription that the key of this request has opened."""
    found: Subscription = g.subscription
    return found


def overview() -> Overview:
    """The overview that the key of this request has opened."""
    found: Overview = g.overview
    return found


def has_own_page() -> bool:
    """Whether this request came with a good key to all tickets of one address, or to an invitation."""
    return "overview" in g or "invited" in g


def lost() -> int:
    """The id of the mailed link that this request came with."""
    found: int = g.lost
    return found


def invited() -> int:
    """The id of the invitation that this request came with."""
    found: int = g.invited
    return found


def question() -> tuple[int, datetime]:
    """The id of the follower's subscription that this request came with the question of, and when they were asked."""
    found: tuple[int, datetime] = g.question
    return found


def held() -> HeldKey:
    """The letter that waits, and the ending, that this request came with the key to."""
    found: HeldKey = g.held
    return found
