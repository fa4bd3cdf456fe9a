"""Giving what an agent asked for: one form for all lines, of which those that are filled in are given."""

import re
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from statuspage.domain import need_verbs
from statuspage.domain.need_verbs import Gift, Given
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.verbs import Answer, do

_FIELD = re.compile(r"(need|another)-(.+)")  # what is said for the line of this key; that it was sent in another way


@bp.post("/t/<token>/given")
@may(Access.PRIVATE, companions=Companions.WRITE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def give(token: str) -> Answer:
    """Give what is filled in. What somebody else gave meanwhile stays, and other words for it arrive all the same."""
    told: list[Given] = []

    def verb(session: Session, ticket_id: int, **said: Any) -> None:
        told.append(need_verbs.give(session, ticket_id, **said))

    return do(token, verb, "live", lambda: "given_before" if told and not told[0].closed else "given", gifts=_gifts())


def _gifts() -> dict[str, Gift]:
    named = [(found, value) for name, value in request.form.items() if (found := _FIELD.fullmatch(name))]
    words = {found[2]: value for found, value in named if found[1] == "need"}
    another = {found[2] for found, _ in named if found[1] == "another"}
    return {key: Gift(words.get(key, ""), key in another) for key in (*words, *another)}
