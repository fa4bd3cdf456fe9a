"""What the customer does: each view reads one form, calls one verb in one transaction, and shows the page again.

Without script that is a redirect (303) or the page with the form as it was typed (422); to the page's own script it is
the same form anew, and the live part beside it.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, request
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import customer_verbs
from statuspage.domain.errors import Refused, Repeated
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.surfaces.customer import page
from statuspage.surfaces.customer.blueprint import Form, bp, by_script, here, refused_form

Answer = Response | str | tuple[str, int]


@bp.post("/t/<token>/replies")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def write_reply(token: str) -> Answer:
    return do(customer_verbs.reply, "reply", "written", body=typed("body"))


@bp.post("/t/<token>/heard")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def answer_heard(token: str) -> Answer:
    """“That’s right”, or what was not quite."""
    if typed("answer") == "right":
        return do(customer_verbs.say_heard_right, "live", "right")
    return do(customer_verbs.say_not_quite, "not_quite", "not_quite", body=typed("not_quite"))


@bp.post("/t/<token>/calls")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def ask_call(token: str) -> Answer:
    return do(customer_verbs.ask_call, "call", "call", phone=typed("phone"), when=typed("when"))


@bp.post("/t/<token>/thanks")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def thank(token: str) -> Answer:
    letter = typed("letter")
    if not (letter.isascii() and letter.isdecimal() and len(letter) < 10):
        abort(400)
    return do(customer_verbs.thank, "live", "thanked", version=int(letter))


@bp.post("/t/<token>/confirmation")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def confirm(token: str) -> Answer:
    """“Is it solved?”: yes, or not yet and why."""
    if typed("answer") == "yes":
        return do(customer_verbs.confirm, "live", "confirmed")
    return do(customer_verbs.say_not_solved, "not_solved", "not_solved", body=typed("not_solved"))


@bp.post("/t/<token>/reopening")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def reopen(token: str) -> Answer:
    return do(customer_verbs.reopen, "live", "reopened")


@bp.post("/t/<token>/feeling")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def say_felt(token: str) -> Answer:
    return do(customer_verbs.say_felt, "live", "felt", listened=typed("listened"), body=typed("felt"))


def do(verb: Callable[..., Any], part: str, code: str, **given: Any) -> Answer:
    """Do one verb for this ticket, and answer. ``part`` is the part of the page that its form stands in."""
    if (refused := attempt(verb, **given)) is not None:
        form = refused_form(part, refused)
        return (page.part(part, form) if by_script() else page.page(form)), 422
    if not by_script():
        return redirect(f"{here()}?said={code}", 303)
    return page.part(part, Form(), code)


def attempt(verb: Callable[..., Any], **given: Any) -> Refused | None:
    """Do one verb for this ticket in a transaction of its own; returns why it was refused, if it was."""
    try:
        with write() as session:
            verb(session, g.ticket_id, now=now(), once=typed("once"), **given)
    except Repeated:
        pass  # the first one counted, and is told as it was
    except Refused as refused:
        return refused
    db.session.rollback()  # what was read at the door is from before the verb
    return None


def typed(name: str) -> str:
    """What a field of the form holds."""
    return request.form.get(name, "")
