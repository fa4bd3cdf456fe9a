"""Drafts as the tests write them: Maria's, in English unless they say more."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.desk.drafts import Draft, save_draft
from statuspage.domain.people.agents import Agent


def add_draft(
    session: Session, now: datetime, *, title: str, body: str, is_offer: bool = False, **others: Any
) -> Draft:
    """A draft with this English text, and those in ``others`` by their language."""
    by = session.scalars(select(Agent).order_by(Agent.id)).first()
    assert by is not None
    texts = {"en": body, **others}
    return save_draft(session, None, by, now, name=title, texts=texts, is_offer=is_offer, first="en")
