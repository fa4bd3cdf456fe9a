"""Drafts beside the letter being written: which of them can be chosen, laid into it, and taken out again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from statuspage.domain.causes.filling import filled
from statuspage.domain.desk.drafts import Draft, draft_titles, read_drafts, with_draft, with_words, words_in
from statuspage.domain.desk.made_own import Filling, offer_waits, refuse_early_offer
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due
from statuspage.domain.tickets import Ticket
from statuspage.forms import number
from statuspage.present import drafts as words
from statuspage.present.assigned import language_name
from statuspage.present.languages import gettext
from statuspage.surfaces.desk.case import read_reminder
from statuspage.surfaces.desk.promise_choices import due_so_far

_BODY = "body"
DRAFT, WORDS, OUT = "draft", "words", "out"  # what can be undone: a draft, other words, and that they were taken out
OTHER_PROMISE = N_("Your letter says “%(told)s”, and something else is chosen here. Please say the same in both.")


@dataclass(frozen=True, slots=True)
class DraftChoice:
    """A draft that a letter can begin from; one that ``waits`` is an offer, and cannot yet."""

    id: int
    title: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Undo:
    """What stood in a field before words were put into it: ``kind`` says how they came, "" where none did.

    ``told`` is what there is to know of them; ``promised`` is how the promise reads that they were filled in with.
    """

    kind: str = ""
    field: str = _BODY
    before: str = ""
    told: str = ""
    promised: str = ""


@dataclass(frozen=True, slots=True)
class LaidWords:
    """The letter's text as it becomes, as its page's script reads it, and how to undo it."""

    body: str
    undo: Undo


def choices(session: Session, ticket: Ticket) -> list[DraftChoice]:
    """The drafts, by title; those that wait come last."""
    found = [DraftChoice(one.id, one.title, offer_waits(one, ticket)) for one in draft_titles(session)]
    return sorted(found, key=lambda one: one.waits)


def undo_in(typed: Mapping[str, str]) -> Undo:
    """What this form says that can be undone, unless it was undone: the field holds what it held before."""
    kind, _, field = typed.get("undo", "").partition(":")
    before, promised = typed.get("before", ""), typed.get("promised", "")
    if kind not in (DRAFT, WORDS, OUT) or field not in (_BODY, "heard") or _same(typed.get(field, ""), before):
        return Undo(promised=promised)
    return Undo(kind, field, before, typed.get("undo_told", ""), promised)


def _same(text: str, other: str) -> bool:
    """Whether two texts are the same, of which a form may have sent the ends of lines as CRLF."""
    return text.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def laid(session: Session, ticket: Ticket, customer: Customer, at: datetime) -> LaidWords | None:
    """The letter with the draft that was chosen, or with a reminder of what is still open; None where neither was.

    Raises Refused for an offer that waits.
    """
    body, form = _written(), request.form
    draft = session.get(Draft, number(form.get("draft")) or 0)
    if draft is not None and draft.ended_at is None:
        refuse_early_offer(draft, ticket)
        return _with_draft(session, draft, ticket, customer, at)
    if form.get("remind"):
        new = with_words(body, read_reminder(session, ticket.id, customer))
        return LaidWords(new, Undo(WORDS, before=body, promised=form.get("promised", "")))
    return None


def taken_out(typed: Mapping[str, str]) -> dict[str, str]:
    """The form with the words that stood there before; what stands there now can be put back."""
    undo = undo_in(typed)
    if not undo.kind:
        return dict(typed)
    now = Undo(WORDS if undo.kind == OUT else OUT, undo.field, typed.get(undo.field, ""), promised=undo.promised)
    return {**typed, undo.field: undo.before, **fields_of(now)}


def fields_of(undo: Undo) -> dict[str, str]:
    """The hidden fields in which a form keeps it."""
    return {
        "undo": f"{undo.kind}:{undo.field}",
        "before": undo.before,
        "undo_told": undo.told,
        "promised": undo.promised,
    }


def refuse_other_promise(due: Due | None, language: str) -> None:
    """Refuse a letter that tells, as it was filled in, of another promise than it makes."""
    told = request.form.get("promised", "")
    if told and told in request.form.get(_BODY, "") and told != words.promise_words(due, language):
        raise Refused("promise", OTHER_PROMISE, told=told)


def _with_draft(session: Session, draft: Draft, ticket: Ticket, customer: Customer, at: datetime) -> LaidWords:
    body, filling = _written(), words.filling(due_so_far(customer, at), customer.language)
    said = words_in(draft, customer.language, words.first_language())
    text = _filled(said.body, ticket, customer, filling)
    offered = [
        _filled(str(one), ticket, customer, replace(filling, promise=promise))
        for other in read_drafts(session)
        for one in other.texts.values()
        for promise in dict.fromkeys((filling.promise, request.form.get("promised", ""), ""))
    ]
    undo = Undo(DRAFT, before=body, told=_told(draft, said.language, customer), promised=filling.promise)
    return LaidWords(with_draft(body, text, offered), undo)


def _written() -> str:
    return request.form.get(_BODY, "").replace("\r\n", "\n")


def _filled(text: str, ticket: Ticket, customer: Customer, filling: Filling) -> str:
    return filled(text, customer, filling.filler, subject=ticket.subject, promise=filling.promise)


def _told(draft: Draft, language: str, customer: Customer) -> str:
    """That the draft is not in the customer's language, where it is not."""
    if customer.language in ("", language):
        return ""
    said = {"draft": draft.title, "theirs": language_name(customer.language), "other": language_name(language)}
    return gettext("“%(draft)s” has no text in %(theirs)s yet: this one is in %(other)s.", **said)
