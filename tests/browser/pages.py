"""Every kind of page there is, in the states that look different, for what must hold on all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import close_unconfirmed
from statuspage.domain.causes.cause import begin_cause
from statuspage.domain.causes.laid import note_sent, read_laid
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.ties import tie
from statuspage.domain.companion_verbs import let_in
from statuspage.domain.company_verbs import make_company
from statuspage.domain.customer_verbs import ask_call, confirm, reply, say_not_quite
from statuspage.domain.incoming.taking import hold, take
from statuspage.domain.incoming.taking import refuse as refuse_mail
from statuspage.domain.invitations import invite
from statuspage.domain.letters import Letter
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.merging.verbs import merge
from statuspage.domain.people.agents import Agent, add_agent, agent_by_email
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.subjects import change_subject
from statuspage.domain.tags.tag import Tag
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink, Overview, ask_for_overview, use
from statuspage.security.sessions import hash_password
from tests.browser.server import Server
from tests.browser.tickets import Fresh, another, fresh, now
from tests.mails import come_in, newest_mail, refuse

PASSWORD = "an espresso, please"
LANGUAGES = ("en", "de", "ar")
NAMES = {"en": "Ana Reis", "de": "Lea Brandt", "ar": "فاطمة الزهراء"}
AGENTS = {"en": "maria", "de": "greta", "ar": "layla"}


@dataclass(frozen=True)
class Place:
    """A page: its address, who must be signed in to see it (an agent's key), and the status it is answered with."""

    address: str
    agent: str = ""
    status: int = 200


def add_agents(server: Server) -> None:
    """Two more agents, who read German and Arabic at their desks."""
    for language, key, name in (("de", "greta", "Greta Lang"), ("ar", "layla", "ليلى حداد")):
        if not server.do(lambda session, key=key: agent_by_email(session, f"{key}@fernhill.example")):
            server.do(
                add_agent,
                now(),
                email=f"{key}@fernhill.example",
                name=name,
                password_hash=hash_password(PASSWORD),
                language=language,
                zone="Europe/Berlin",
                role="Workshop",
                place="Berlin",
            )
            server.links["agents"].append({"name": name, "email": f"{key}@fernhill.example", "password": PASSWORD})


def places(server: Server, language: str) -> dict[str, Place]:
    """All pages in this language, by name."""
    agent = AGENTS[language]
    base = server.url
    made: dict[str, Place] = {
        "home": Place(f"{base}/"),
        "ask": Place(f"{base}/ask?topic=repair&about=Order+1042&lang={language}"),
        "login": Place(f"{base}/desk/login"),
        "not found": Place(f"{base}/nothing-here", status=404),
        "team": Place(f"{base}/team?lang={language}"),
        "card, team": Place(f"{base}/team/card?lang={language}"),
    }
    for name, state in STATES.items():
        ticket = state(server, language)
        made[f"customer, {name}"] = Place(ticket.page)
        made[f"desk, {name}"] = Place(ticket.desk, agent)
        if name in ("open", "solved"):
            ticket.publish()
            made[f"feed, {name}"] = Place(ticket.links["feed"])
            made[f"public feed, {name}"] = Place(f"{ticket.public('public_feed')}?lang={language}")
            made[f"public, {name}"] = Place(f"{ticket.public()}?lang={language}")
            made[f"studio, {name}"] = Place(f"{ticket.page}/studio")
            made[f"card, {name}"] = Place(f"{ticket.public('embed')}?lang={language}")
    made["studio, off"] = Place(f"{_new(server, language).page}/studio")
    with_companion = _open(server, language)
    made["companions"] = Place(f"{with_companion.page}/companions")
    made["customer, a companion"] = Place(_companion(server, with_companion))
    gone = _open(server, language)
    gone.publish()
    address = gone.public()
    from statuspage.domain.publication.verbs import unpublish

    server.do(unpublish, gone.id, now())
    customer = server.do(lambda session: session.get(Ticket, gone.id).customer_id)
    bounced = _open(server, language)
    server.do(lambda session: refuse(session, newest_mail(session).id, now()))
    replaced, mails = gone.page, server.do(own_subscription, gone.id)
    server.do(rotate, gone.id, "private", now())
    return made | {
        "withdrawn": Place(address, status=410),
        "replaced": Place(replaced, status=410),
        "mails": Place(server.app.extensions["urls"].mails(mails.id, mails.generation)),
        "desk, unreached": Place(bounced.desk, agent),
        "outbox": Place(f"{base}/desk/outbox", agent),
        **_mails(server, language),
        **_all_tickets(server, language),
        **_cause(server, language),
        **_tags(server, language),
        **_two_as_one(server, language),
        "queue": Place(f"{base}/desk", agent),
        "our company": Place(f"{base}/desk/our-company", agent),
        "new ticket": Place(f"{base}/desk/tickets/new", agent),
        "a customer": Place(f"{base}/desk/customers/{customer}", agent),
        "me": Place(f"{base}/desk/me", agent),
        "way in": Place(f"{base}/desk/way-in", agent),
        "asked elsewhere": Place(f"{base}/desk/way-in/elsewhere?topic=repair&about=Lilla+Pro", agent),
        "topic": Place(f"{base}/desk/way-in/topics/1", agent),
        "a draft": Place(f"{base}/desk/drafts/1", agent),
        "phrases": Place(f"{base}/desk/phrases", agent),
        "find": Place(f"{base}/desk/find?q=an", agent),
    }


def _mails(server: Server, language: str) -> dict[str, Place]:
    """What came in by mail, at the desk and on the customer's page; and a letter by mail that waits for its ending."""
    ticket, agent, base = _open(server, language), AGENTS[language], server.url

    def come(session: Session) -> tuple[int, int, int]:
        own = own_subscription(session, ticket.id)
        maria = agent_by_email(session, f"{agent}@fernhill.example")
        assert own is not None
        assert maria is not None
        sent = {"sender": "ana@work.example", "subject": "The machine"}
        names = [f"{ticket.id} {number}" for number in range(3)]
        taken, refused, held = (come_in(session, now(), name, "It is me, Ana, from work.", **sent) for name in names)
        taken.ticket_id, taken.subscription_id, held.ticket_id, held.agent_id = ticket.id, own.id, ticket.id, maria.id
        take(session, taken, now())
        refuse_mail(refused, "no_address")
        hold(session, held, now(), {"body": held.words})
        return taken.version, refused.id, held.id

    version, refused, held = server.do(come)
    return {
        "mails that came in": Place(f"{base}/desk/incoming", agent),
        "a refused mail": Place(f"{base}/desk/incoming/{refused}", agent),
        "a letter that waits": Place(server.app.extensions["urls"].held(held, None)),
        "a whole mail": Place(f"{ticket.page}/mails/{version}"),
    }


def _all_tickets(server: Server, language: str) -> dict[str, Place]:
    """All tickets of one address, the mailed links that lead there, and where they are asked for."""
    urls = server.app.extensions["urls"]
    tickets = {end: fresh(server, name=NAMES[language], language=language) for end in ("open", "solved")}
    email = f"all.{tickets['open'].id}@example.org"  # another address each time, as the links of one are counted
    for end, ticket in tickets.items():
        server.do(_reached_at, ticket.id, email)
        ticket.letter("The part came today.", asks_solved=end == "solved")
        if end == "solved":
            server.do(confirm, ticket.id, now())

    def lose(session: Session) -> tuple[int, Overview]:
        for at in (now() - timedelta(minutes=30), now()):
            ask_for_overview(session, email, at)
        session.flush()
        used, waits = session.scalars(select(LostLink.id).where(LostLink.email == email).order_by(LostLink.id)).all()
        found = use(session, used, now())
        assert found is not None
        return waits, found

    def together(session: Session, overview_id: int) -> int:
        """A company, with somebody who is invited to it."""
        make_company(session, overview_id, now(), name="Casa Reis", ours="Fernhill Coffee")
        return invite(session, overview_id, now(), typed=f"rui.{email}")[0].id

    waits, found = server.do(lose)
    mine = urls.mine(found.id, found.generation)
    return {
        "a lost link": Place(f"{server.url}/ask/link?lang={language}"),
        "a mailed link": Place(urls.lost(waits)),
        "all tickets": Place(mine),
        "something new": Place(f"{mine}/ask"),
        "a company": Place(f"{mine}/company"),
        "an invitation": Place(urls.join(server.do(together, found.id))),
    }


def _cause(server: Server, language: str) -> dict[str, Place]:
    """One cause of two tickets, with its letter laid before their owner, who has sent one of them."""
    laid, sent = (fresh(server, name=NAMES[language], language=language) for _ in range(2))

    def begin(session: Session) -> int:
        maria = agent_by_email(session, "maria@fernhill.example")
        assert maria is not None
        cause = begin_cause(session, maria, now(), name="Burnt pump seals of March", known="The soft ones.")
        tie(session, cause.id, [laid.id, sent.id], maria, now())
        lay(session, cause.id, maria, now(), body="[[their name]], they burn.\n\n[[your own words]]", language="en")
        return cause.id

    def made_from_it(session: Session) -> None:
        waiting = read_laid(session, sent.id)
        assert waiting is not None
        note_sent(session, waiting[0].id, session.get_one(Letter, (sent.id, version)))

    cause_id = server.do(begin)
    version = sent.letter("Ana, they burn. I have yours here.")
    server.do(made_from_it)
    agent, base = AGENTS[language], f"{server.url}/desk/causes"
    return {
        "causes": Place(base, agent),
        "a cause": Place(f"{base}/{cause_id}?q=grinder", agent),
        "a new cause": Place(f"{base}/new?ticket={laid.id}", agent),
        "a laid letter": Place(laid.desk, agent),
    }


def _tags(server: Server, language: str) -> dict[str, Place]:
    """A ticket with many tags, one of them long, whose subject was changed; a list of such; and one of the tags."""
    ticket, agent, base = _open(server, language), AGENTS[language], f"{server.url}/desk"
    ticket.publish()

    def put(session: Session) -> None:
        maria = agent_by_email(session, "maria@fernhill.example")
        assert maria is not None
        put_on(session, ticket.id, maria, now(), f"seals, Ersatzteil, {'x' * 40}, ضمان, repairs")
        change_subject(session, ticket.id, maria, now(), subject="The seals burn")

    server.do(put)
    seals = server.do(lambda session: session.scalar(select(Tag.id).where(Tag.name == "seals")))
    return {
        "desk, tagged": Place(ticket.desk, agent),
        "customer, another subject": Place(ticket.page),
        "tickets": Place(f"{base}/tickets?of=everyone&state=any&tag=seals,repairs", agent),
        "a tag": Place(f"{base}/tags/{seals}", agent),
    }


def _two_as_one(server: Server, language: str) -> dict[str, Place]:
    """Two tickets of one customer that go on as one, and a third that may yet."""
    ticket, agent = _owned(server, language), AGENTS[language]
    gone, third = (another(server, ticket, subject) for subject in ("The grinder hums like a fridge", "The tray leaks"))

    def put(session: Session) -> None:
        maria = agent_by_email(session, "maria@fernhill.example")
        assert maria is not None
        merge(session, gone.id, ticket.id, maria, now())

    server.do(put)
    return {
        "customer, goes on elsewhere": Place(gone.page),
        "desk, two as one": Place(ticket.desk, agent),
        "two to put together": Place(f"{ticket.desk}/together?other={third.id}", agent),
    }


def _reached_at(session: Session, ticket_id: int, email: str) -> None:
    session.get_one(Customer, session.get_one(Ticket, ticket_id).customer_id).email = email


def _companion(server: Server, ticket: Fresh) -> str:
    """The page of somebody who was let in, and may write."""
    joana = server.do(let_in, ticket.id, now(), name="Joana Reis", may_write=True).id
    return str(server.app.extensions["urls"].shared(server.do(shares_of, ticket.id, joana)["private"]))


def _new(server: Server, language: str) -> Fresh:
    return _owned(server, language, heard=False)


def _open(server: Server, language: str) -> Fresh:
    """A live one: a reply, a handover's worth of events, a public letter, and a call that was asked for."""
    ticket = _owned(server, language)
    server.do(say_not_quite, ticket.id, now(), body="It is the third time, not the second.")
    ticket.letter("I see: the **third** time.\n\n- the fuse\n- the seal", is_public=True, step="working", heard="…")
    server.do(reply, ticket.id, now(), body="Is there a loaner?")
    server.do(ask_call, ticket.id, now(), phone="+351 91 555 0163", when="after four")
    return ticket


def _asked(server: Server, language: str) -> Fresh:
    ticket = _owned(server, language)
    ticket.letter("It ran all night without tripping.", asks_solved=True, is_public=True)
    return ticket


def _solved(server: Server, language: str) -> Fresh:
    ticket = _asked(server, language)
    server.do(confirm, ticket.id, now())
    return ticket


def _silent(server: Server, language: str) -> Fresh:
    ticket = _asked(server, language)

    def close(session: object) -> None:
        agent = agent_by_email(session, "maria@fernhill.example")  # type: ignore[arg-type]
        assert isinstance(agent, Agent)
        close_unconfirmed(session, ticket.id, agent, now())  # type: ignore[arg-type]

    server.do(close)
    return ticket


def _owned(server: Server, language: str, *, heard: bool = True) -> Fresh:
    return fresh(server, name=NAMES[language], language=language, heard=heard)


STATES: dict[str, Callable[[Server, str], Fresh]] = {
    "new": _new,
    "open": _open,
    "asked": _asked,
    "solved": _solved,
    "silent": _silent,
}
