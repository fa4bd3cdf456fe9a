"""What the customer does: each view reads one form, calls one verb in one transaction, and shows the page again.

Without script the answer is a redirect (303), or the page with the form as it was typed (422). The page's own script
gets that form anew, and the live part beside it.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, request
from werkzeug.wrappers import Response

from statuspage import public_request, uploads
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import companion_verbs, customer_verbs, need_verbs
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.merging import verbs as merging
from statuspage.domain.need_verbs import Gift
from statuspage.domain.publication import verbs as publishing
from statuspage.domain.shares import verbs as sharing
from statuspage.forms import NO_FORM, go, number, refused_form, sent_once, typed
from statuspage.security import throttle
from statuspage.security.access import Access, Companions, may
from statuspage.security.room import WORDS_AND_FILES
from statuspage.surfaces.customer import page
from statuspage.surfaces.customer.blueprint import bp, page_request
from statuspage.surfaces.customer.context import read_ticket
from statuspage.surfaces.customer.files import bringer
from statuspage.uploads import NO_FILES, Posted

Answer = Response | str | tuple[str, int]

# These set a state, and done twice they change nothing by themselves. They take no key: it would swallow what is meant
# anew, such as withdrawing an address again that was brought back since this page was made.
_STATES = {customer_verbs.say_heard_right, customer_verbs.confirm, customer_verbs.reopen, customer_verbs.thank}
_STATES |= {merging.part, companion_verbs.change_rights, companion_verbs.let_go}
_STATES |= {publishing.publish, publishing.unpublish, sharing.allow_sites, sharing.withdraw, sharing.restore}


@bp.post("/t/<token>/replies")
@may(Access.PRIVATE, companions=Companions.WRITE, room=WORDS_AND_FILES)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def write_reply(token: str) -> Answer:
    """Words, files, or both. Where one of the files is refused nothing is sent yet; the words and the others stay.

    Where lines of what is asked for are ticked, the reply gives them.
    """
    brought = uploads.posted(bringer())
    said = {"body": typed("body"), "files": brought.keys}
    ticked = [name.removeprefix("gives-") for name in request.form if name.startswith("gives-")]
    if gifts := {key: Gift(in_reply=True) for key in ticked}:
        return do(token, need_verbs.give, "reply", "given", brought, gifts=gifts, **said)
    return do(token, customer_verbs.reply, "reply", "written", brought, **said)


@bp.post("/t/<token>/heard")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def answer_heard(token: str) -> Answer:
    """“That’s right”, or what was not quite."""
    if typed("answer") == "right":
        return do(token, customer_verbs.say_heard_right, "live", "right")
    return do(token, customer_verbs.say_not_quite, "not_quite", "not_quite", body=typed("not_quite"))


@bp.post("/t/<token>/calls")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def ask_call(token: str) -> Answer:
    return do(token, customer_verbs.ask_call, "call", "call", phone=typed("phone"), when=typed("when"))


@bp.post("/t/<token>/thanks")
@may(Access.PRIVATE, companions=Companions.WRITE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def thank(token: str) -> Answer:
    version = number(typed("letter"))
    if version is None:
        abort(400)
    return do(token, customer_verbs.thank, "live", "thanked", version=version)


@bp.post("/t/<token>/confirmation")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def confirm(token: str) -> Answer:
    """“Is it solved?”: yes, or not yet and why."""
    if typed("answer") == "yes":
        return do(token, customer_verbs.confirm, "live", "confirmed")
    return do(token, customer_verbs.say_not_solved, "not_solved", "not_solved", body=typed("not_solved"))


@bp.post("/t/<token>/reopening")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def reopen(token: str) -> Answer:
    return do(token, customer_verbs.reopen, "live", "reopened")


@bp.post("/t/<token>/parting")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def take_apart(token: str) -> Answer:
    """“These are two things”: this goes on by itself again, and no more in the other ticket."""
    return do(token, merging.part, "live", "parted")


@bp.post("/t/<token>/feeling")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def say_felt(token: str) -> Answer:
    return do(token, customer_verbs.say_felt, "live", "felt", listened=typed("listened"), body=typed("felt"))


@bp.post("/t/<token>/clock")
@may(Access.PRIVATE, companions=Companions.READ)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def use_clock(token: str) -> Answer:
    """Read the times by the reader's own clock, which their browser names."""
    return do(token, customer_verbs.use_clock, "live", "clock", zone=typed("zone"))


@bp.post("/t/<token>/language")
@may(Access.PRIVATE, companions=Companions.READ)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def use_language(token: str) -> Answer:
    """Read everything in another language: the page here, and what we send."""
    offered = public_request.settings().languages
    return do(token, customer_verbs.use_language, "live", "language", language=typed("language"), offered=offered)


def do(
    token: str,
    verb: Callable[..., Any],
    part: str,
    code: str | Callable[[], str],
    brought: Posted = NO_FILES,
    **given: Any,
) -> Answer:
    """Do one verb for the ticket of this page, and answer. ``part`` is the part of the page that its form stands in.

    ``code`` says what is said then, or finds that out afterwards. Nothing is done where one of the files that the form
    has ``brought`` was refused.
    """
    asked = page_request(token)
    by = {"companion_id": asked.companion_id} if asked.companion_id is not None else {}
    refused = brought.refused or attempt(asked.ticket_id, verb, **given, **by)
    told = code if isinstance(code, str) or refused is not None else code()
    if refused is None and not asked.by_script:
        return go(asked.here, str(told))
    head = read_ticket(
        asked.ticket_id, asked.companion_id
    )  # from here on the reader's language is spoken, also by the refusal
    if refused is None:
        return page.part(head, asked, part, NO_FORM, str(told))
    form = refused_form(part, refused, brought.here)
    return (page.part(head, asked, part, form) if asked.by_script else page.page(head, asked, form)), 422


def attempt(ticket_id: int, verb: Callable[..., Any], **given: Any) -> Refused | None:
    """Do one verb for this ticket in a transaction of its own; returns why it was refused, if it was."""
    try:
        with write() as session:
            verb(session, ticket_id, now=now(), once="" if verb in _STATES else sent_once(), **given)
    except Repeated:
        pass  # the first one counted, and the answer is the same as it was then
    except Refused as refused:
        return refused
    db.session.rollback()  # what was read at the door dates from before the verb
    return None
