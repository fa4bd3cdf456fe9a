"""A busy week of the team, by the domain's own verbs: what the tests of the team page start from."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import confirm
from statuspage.domain.opening import open_ticket
from tests.cast import Cast, due


def busy(session: Session, cast: Cast, monday: datetime, count: int = 12, late: int = 1) -> None:
    """So many tickets asked, heard an hour later and solved on the next day; ``late`` of the promises were not kept."""
    for number in range(count):
        at = monday + timedelta(hours=9, minutes=number)
        ticket = open_ticket(session, cast.ana, cast.maria, at, subject="It", story="It broke.").id
        at += timedelta(hours=1)
        promise = due(at, hours=20)
        write_letter(session, ticket, cast.maria, at, body="On it.", heard="It broke.", promise=promise)
        at = promise.at + timedelta(minutes=5 if number < late else -5)
        write_letter(session, ticket, cast.tom, at, body="Well again?", asks_solved=True)
        confirm(session, ticket, at + timedelta(hours=2))
