"""A ticket that holds a word of its own in every place where words can be, so that each can be looked for outside."""

import html
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import unquote_plus

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from statuspage.domain import customer_verbs
from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.causes.cause import begin_cause
from statuspage.domain.causes.laying import lay
from statuspage.domain.causes.ties import tie
from statuspage.domain.companion_verbs import claim, let_in
from statuspage.domain.correcting import correct_letter
from statuspage.domain.desk.holding import Meant
from statuspage.domain.desk.holding import hold as hold_letter
from statuspage.domain.desk.unsent_letters import save_unsent
from statuspage.domain.files import arriving
from statuspage.domain.files.file import Bringer
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.taking import hold, take
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.notes import add_note
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, add_agent
from statuspage.domain.people.customers import add_customer
from statuspage.domain.people.presence import be
from statuspage.domain.promises import promised_for
from statuspage.domain.publication.followers import ask_to_follow, confirm
from statuspage.domain.subjects import change_subject
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tags.tagging import put_on
from statuspage.filing.taking_in import filing
from statuspage.security.sessions import sign_in
from tests.conftest import Clock
from tests.drafts import add_draft
from tests.mails import come_in

# Who may read what besides the desk. The customer reads what both wrote; the public what the customer chose.
CUSTOMERS = {
    "customer first name": "kqana",
    "customer family name": "kqreis",
    "customer mail": "kqmail@kqhost.example",
    "customer phone": "91 777 4321",
    "when to reach": "kqevenings",
    "subject": "kqsubject",
    "subject of before": "kqformersubject",
    "title": "kqheadline",
    "story": "kqstory",
    "reply": "kqreply",
    "not quite": "kqnotquite",
    "not solved": "kqnotsolved",
    "when to call": "kqaftertea",
    "reopening": "kqreopening",
    "how it felt": "kqfelt",
    "heard": "kqheard",
    "private letter": "kqprivateletter",
    "hidden letter": "kqhiddenletter",
    "public letter": "kqpublicletter",
    "public letter as it was first": "kqfirstwords",
    "private correction": "kqprivatecorrection",
    "handover note": "kqhandover",
    "companion's first name": "kqjoana",
    "companion's family name": "kqsister",
    "companion's mail": "kqjmail@kqjhost.example",
    "companion's reply": "kqcompanionwrote",
    "claimant's name": "kqrui",
    "words by mail": "kqbymail",
    "name of a letter's file": "kqplan.txt",
    "words in a letter's file": "kqplanned",
    "name of a reply's file": "kqphoto.txt",
    "words in a reply's file": "kqpictured",
    "agent's phone": "21 555 1234",
    "agent's role": "kqrole",
    "agent's place": "kqplace",
}
DESKS = {
    "note": "kqnote",
    "draft": "kqdraft",
    "draft's title": "kqdrafttitle",
    "unsent letter": "kqunsent",
    "unsent hearing": "kqunheard",
    "tag": "kqtagged",
    "held letter": "kqheldletter",
    "held hearing": "kqheldheard",
    "cause": "kqcausename",
    "what is known about a cause": "kqcauseknown",
    "letter of a cause": "kqcauseletter",
    "agent's mail": "kqmaria@kqhouse.example",
    "agent's password": "kqpassword",
    "another's subject": "kqothersubject",
    "another's story": "kqotherstory",
    "another's name": "kqlea",
    "another's letter": "kqotherletter",
    "form's key": "kqonce",
    "another sender's words": "kqrefusedwords",
    "another sender": "kqsender@kqsends.example",
    "what an owner wrote by mail": "kqheldwords",
    "follower's mail": "kqjoana@kqfollows.example",
}
FAMILY = {"agent's family name": "kqokafor", "agent's second public name": "kqmiddle", "colleague's family": "kqbecker"}
OWNER, COLLEAGUE, PHOTO = "Kqmaria", "Kqtom", "maria.svg"


@dataclass
class Planted:
    """The ticket, the version of the letter that its customer hides, and every secret word by what it is.

    ``follower`` is the subscription of somebody who followed its public view when it was begun. ``by_mail`` is the
    mail that a reply of its customer came by, ``held`` the one that a letter came by which waits.
    """

    ticket_id: int
    hidden: int
    follower: Subscription
    by_mail: IncomingMail
    held: IncomingMail
    secrets: dict[str, str] = field(default_factory=dict)


def plant(session: Session, clock: Clock) -> Planted:
    """A whole life of one ticket, closed and reopened, with everything in it."""
    said = CUSTOMERS | DESKS
    maria, tom = _agents(session, clock)
    ana = add_customer(
        session,
        clock(),
        name="Kqana Kqreis",
        email=said["customer mail"],
        phone=f"+351 {said['customer phone']}",
        reach_when=said["when to reach"],
        zone="Asia/Kathmandu",
    )
    ticket = open_ticket(
        session,
        ana,
        maria,
        clock(),
        subject=f"My {said['subject of before']}",
        story=said["story"],
        once=said["form's key"],
    )

    def write(body: str, by=maria, **rest) -> int:
        clock.forward(minutes=17)
        promise = None
        if not rest.get("asks_solved"):
            promise = promised_for("2026-11-26T17:17", "Asia/Kathmandu", clock())
        return write_letter(session, ticket.id, by, clock(), body=f"{body} is said.", promise=promise, **rest).version

    def correct(version: int, body: str) -> None:
        correct_letter(session, ticket.id, version, maria, clock.forward(minutes=17), body=f"{body} is said.")

    def answer(verb, **rest) -> None:
        clock.forward(minutes=17)
        verb(session, ticket.id, clock(), **rest)

    def file(of: str, **by) -> str:
        name, content = (said[f"{what} a {of}'s file"] for what in ("name of", "words in"))
        return _file(session, clock, Bringer(ticket.id, **by), name, content)

    change_subject(session, ticket.id, maria, clock(), subject=f"My {said['subject']}")
    put_on(session, ticket.id, maria, clock(), f"{said['tag']}, {said['tag']} twice")
    private = write(said["private letter"], heard=said["heard"])
    answer(customer_verbs.say_not_quite, body=said["not quite"])
    key = file("letter", agent_id=maria.id)
    public = write(said["public letter as it was first"], is_public=True, files=[key])
    correct(public, said["public letter"])
    hidden = write(said["hidden letter"], is_public=True)
    correct(private, said["private correction"])
    answer(customer_verbs.reply, body=said["reply"], files=[file("reply")])
    answer(customer_verbs.ask_call, phone=f"+351 {said['customer phone']}", when=said["when to call"])
    named = {"name": "Kqjoana Kqsister", "email": said["companion's mail"]}
    joana = let_in(session, ticket.id, clock(), may_write=True, **named)
    answer(customer_verbs.reply, body=said["companion's reply"], companion_id=joana.id)
    answer(claim, name="Kqrui Reis")
    be(session, ticket.id, "reading", clock(), -joana.id)
    hand_over(session, ticket.id, maria, tom, clock(), note=said["handover note"])
    hand_over(session, ticket.id, tom, maria, clock(), note=said["handover note"])
    write("It should work now", asks_solved=True)
    answer(customer_verbs.say_not_solved, body=said["not solved"])
    write("Try again", asks_solved=True, by=tom)
    answer(customer_verbs.confirm)
    answer(customer_verbs.say_felt, listened="partly", body=said["how it felt"])
    answer(customer_verbs.reopen, body=said["reopening"])
    write(said["private letter"])
    add_note(session, ticket.id, maria, clock(), body=said["note"])
    add_draft(session, clock(), title=said["draft's title"], body=f"{said['draft']} [[their name]]")
    save_unsent(session, maria.id, ticket.id, {"body": said["unsent letter"], "heard": said["unsent hearing"]}, clock())
    typed = {"body": said["held letter"], "heard": said["held hearing"]}
    promise = promised_for("2026-11-26T17:17", "Asia/Kathmandu", clock())
    meant = Meant(**typed, promise=promise, is_public=True, seen=ticket.version)
    hold_letter(session, ticket.id, maria, clock(), meant, typed=typed, length=timedelta(hours=9))
    _part_of_a_cause(session, clock, ticket.id, tom)
    be(session, ticket.id, "writing", clock(), maria.id)
    _another(session, clock, tom)
    follower = _follower(session, clock, ticket.id)
    by_mail, held = _mails(session, clock, ticket.id, maria.id)
    hashes = {"password hash": maria.password_hash, "a session's key": sign_in(session, maria, clock(), 12)}
    keys = {"ticket's seed": ticket.seed, "a file's key": key}
    return Planted(ticket.id, hidden, follower, by_mail, held, said | FAMILY | hashes | keys)


def _file(session: Session, clock: Clock, by: Bringer, name: str, content: str) -> str:
    """A file that has arrived and was looked at; its key."""
    size = len(content)
    file = arriving.begin(session, by, clock(), name=name, size=size, limits=filing().limits)
    arriving.take(session, by, file.key, 0, size, clock())
    arriving.hold(session, file.id, clock())
    filing().storage.put(f"kq/{file.key}", content.encode())
    found = arriving.Examined(media_type="text/plain", size=size, stored=f"kq/{file.key}")
    arriving.settle(session, file.id, found, clock())
    return file.key


def _part_of_a_cause(session: Session, clock: Clock, ticket_id: int, agent: Agent) -> None:
    """A letter of it is laid before the ticket's owner."""
    name, known = DESKS["cause"], DESKS["what is known about a cause"]
    cause = begin_cause(session, agent, clock(), name=name, known=known)
    tie(session, cause.id, [ticket_id], agent, clock())
    lay(session, cause.id, agent, clock(), body=f"[[their name]], {DESKS['letter of a cause']}", language="en")


def _follower(session: Session, clock: Clock, ticket_id: int) -> Subscription:
    email = DESKS["follower's mail"]
    ask_to_follow(session, ticket_id, email, "Asia/Kathmandu", "en", clock())
    found = session.scalars(select(Subscription).where(Subscription.email == email)).one()
    confirm(session, found.id, clock(), clock())
    return found


def _mails(session: Session, clock: Clock, ticket_id: int, agent_id: int) -> tuple[IncomingMail, IncomingMail]:
    """A reply that came by mail, a letter that waits; and a mail that was refused."""
    own = own_subscription(session, ticket_id)
    assert own is not None
    readers = {
        "taken": {"ticket_id": ticket_id, "subscription_id": own.id, "words": CUSTOMERS["words by mail"]},
        "held": {"ticket_id": ticket_id, "agent_id": agent_id, "words": DESKS["what an owner wrote by mail"]},
        "refused": {"words": DESKS["another sender's words"], "sender": DESKS["another sender"]},
    }
    made = {}
    for name, reader in readers.items():
        clock.forward(minutes=17)
        raw = f"From: {DESKS['another sender']}\n\n{reader['words']}\n".encode()
        made[name] = come_in(session, clock(), name, raw=raw, **reader)
    take(session, made["taken"], clock())
    hold(session, made["held"], clock(), {"body": made["held"].words})
    return made["taken"], made["held"]


def _agents(session: Session, clock: Clock):
    shared = {
        "zone": "Asia/Amman",
        "public_as": "photo",
        "role": CUSTOMERS["agent's role"],
        "place": CUSTOMERS["agent's place"],
    }
    hours = {"mon": ["03:33", "04:44"]}
    maria = add_agent(
        session,
        clock(),
        email=DESKS["agent's mail"],
        name="Kqmaria Kqokafor",
        public_name="Kqmaria Kqmiddle",
        password_hash="$argon2id$kqpassword",
        phone="+351 " + CUSTOMERS["agent's phone"],
        photo=PHOTO,
        hours=hours,
        **shared,
    )
    tom = add_agent(
        session, clock(), email="t@kqhouse.example", name="Kqtom Kqbecker", password_hash="x", hours=hours, **shared
    )
    return maria, tom


def _another(session: Session, clock: Clock, owner) -> None:
    lea = add_customer(session, clock(), name="Kqlea Brandt", email="kqlea@x.example", zone="Europe/Berlin")
    other = open_ticket(
        session, lea, owner, clock(), subject=DESKS["another's subject"], story=DESKS["another's story"]
    )
    promise = promised_for("2026-11-26T18:18", "UTC", clock())
    said = {"body": DESKS["another's letter"], "heard": "Heard.", "promise": promise, "is_public": True}
    write_letter(session, other.id, owner, clock(), **said)


def leaks(answer: TestResponse, secrets: dict[str, str]) -> list[str]:
    """Which of these secrets stand in the body or the headers, however they are spelled there."""
    path = getattr(getattr(answer, "request", None), "path", "")
    real = {"Date", "Last-Modified"} if path.startswith("/static/") else {"Date"}
    told = (f"{name}: {value}" for name, value in answer.headers if name not in real)
    headers = "\n".join(told)
    raw = answer.get_data().decode(errors="replace") + "\n" + headers
    spellings = (raw, html.unescape(raw), html.unescape(html.unescape(raw)), unquote_plus(raw))
    everything = "\n".join(dict.fromkeys(spellings)).lower()
    squeezed = "".join(filter(str.isalnum, everything))
    found = []
    for what, word in secrets.items():
        plain = "".join(filter(str.isalnum, word.lower()))
        if word.lower() in everything or (len(plain) > 6 and plain in squeezed):
            found.append(what)
    return found
