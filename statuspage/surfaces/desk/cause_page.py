"""The page of one cause: what is known of it, its tickets and who has sent its letter, and that letter's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.laying import newest_letter
from statuspage.domain.causes.standing import TiedTicket, read_tied
from statuspage.domain.causes.ties import TieableTicket, find_to_tie
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.names import first_name_in
from statuspage.forms import NO_FORM, Form, number
from statuspage.present import causes as words
from statuspage.present import languages, steps
from statuspage.present.causes import LaidState
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.lookup import LONGEST, ticket_in, words_of


@dataclass(frozen=True, slots=True)
class TiedRow:
    """One ticket of a cause: its customer, its ``owner``, where it stands in words, and what became of the letter."""

    id: int
    address: str
    subject: str
    customer: str
    owner: str
    standing: str
    tied: str
    state: LaidState


@dataclass(frozen=True, slots=True)
class CauseLetterForm:
    """The letter to all: the newest as it was laid, or what was just typed. ``seen`` is that newest one, 0 for none.

    ``readers`` are those for whom it can be previewed, by their ticket; ``owners`` is before how many people it would
    be laid, and ``is_everywhere`` says that every open ticket has the newest. ``places`` are what is filled in for each
    reader. ``by`` says who laid the newest, and when; ``newest`` are its words where others stand in the form.
    """

    body: str
    language: str
    seen: int
    by: str
    newest: str
    readers: tuple[tuple[int, str], ...]
    reader: int
    owners: int
    is_everywhere: bool
    places: tuple[str, ...]
    preview: str


@dataclass(frozen=True, slots=True)
class CausePage:
    """The page. ``facts`` are the fields of what it is called and what is known, and ``shown`` those as anybody found
    them; ``found`` are the tickets that have what was ``sought``, None where nothing was. ``laid`` says what came of a
    letter that was laid just now.
    """

    cause: Cause
    begun: str
    counts: str
    laid: str
    rows: tuple[TiedRow, ...]
    form: Form
    facts: Mapping[str, str]
    shown: str
    sought: str
    found: tuple[TieableTicket, ...] | None
    letter: CauseLetterForm
    languages: list[tuple[str, str]]


def cause_page(cause_id: int, form: Form = NO_FORM, preview: str = "", refused: Refused | None = None) -> Response:
    """The page as it stands now, with the form that was refused or is previewed; 404 when there is no such cause."""
    db.session.rollback()  # what a colleague has done since this request began is on it
    session, agent = db.session(), access.agent()
    cause = session.get(Cause, cause_id) or abort(404)
    reader, tied = Reader(agent.zone, now()), read_tied(session, cause.id)
    sought = (form.value("tie", "q") or request.args.get("q", ""))[:LONGEST]
    begun_by = session.get_one(Agent, cause.agent_id).called
    page = CausePage(
        cause=cause,
        begun=gettext("begun by %(name)s, %(time)s", name=begun_by, time=reader.moment(cause.begun_at)),
        counts=words.counts(tied),
        laid=_laid_just_now(),
        rows=tuple(_row(one, reader) for one in tied),
        form=form,
        facts=form.typed if form.name == "cause" else facts_of(cause),
        shown=fields.to_show(facts_of(cause), refused),
        sought=sought,
        found=_found(session, sought),
        letter=_letter(session, cause, tied, form, preview, reader),
        languages=languages.by_name(),
    )
    return make_response(render_template("desk/cause.html", page=page), 422 if form.errors else 200)


def facts_of(cause: Cause) -> dict[str, str]:
    """What the form of a cause's facts shows, by field."""
    return {"name": cause.name, "known": cause.known}


def _laid_just_now() -> str:
    if request.method != "GET" or request.args.get("said") != "laid":
        return ""
    tickets, owners, over = (number(request.args.get(name)) or 0 for name in ("tickets", "owners", "over"))
    return words.laid(tickets, owners, over)


def _row(one: TiedTicket, reader: Reader) -> TiedRow:
    tied = gettext("tied by %(name)s, %(time)s", name=one.tied_by, time=reader.moment(one.tied_at))
    return TiedRow(
        id=one.id,
        address=urls().ticket(one.id),
        subject=one.subject,
        customer=one.customer,
        owner=one.owner,
        standing=_standing(one, reader),
        tied=tied,
        state=words.state(one, reader),
    )


def _standing(one: TiedTicket, reader: Reader) -> str:
    """Its step, and what is promised there."""
    if not one.is_open:
        return gettext("over")
    whose = replace(reader, customer=first_name_in(one.customer))
    step = steps.moved(one.step, whose) if one.step else gettext("not heard yet")
    if one.promised_at is None:
        return step
    late = one.promised_at < reader.now
    said = gettext("late since %(time)s") if late else gettext("next word by %(time)s")
    return gettext(", ").join((step, said % {"time": reader.moment(one.promised_at)}))


def _found(session: Session, sought: str) -> tuple[TieableTicket, ...] | None:
    if not sought.strip():
        return None
    line = words_of(sought)
    return tuple(find_to_tie(session, line, ticket_in(line))) if line else ()


def _letter(
    session: Session, cause: Cause, tied: Sequence[TiedTicket], form: Form, preview: str, reader: Reader
) -> CauseLetterForm:
    newest = newest_letter(session, cause.id)
    agent = access.agent()
    spoken = fields.spoken()
    usual = newest.language if newest else agent.language if agent.language in spoken else spoken[0]
    going = [one for one in tied if one.is_open]
    new = [one for one in going if one.outcome in (None, "taken_back")]
    by = session.get_one(Agent, newest.agent_id).called if newest else ""
    body = form.value("letter", "body", newest.body if newest else "")
    is_told = form.name != "letter" or form.error("letter", "")  # then the newest stands on the page to be read
    return CauseLetterForm(
        body=body,
        language=form.value("letter", "language", usual),
        seen=(newest.id if newest else 0) if is_told else number(form.value("letter", "seen")) or 0,
        by=gettext("Laid by %(name)s, %(time)s", name=by, time=reader.moment(newest.at)) if newest else "",
        newest=newest.body if newest and newest.body != body.replace("\r\n", "\n").strip() else "",
        readers=tuple((one.id, one.customer) for one in going),
        reader=number(form.value("letter", "reader")) or 0,
        owners=len({one.owner_id for one in new or going}),
        is_everywhere=newest is not None and bool(going) and not new,
        places=tuple(words.places()),
        preview=preview,
    )
