"""What a server hands out is what the log says: feeds, streams, search and the public page."""

import json
from urllib.parse import quote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.tickets import Ticket
from tests.faults.posting import Desk
from tests.front.house import Reader, get
from tests.outages.letters import Follower
from tests.patience import until


def feed_has_every_letter(port: int, path: str, session: Session, ticket_id: int) -> None:
    """The feed and its archives hold each letter of the ticket once, in the order of the log."""
    items, address = [], path.replace(".atom", ".json")
    while address:
        status, _, body = get(port, address, Accept="application/json")
        assert status == 200
        page = json.loads(body)
        items += page["items"]
        older = urlsplit(page.get("next_url", ""))
        address = f"{older.path}?{older.query}" if older.path else ""
    told = [item["content_html"] for item in items]
    assert len({item["id"] for item in items}) == len(items)
    bodies = session.scalars(select(Letter.body).where(Letter.ticket_id == ticket_id).order_by(Letter.version.desc()))
    letters = iter(told)
    for body in bodies:
        assert any(body.strip("*") in html for html in letters), f"the feed lacks, or has in another order: {body}"


def stream_brings_what_was_missed(follower: Follower, session: Session, ticket_id: int) -> None:
    """A reader that was there all along stands at the newest letter, and one that comes back late is brought there."""
    newest = select(Letter.body).where(Letter.ticket_id == ticket_id).order_by(Letter.version.desc()).limit(1)
    body = session.scalars(newest).one()
    version = session.scalars(select(Ticket.version).where(Ticket.id == ticket_id)).one()
    session.rollback()
    until(lambda: body in follower.shown and _number(follower.ids[-1]) == version)
    numbers = [_number(one) for one in follower.ids]
    assert numbers == sorted(numbers), "it went back to an older version"
    with Reader(follower.port, follower.path, Last_Event_ID=follower.ids[0]) as late:
        brought = next(event for event in iter(late.next, None) if event.id)
        assert body in brought.data


def search_finds(desk: Desk, words: list[str]) -> None:
    """Each of these words is found at the desk."""
    missing = [word for word in words if f"<mark>{word}</mark>" not in desk.read(f"/desk/find?q={quote(word)}")]
    assert not missing, f"written, and not found: {missing}"


def public_page_follows_the_log(port: int, path: str, session: Session, ticket_id: int) -> None:
    """The public page is there, or gone, as the customer decided last."""
    kinds = Event.kind.in_(("published", "unpublished"))
    last = select(Event.kind).where(Event.ticket_id == ticket_id, kinds).order_by(Event.version.desc()).limit(1)
    kind = session.scalar(last)
    session.rollback()
    assert get(port, path)[0] == (200 if kind == "published" else 410), kind


def _number(event_id: str) -> int:
    return int(event_id.partition("-")[0].partition(".")[0])
