"""The letter being written: what its form offers, and what it holds."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import request
from sqlalchemy.orm import Session

from statuspage import uploads
from statuspage.domain.desk.unsent_letters import UnsentLetter, is_set_aside, read_unsent
from statuspage.domain.files.attaching import NOT_HERE
from statuspage.domain.files.file import Bringer
from statuspage.domain.markdown import open_places
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import STEPS
from statuspage.forms import Form
from statuspage.present import steps
from statuspage.present.files import FileField
from statuspage.present.languages import gettext, ngettext
from statuspage.present.offered_times import Choice
from statuspage.present.reader import Reader
from statuspage.security.room import LETTER_AND_FILES
from statuspage.surfaces.desk.asking_for import AskedFields, asked_fields
from statuspage.surfaces.desk.at_hand import CoverAtHand, cover_at_hand
from statuspage.surfaces.desk.case import CasePart, TicketRequest
from statuspage.surfaces.desk.drafting import DraftChoice, Undo, choices, undo_in
from statuspage.surfaces.desk.gentle import GentlePart, gentle_part
from statuspage.surfaces.desk.laid import laid_before
from statuspage.surfaces.desk.promise_choices import ChosenPromise, chosen, usual
from statuspage.surfaces.desk.tied import LaidNote

_OFFERED = STEPS[:3]  # the steps that a letter can say; the others follow from the customer's answer


@dataclass(frozen=True, slots=True)
class BegunLetter:
    """A letter that this agent has begun elsewhere: its ``mark``, when it was saved, and its words."""

    mark: str
    saved_at: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Composer:
    """The form of a letter. ``saved_at`` is when its words were last saved on the server, "" when they were not.

    ``begun`` is the mark of the saved letter that it goes on with, and ``others`` are the rest of those. ``places`` are
    the open places of a draft, ``undo`` takes one out again, and ``gentle`` tells what may hurt; ``preview`` is the
    letter as HTML, "" when nobody asked for it. ``asked`` is what the letter asks for, and ``turn`` whose turn it is
    then, where nothing else is chosen. ``laid`` is the letter of a cause that the form was begun from, and
    ``laid_beside`` one that waits while other words stand in the form. ``at_hand`` is who could keep a promise that was
    refused. ``discarded`` names the copy that was discarded just now, "" where none was that can be brought back.
    """

    form: Form
    saved_at: str
    begun: str
    others: list[BegunLetter]
    laid: LaidNote | None
    laid_beside: LaidNote | None
    chosen: ChosenPromise
    places: list[str]
    drafts: list[DraftChoice]
    undo: Undo
    gentle: GentlePart
    steps: list[tuple[str, str]]
    step: str
    asks_heard: bool
    preview: str
    asked: AskedFields
    turn: str
    file_field: FileField
    at_hand: CoverAtHand | None
    discarded: str


def read_composer(
    session: Session, case: CasePart, agent: Agent, reader: Reader, asked: TicketRequest, offered: list[Choice]
) -> Composer:
    """The form with what was just sent and refused, else with what was saved while it was typed, else empty."""
    ticket = case.ticket
    copies, waiting = read_unsent(session, agent.id, ticket.id), case.cause.letter
    offered_laid = laid_before(agent, case, copies)
    begun = None if offered_laid and asked.copy == offered_laid.copy else _begun(copies, asked)
    saved = _form_of(case, begun, offered_laid, Bringer(ticket.id, agent.id))
    form = asked.form if asked.form.name == "letter" else saved
    laid = waiting if waiting and form.value("letter", "laid") == str(waiting.id) else None
    first = "" if laid else usual(offered, case.customer, reader.now)
    return Composer(
        form=form,
        saved_at=reader.moment(begun.saved_at) if begun and form is not asked.form else "",
        begun=begun.mark if begun else "",
        others=[_told(one, reader) for one in copies if one is not begun],
        laid=laid,
        laid_beside=offered_laid if laid is None else None,
        chosen=chosen(form.typed, offered, case.customer, reader.now, first),
        places=list(dict.fromkeys(map(_to_say, open_places(form.value("letter", "body"))))),
        drafts=choices(session, ticket) if ticket.is_open else [],
        undo=undo_in(form.typed),
        gentle=gentle_part(session, ticket.id, case.customer, form.typed),
        steps=[(step, steps.moved(step, reader)) for step in _OFFERED],
        step=ticket.step if ticket.step in _OFFERED else "working" if ticket.step else "heard",
        asks_heard=ticket.heard_at is None or ticket.heard_answer == "not_quite",
        preview=asked.preview,
        asked=asked_fields(form.typed, case.customer, reader.now),
        turn="you" if ticket.needs_open else "us",
        file_field=uploads.field(LETTER_AND_FILES.bytes),
        at_hand=cover_at_hand(session, agent, case.customer, ticket, form, reader.now),
        discarded=_discarded(session, agent, ticket.id),
    )


def _to_say(place: str) -> str:
    """What its writer is to say there, where the place tells; ``static/js/desk.js`` does the same."""
    return place.partition(":")[2].strip() or place


def _form_of(case: CasePart, begun: UnsentLetter | None, laid: LaidNote | None, bringer: Bringer) -> Form:
    """What was begun, with its files; where nothing was, the letter that is laid before them, or an empty one.

    Where one of the files was put away since, it says so.
    """
    if begun is None:
        return Form("letter", {"body": laid.body, "laid": str(laid.id)} if laid else _standing_call(case))
    here = uploads.still_here(bringer, begun.files)
    errors = {"files": gettext(NOT_HERE)} if len(here) < len(begun.files) else {}
    return Form("letter", begun.fields, errors, here)


def _standing_call(case: CasePart) -> dict[str, str]:
    """What an empty letter promises where a call is promised: that call again, which it would else undo unsaid."""
    due = case.ticket.promised_at
    if due is None or not (case.promises_call and case.can_call):
        return {}
    return {"kind": "call", "promise": due.astimezone(ZoneInfo(case.customer.zone)).strftime("%Y-%m-%dT%H:%M")}


def _begun(copies: list[UnsentLetter], asked: TicketRequest) -> UnsentLetter | None:
    """The one that the form goes on with: as it was sent and refused, or asked for, or the newest."""
    if asked.form.name == "letter":
        copy, mark = asked.form.value("letter", "copy"), asked.form.value("letter", "begun")
        return next((one for one in copies if one.copy == copy or one.mark == mark), None)
    return next((one for one in copies if one.copy == asked.copy), copies[0] if copies else None)


def _discarded(session: Session, agent: Agent, ticket_id: int) -> str:
    """The copy that was discarded with the deed before this page, as long as it can be brought back."""
    copy = request.args.get("back", "") if request.args.get("said") == "discarded" else ""
    return copy if is_set_aside(session, agent.id, ticket_id, copy) else ""


def _told(begun: UnsentLetter, reader: Reader) -> BegunLetter:
    words = [begun.fields.get(name, "").strip() for name in ("heard", "body", "needs")]
    found = [text for text in words if text]
    if begun.files:
        found.append(ngettext("One file", "%(num)s files", len(begun.files)))
    return BegunLetter(begun.mark, reader.moment(begun.saved_at), found)
