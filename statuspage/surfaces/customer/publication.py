"""The customer's own switch: a public view on, changed, off, or at new addresses."""

from flask import abort, g, request

from statuspage.db import db
from statuspage.domain import publishing, sharing
from statuspage.domain.publishing import PublicChoice
from statuspage.domain.tickets import Ticket
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.verbs import Answer, do, typed


@bp.post("/t/<token>/publication")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def publish(token: str) -> Answer:
    """``action`` is on (also to change what is shown), off or new_address."""
    action = typed("action")
    if action == "off":
        return do(publishing.unpublish, "publication", "private")
    if action == "new_address":
        return do(sharing.renew, "publication", "renewed")
    if action != "on":
        abort(400)
    return do(publishing.publish, "publication", "public", choice=_choice())


def _choice() -> PublicChoice:
    return PublicChoice(
        company=typed("company") == "yes",
        owner=typed("owner"),
        subject=typed("subject"),
        title=typed("title"),
        steps=typed("steps") == "yes",
        clock=typed("clock") == "yes",
        promise=typed("promise") == "yes",
        score=typed("score") == "yes",
        letters=typed("letters") == "yes",
        hidden=_hidden(),
    )


def _hidden() -> tuple[int, ...]:
    """The letters that stay private: those unticked here, and those hidden before that this page did not show."""
    stored = db.session.get_one(Ticket, g.ticket_id).public_choice
    listed, ticked = _versions("listed"), _versions("letter")
    return tuple(sorted((set(PublicChoice.of(stored).hidden) - listed) | (listed - ticked)))


def _versions(name: str) -> set[int]:
    asked = request.form.getlist(name)[:200]
    return {int(text) for text in asked if text.isascii() and text.isdecimal() and len(text) < 10}
