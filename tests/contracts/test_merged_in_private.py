"""That two tickets go on as one is nobody's business: of all that anyone can read, the one that closed is closed."""

import pytest

from statuspage.db import db
from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.customer_verbs import reply
from statuspage.domain.merging.verbs import merge, part
from statuspage.domain.opening import open_ticket
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicTicket
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import share, shares_of
from statuspage.security.access import Access
from tests.cast import SUBJECT, due
from tests.contracts.doors import Keys, places

QUERIES = ("", "?lang=de", "?size=timeline")
TRAY = "The tray leaks on Sundays"
# What closing alone changes, and that a promise which stood was moved before it was due.
CLOSED = {"is_open", "closure", "ended_at", "updated_at"} | {"promise", "score", "changes_at"}
NOTHING = PublicChoice(owner="nobody", steps=False, clock=False, promise=False, score=False)
CHOICES = {
    "everything": PublicChoice(owner="photo", subject="subject", letters=True),
    "usual": PublicChoice(),
    "nothing": NOTHING,
}


@pytest.fixture(params=CHOICES.values(), ids=CHOICES)
def both(request, run, cast, clock):
    """The ids of two published tickets of Ana: the one that closes, and the one that goes on."""
    tray = run(open_ticket, cast.ana, cast.tom, clock(), subject=TRAY, story="On the counter.").id
    for ticket, hours in ((cast.ticket.id, 3), (tray, 9)):
        said = {
            "body": "For all to read.",
            "heard": "It dies.",
            "promise": due(clock(), hours=hours),
            "is_public": True,
        }
        run(write_letter, ticket, cast.maria, clock.forward(minutes=1), **said)
        run(publish, ticket, request.param, clock.forward(minutes=1))
        for scope in PUBLIC_SCOPES:
            run(share, ticket, scope, clock())
    return tray, cast.ticket.id


@pytest.fixture
def answers(app, client):
    """Every public address of a ticket as anyone reads it now: status, headers and bytes."""

    def ask(ticket):
        db.session.remove()
        keys, found = Keys(app.extensions["urls"], shares_of(db.session(), ticket)), {}
        for place in places(app):
            if place.access is not Access.FOLLOW and place.access.value not in PUBLIC_SCOPES:
                continue
            for path in (place.path(token=keys.to(place.access)) + query for query in QUERIES):
                with client.get(path) as answer:
                    told = sorted((name, value) for name, value in answer.headers if name != "Date")
                    found[path] = (answer.status_code, told, answer.data)
        return found

    return ask


def shown(ticket, now):
    """What the gate says of it, field by field."""
    db.session.remove()
    found = public_ticket(db.session(), ticket, "Fernhill Coffee", now)
    return {name: getattr(found, name) for name in PublicTicket.__slots__}


def differ(before, after):
    return {name for name in before if before[name] != after[name]}


@pytest.mark.long
def test_whatever_comes_of_it_nobody_can_tell(run, cast, clock, both, answers):
    gone, into = both
    clock.forward(minutes=1)
    public, before, fields = answers(into), answers(gone), shown(gone, clock())
    assert len(before) > 30
    run(merge, gone, into, cast.maria, clock())
    assert answers(into) == public, "the one that goes on reads as it did, to the byte"
    closed = answers(gone)
    assert differ(fields, shown(gone, clock())) <= CLOSED
    for words in (SUBJECT.encode(), b"together", b"goes on", b"merged"):
        assert [path for path, (_, _, data) in closed.items() if words in data] == []
    run(reply, gone, clock(), body="It leaks again.")
    assert (answers(into), answers(gone)) == (public, closed), "what she writes there moves neither"
    run(part, gone, clock())
    assert answers(into) == public
    assert differ(fields, shown(gone, clock())) <= {"updated_at", "promise", "score"}
    opened = answers(gone)
    assert {path: code for path, (code, _, _) in opened.items()} == {
        path: code for path, (code, _, _) in before.items()
    }
    run(merge, gone, into, cast.maria, clock())
    run(part, gone, clock(), agent=cast.maria)
    assert answers(into) == public
