"""The desk's views: every built-in one as an agent asks for it, over 1,000,000 tickets against 1,000.

Each is asked for in turns with its small twin, in one run, and what is compared is CPU. Each is read off an index of
its own, to a limit, and a count stops at “99+”.
"""

from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import text

from bench.ground import Ground, asked, cpu, ground, now
from bench.report import Report
from statuspage.db import write
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket

SMALL, LARGE = 1_000, 1_000_000
ROUNDS, TIMES = 7, 4
BUILT_IN = {
    "mine, above the queue": "/desk",
    "everyone, above the queue": "/desk?of=everyone",
    "everyone": "/desk/tickets?of=everyone",
    "a colleague's": "/desk/tickets?of=2",
    "late across the team": "/desk/tickets?of=everyone&state=late",
    "waiting": "/desk/tickets?of=everyone&state=waiting",
    "closed": "/desk/tickets?of=everyone&state=over",
    "all": "/desk/tickets?of=everyone&state=any",
    "to look at": "/desk/tickets?state=look",
    "everything with a tag": "/desk/tickets?of=everyone&state=any&tag=often",
    "everything with two tags": "/desk/tickets?of=everyone&state=any&tag=often,rare",
}
FILTERED = {"late promises of the English, by filters": "/desk/tickets?of=everyone&state=any&promise=late&language=en"}
# By the number of a ticket, modulo eight: unheard, late, promised, waiting, over, suspected, unanswered, unhappy.
MADE = {
    "owner_id": "i % 16 / 8 + 1",
    "seed": "i",
    "heard_at": "CASE i % 8 WHEN 0 THEN NULL ELSE :past END",
    "promised_at": "CASE i % 8 WHEN 1 THEN :past WHEN 2 THEN :future END",
    "closed_at": "CASE i % 8 WHEN 4 THEN :past END",
    "suspected_at": "CASE i % 8 WHEN 5 THEN :past END",
    "unanswered": "i % 8 >= 6",
    "unanswered_since": "CASE WHEN i % 8 >= 6 THEN :past END",
    "unhappy": "i % 8 = 7",
    "last_letter_at": ":past",
}
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"


def measure(report: Report) -> None:
    with ground() as few, few.app.app_context():
        fill(few, SMALL)
        with ground() as many:
            fill(many, LARGE)
            for name, path in BUILT_IN.items():
                ratio, reference = _compared(many, few, path)
                report.line(f"{name}: over 1,000,000 against 1,000", ratio, 2, "x", reference)
            for name, path in FILTERED.items():
                report.note(name, *_noted(many, few, path))


def fill(here: Ground, count: int) -> None:
    """So many tickets of two agents, an eighth in each state; a third have a tag, and of a thousand one has another."""
    with write() as session:
        first = session.get_one(Ticket, here.ticket_id)
        agent = _agents(session, here)
        put_on(session, first.id, agent, now(), "often, rare")
        columns = [one.name for one in Ticket.__table__.columns if one.name != "id"]
        made = ", ".join(MADE.get(name, name) for name in columns)
        ends = {"past": now() - timedelta(days=1), "future": now() + timedelta(days=1)}
        given = {name: f"{at:%Y-%m-%d %H:%M:%S.%f}" for name, at in ends.items()}
        given |= {"first": here.ticket_id + 1, "last": count, "base": here.ticket_id}
        into = f"INSERT INTO ticket ({', '.join(columns)}) {_NUMBERS}"
        session.execute(text(f"{into} SELECT {made} FROM n, ticket t WHERE t.id = :base"), given)
        tagged = "INSERT INTO ticket_tag SELECT id, :tag, 1, :past FROM ticket WHERE id > :base AND id % :each = 0"
        for tag, each in ((1, 3), (2, 1_000)):
            session.execute(text(tagged), given | {"tag": tag, "each": each})
        session.execute(text("UPDATE tag SET tickets = (SELECT count(*) FROM ticket_tag WHERE tag_id = tag.id)"))


def _agents(session: Any, here: Ground) -> Any:
    from statuspage.domain.people.agents import Agent, add_agent

    said = {"email": "t@example.org", "name": "Tom Becker", "zone": "UTC"}
    add_agent(session, now() - timedelta(days=30), password_hash="-", **said)
    return session.get_one(Agent, here.agent_id)


def _compared(many: Ground, few: Ground, path: str) -> tuple[float, str]:
    """How much more CPU the page takes over many tickets, and both in milliseconds."""
    large, small = (asked(one.app, path, Cookie=one.cookie) for one in (many, few))
    for ask in (large, small):
        ask(), ask()
    pairs = [(cpu(large, TIMES), cpu(small, TIMES)) for _ in range(ROUNDS)]
    reference = f"{median(p[0] for p in pairs):.2f} ms against {median(p[1] for p in pairs):.2f} ms"
    return median(one / other for one, other in pairs), reference


def _noted(many: Ground, few: Ground, path: str) -> tuple[float, str, str]:
    ratio, reference = _compared(many, few, path)
    return ratio, "x", f"{reference}; it looks through the newest 20,000"
