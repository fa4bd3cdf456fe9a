"""What we have of a customer, for themselves: taken out as one file, or erased at a wish that they may take back.

Whoever holds the key to all their tickets takes out all; the key to one ticket opens that alone, here as anywhere.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template

from statuspage import exporting, public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy import wishes
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import holder
from statuspage.forms import NO_FORM, Form, go, refused_form, said, typed
from statuspage.present import languages
from statuspage.present.reader import Reader
from statuspage.security import throttle
from statuspage.security.access import Access, may, opened
from statuspage.security.mail_keys import overview

bp = Blueprint("own_data", __name__)

SAID = {
    "asked": N_("Your wish has arrived. Everything goes as soon as one of us agrees; until then you can take it back."),
    "kept": N_("Taken back. Everything stays as it is."),
}


@dataclass(frozen=True, slots=True)
class OwnDataPage:
    """``here`` is the page that its reader came from. ``asked`` is when they asked that it all be erased, "" while they
    have not. ``is_all`` says that all their tickets are taken out, else one; ``asks_link`` is where they have the link
    to all of them mailed, "" for whoever has no other.
    """

    here: str
    name: str
    said: str
    form: Form
    asked: str
    is_all: bool
    asks_link: str


@bp.get("/mine/<token>/data")
@may(Access.MINE, asks=("said",))
def mine(token: str) -> Response:
    """What can be taken out, and what erasing means; opening it changes nothing."""
    return _page(_holder(), f"/mine/{token}", NO_FORM)


@bp.post("/mine/<token>/data/erasing")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def erase_mine(token: str) -> Response:
    """Ask that all be erased, or take that back."""
    return _decide(_holder(), f"/mine/{token}")


@bp.post("/mine/<token>/data/export")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def take_out_mine(token: str) -> Response:
    """All tickets, as one file."""
    return exporting.answer(_holder(), by="customer")


@bp.get("/t/<token>/data")
@may(Access.PRIVATE)
def one(token: str) -> Response:
    """The same for whoever holds the key to one ticket."""
    return _page(_customer(), f"/t/{token}", NO_FORM)


@bp.post("/t/<token>/data/erasing")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def erase_one(token: str) -> Response:
    """Ask that all be erased; whoever has an overview does that there, as it is about more than this ticket."""
    customer = _customer()
    return _page(customer, f"/t/{token}", NO_FORM) if _only_there(customer) else _decide(customer, f"/t/{token}")


@bp.post("/t/<token>/data/export")
@may(Access.PRIVATE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def take_out_one(token: str) -> Response:
    """This ticket, as one file."""
    return exporting.answer(_customer(), by="customer", tickets=(opened().ticket_id,))


def _holder() -> Customer:
    return holder(db.session(), overview().id) or abort(410)


def _customer() -> Customer:
    return db.session.get_one(Customer, db.session.get_one(Ticket, opened().ticket_id).customer_id)


def _only_there(customer: Customer) -> bool:
    """Whether they decide on the page of all their tickets alone: wherever a link to it can be mailed.

    Whether anything else came under their address makes no difference: who typed somebody else's learns nothing.
    """
    can_be_mailed = customer.email and public_request.way_of_mails(opened().ticket_id).is_there
    return bool(customer.overview_id or can_be_mailed)


def _decide(customer: Customer, here: str) -> Response:
    try:
        deed = validation.choice("deed", typed("deed"), ("ask", "keep"))
        with write() as session:
            (wishes.ask if deed == "ask" else wishes.take_back)(session, customer.id, now())
    except Refused as refused:
        return _page(customer, here, refused_form("erasing", refused))
    return make_response(go(f"{here}/data", "asked" if deed == "ask" else "kept"))


def _page(customer: Customer, here: str, form: Form) -> Response:
    languages.speak(customer.language)
    wish, is_all = wishes.wish_of(db.session(), customer.id), here.startswith("/mine/")
    page = OwnDataPage(
        here=here,
        name=customer.first_name,
        said=said(SAID),
        form=form,
        asked=Reader(customer.zone, now()).moment(wish.asked_at) if wish else "",
        is_all=is_all,
        asks_link="" if is_all or not _only_there(customer) else f"{here}/overview",
    )
    return make_response(render_template("customer/data.html", page=page), 422 if form.errors else 200)
