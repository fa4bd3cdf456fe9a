"""Somebody asks, without an account: they become a customer, and a named person has their ticket from then on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.desk.arrivals import arrive
from statuspage.domain.errors import N_, AllWrong, Refused
from statuspage.domain.events import Event, notify
from statuspage.domain.files.attaching import attach, attached
from statuspage.domain.files.file import Bringer
from statuspage.domain.incoming.by_mail import CameByMail
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.people.our_names import refuse_our_names
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.rule import Assignment, assign
from statuspage.domain.way_in.suspects import suspect
from statuspage.domain.way_in.topics import Topic

SUBJECT = 80  # characters of a subject that is drawn from the first line
ANSWER = 200  # characters of an answer to what a topic asks
_SENTENCE = re.compile(r"(?<=[.!?…。！？؟])\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a ticket came that no agent typed: by which ``door``, to which agent the rule gave it, and the rest as
    ``Assignment`` has it. ``doubt`` is why it may be no person's.
    """

    door: str
    why: tuple[str, ...]
    is_in: bool
    language: str | None
    agent_id: int
    doubt: str | None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as they typed it. ``language`` is one that we speak, or ""; ``prefers`` what their browser asks for.

    ``email`` and ``phone`` may each be "", but not both. ``reach`` is how they like to be reached, ``reach_when`` when.
    """

    name: str
    email: str
    phone: str
    reach: str
    reach_when: str
    zone: str
    language: str
    prefers: str


def ask(
    session: Session,
    asker: Asker,
    now: datetime,
    *,
    story: str,
    subject: str = "",
    topic: Topic | None = None,
    answers: Sequence[tuple[str, str]] = (),
    company: str,
    door: str = "form",
    doubt: str = "",
    by_mail: CameByMail | None = None,
    customer: Customer | None = None,
    is_demo: bool = False,
    once: str = "",
    files: Sequence[str] = (),
    form: str = "",
    wrong: AllWrong | None = None,
) -> tuple[Ticket, Assignment]:
    """A ticket of their own begins, whoever's address was typed: it proves nothing. Who has it, and why, is told too.

    ``answers`` are what the topic asks, each with what was typed; they stand below the ``story``. A ``subject`` that
    is left out is drawn from the first line. ``door`` is the way by which it came, and ``by_mail`` the mail, if it was
    one. ``doubt`` is why it may be no person's, one of ``REASONS`` of suspects.py: they get the same page then, and
    nothing is mailed. ``customer`` is who has shown by a key that they ask; of ``asker`` nothing but the
    language counts then. ``files`` are the keys of those that come along, which this ``form`` has brought.
    ``wrong`` is what was found wrong in the form before; all of it is refused at once.
    """
    wrong = wrong or AllWrong()
    words = wrong.check(
        validation.text, "story", story, validation.REPLY_LIMIT, missing=N_("Please write what happened.")
    )
    told = _told(words, answers, wrong)
    subject = wrong.check(validation.line, "subject", subject, validation.SUBJECT_LIMIT, required=False)
    if customer is None:
        customer = _customer(session, asker, now, company, wrong)
        customer.is_demo = is_demo
    wrong.refuse()
    try:
        chosen = assign(session, now, topic=topic, language=asker.prefers or asker.language)
    except LookupError:
        raise Refused("", N_("Nobody can be asked here at the moment.")) from None
    owner = session.get_one(Agent, chosen.agent_id)
    ticket = open_ticket(
        session,
        customer,
        owner,
        now,
        subject=subject or first_line(words),
        story=told,
        once=once,
        topic_id=topic.id if topic else None,
        **(by_mail.facts() if by_mail else {}),
        **attached(files),
        asked=asdict(Asked(door, chosen.why, chosen.is_in, chosen.language, owner.id, doubt or None)),
    )
    attach(session, ticket.id, ticket.version, files, Bringer(form=form))
    arrive(session, ticket.id, owner.id, now)
    if doubt:
        suspect(session, ticket, now)
    else:
        notify(session, session.get_one(Event, (ticket.id, ticket.version)), owner.id, now, "handover")
    return ticket, chosen


def read_asked(facts: Mapping[str, Any]) -> Asked | None:
    """What the event "opened" says of how it came; None where an agent typed it."""
    told = facts.get("asked")
    return Asked(**(told | {"why": tuple(told["why"])})) if told else None


def first_line(story: str) -> str:
    """What a story is about, in one line: its first line, or its first sentence, or as much of it as has room."""
    line = next((line.strip(" \t#>*-") for line in story.splitlines() if line.strip(" \t#>*-")), story.strip())
    line = validation.visible(line)
    if len(line) <= SUBJECT:
        return line
    sentence = _SENTENCE.split(line)[0]
    if len(sentence) <= SUBJECT:
        return sentence
    cut = line[: SUBJECT - 1]
    whole = cut.rsplit(None, 1)[0] if " " in cut[SUBJECT // 2 :] else cut
    return whole.rstrip(" ,;:–-") + "…"


def _told(words: str, answers: Sequence[tuple[str, str]], wrong: AllWrong) -> str:
    """The story, with what else was asked for below it, a line each."""
    checked = (
        wrong.check(validation.line, f"answer-{at}", typed, ANSWER, required=False)
        for at, (_, typed) in enumerate(answers)
    )
    below = [f"{label.rstrip(' ?:？')}: {line}" for (label, _), line in zip(answers, checked, strict=True) if line]
    return "\n\n".join(filter(None, (words, "\n".join(below))))


def _customer(session: Session, asker: Asker, now: datetime, company: str, wrong: AllWrong) -> Customer:
    can_be_reached = bool(asker.email or asker.phone)
    wrong.check(validation.line, "name", asker.name, missing=N_("Please write your name."))  # told from other fields
    with wrong.trying():
        _refuse_our_names(session, asker.name, company)
    if not can_be_reached:
        words = N_("Please give a mail address or a phone number, so that we can reach you.")
        wrong.add(Refused("contact", words))
    with wrong.trying():
        made = add_customer(
            session,
            now,
            name=asker.name,
            email=asker.email,
            phone=asker.phone,
            reach=asker.reach if can_be_reached else "page",  # one thing is missing then, not two
            reach_when=asker.reach_when,
            zone=asker.zone,
            language=asker.language,
        )
    wrong.refuse()
    return made


def _refuse_our_names(session: Session, name: str, company: str) -> None:
    try:
        refuse_our_names(session, name, company)
    except Refused:  # whoever asks learns nobody's name by trying
        why = N_("Words under this name would be taken for ours. Please add what tells you apart from us.")
        raise Refused("name", why) from None
