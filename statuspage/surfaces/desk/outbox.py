"""The outbox at the desk: what waits, what did not arrive and what left, each mail as it would leave."""

from dataclasses import dataclass

from flask import render_template, request
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.mails import COUNTED, MailItem, count_mails, read_mails
from statuspage.domain.incoming.listing import count_state
from statuspage.domain.outbox import OUTCOMES
from statuspage.domain.people.agents import names_by_id
from statuspage.forms import number
from statuspage.present import mailing, mails, times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.mails import MailMark
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.whose import Way

PAGE = 30  # mails, where one sort of them is looked at
FIRST = 5  # of each sort, where all are
ORDER = ("dead", "waiting", "sent", "kept", "retired")  # the most urgent first
assert set(ORDER) == set(OUTCOMES)  # noqa: S101 - no outcome is forgotten


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail in the list: whom it is for, what it is, and about which ticket, "" where it is about none."""

    id: int
    address: str
    reader: str
    what: str
    subject: str
    customer: str
    mark: MailMark
    tried: str
    fault: str
    at_iso: str
    at_text: str


@dataclass(frozen=True, slots=True)
class OutboxPart:
    """The mails of one sort, the newest first; ``onward`` is the address of the rest, "" where there is none."""

    name: str
    title: str
    rows: tuple[OutboxRow, ...]
    onward: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """The outbox; ``told`` says in one sentence how things stand, "" where there is nothing to tell, and ``is_trouble``
    that something did not arrive. ``states`` lead to each sort and to the mails that came in, and say how many
    are to be looked at: together as many as the head of the page counts.
    """

    told: str
    is_trouble: bool
    parts: tuple[OutboxPart, ...]
    states: tuple[Way, ...]
    is_empty: bool


@bp.get("/outbox")
@may(Access.AGENT)
def outbox() -> str:
    """All sorts at a glance, or with ``state`` one of them, those before the mail ``before``."""
    asked = request.args.get("state", "")
    state = asked if asked in ORDER else ""
    reader = Reader(access.agent().zone, now())
    page = _read_page(db.session(), reader, state, number(request.args.get("before")))
    return render_template("desk/outbox.html", page=page)


def _read_page(session: Session, reader: Reader, state: str, before: int | None) -> OutboxPage:
    parts = [_part(session, reader, one, PAGE if state else FIRST, before) for one in ORDER if state in ("", one)]
    told, is_trouble = _told(session)
    is_empty = not any(part.rows for part in parts)
    has_demo = state == "kept" or count_mails(session, "kept") > 0
    titles = [("", gettext("All")), *((one, _title(one)) for one in ORDER if one != "kept" or has_demo)]
    dead, came = how_many(count_mails(session, "dead")), how_many(count_state(session, "open"))
    ways = [Way(name, dead if one == "dead" else "", urls().outbox(state=one), one == state) for one, name in titles]
    return OutboxPage(
        told="" if is_empty and not state and mailing.leaves() else told,
        is_trouble=is_trouble,
        parts=tuple(part for part in parts if part.rows or state),
        states=(*ways, Way(gettext("Mails that came in"), came, urls().arrived(), is_current=False)),
        is_empty=is_empty,
    )


def _part(session: Session, reader: Reader, state: str, limit: int, before: int | None) -> OutboxPart:
    items, more = read_mails(session, state, limit, before)
    names = names_by_id(session) if items else {}
    onward = ""
    if more:
        onward = urls().outbox(state=state, before=str(items[-1].id) if limit == PAGE else "")
    rows = tuple(row_of(item, reader, names) for item in items)
    return OutboxPart(state, _title(state), rows, onward, is_whole=limit == PAGE)


def row_of(item: MailItem, reader: Reader, names: dict[int, str]) -> OutboxRow:
    """One mail as this agent reads of it."""
    at = item.sent_at or item.created_at
    return OutboxRow(
        id=item.id,
        address=urls().outgoing(item.id),
        reader=mails.who(item),
        what=mails.what(item, reader, names),
        subject=item.subject,
        customer=item.customer,
        mark=mails.mark(item, reader),
        tried=mails.tried(item),
        fault=mails.fault(item),
        at_iso=times.iso(at),
        at_text=reader.moment(at),
    )


def _told(session: Session) -> tuple[str, bool]:
    """How things stand, and whether something did not arrive."""
    dead, waiting = count_mails(session, "dead"), count_mails(session, "waiting")
    if not mailing.leaves():
        return gettext("No mail server is set: mails are kept here, and nobody is mailed."), False
    if dead:
        return _count_dead(dead), True
    if waiting:
        return _count_waiting(waiting), False
    return gettext("Nothing waits: every mail has left."), False


def how_many(count: int) -> str:
    """This many, in figures; "" for none."""
    return f"{COUNTED - 1}+" if count == COUNTED else str(count) if count else ""


def _count_dead(count: int) -> str:
    if count == COUNTED:
        return gettext("More than %(num)d mails did not arrive.", num=COUNTED - 1)
    return ngettext("One mail did not arrive.", "%(num)d mails did not arrive.", count)


def _count_waiting(count: int) -> str:
    if count == COUNTED:
        return gettext("More than %(num)d mails wait to leave.", num=COUNTED - 1)
    return ngettext("One mail waits to leave.", "%(num)d mails wait to leave.", count)


def _title(state: str) -> str:
    waiting = gettext("Waiting") if mailing.leaves() else gettext("Kept here")
    titles = {"dead": gettext("Did not arrive"), "waiting": waiting, "sent": gettext("Sent")}
    return titles.get(state) or (gettext("Of the demo") if state == "kept" else gettext("Not mailed"))
