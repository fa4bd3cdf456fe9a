"""Two of the demo's people who ask together: Jonas made a company, Marcus accepted, and each lets the other read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.company_verbs import agree, choose_way, make_company
from statuspage.domain.invitations import accept, invite
from statuspage.domain.people.companies import READ_ALL
from statuspage.domain.people.customers import Customer
from statuspage.domain.way_in.overviews import join

NAME = "Lind & Cole"
_OURS = "Fernhill Coffee"


def share_a_company(session: Session, customers: Mapping[str, Customer], now: datetime) -> None:
    """Some weeks ago, all on one day; nobody has opened a ticket of the other so far."""
    at, jonas, marcus = now - timedelta(days=20), customers["jonas"], customers["marcus"]
    mine = join(session, jonas.email, at).id
    company = make_company(session, mine, at, name=NAME, ours=_OURS)
    (invited,) = invite(session, mine, at, typed=marcus.email)
    typed = {"name": marcus.name, "zone": marcus.zone, "language": marcus.language, "ours": _OURS}
    theirs = accept(session, invited.id, at + timedelta(hours=3), **typed)
    choose_way(session, mine, at + timedelta(hours=4), way=READ_ALL, answers_id=None, seen=company.version)
    if theirs is not None:
        agree(session, theirs.id, at + timedelta(hours=5), seen=company.version)
