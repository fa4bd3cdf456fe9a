"""What every page of the desk shares: the agent's language, the addresses, and what is said after a deed."""

from flask import Blueprint, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from statuspage import forms
from statuspage.db import db
from statuspage.domain.desk.header import HeaderCounts, read_header
from statuspage.domain.desk.mails import read_mail
from statuspage.domain.errors import N_
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.forms import LARGEST_ID, number, once
from statuspage.present import mailing
from statuspage.present.languages import gettext, speak
from statuspage.present.people import photo
from statuspage.security import access, csrf, proxies
from statuspage.security.erased import refuse_erased
from statuspage.security.push_keys import public_key
from statuspage.surfaces.desk.held import held_parts
from statuspage.urls import Urls

bp = Blueprint("desk", __name__, url_prefix="/desk")
_READ_WHOLE = ("desk.ticket", "desk.ticket_live")  # these read the ticket anyway, and refuse what was erased by that

SAVED = N_("Saved.")
SAID = {
    "again": N_("It leaves once more."),
    "readdressed": N_("Saved. What did not arrive leaves once more, to the new address."),
    "gone": N_("It has gone, and cannot be taken back any more. You can correct it."),
    "corrected": N_("Corrected. What stood there before is one click away, for the customer and for us alone."),
    "noted": N_("Noted, among us only."),
    "noted-of": N_("Noted about %(name)s, among us only."),
    "handed": N_("Handed over. Both the customer and your colleague can read your note."),
    "moved": N_("The promise is moved, and the customer can read that it was."),
    "closed": N_("Closed, and shown as not confirmed. The customer can reopen it with one click."),
    "together": N_("Put together. Both are read as one here, and the customer is told."),
    "apart": N_("Taken apart. Both are as they were before, and the customer is told."),
    "came": N_("Ticked off, and the customer sees it."),
    "put_away": N_("Taken off the list, and the customer sees it."),
    "rotated": N_(
        "This is the new link. Every copy of the old one is void, and the private feed and the calendar have new "
        "addresses too."
    ),
    "let_in": N_("They can read this now, with a link of their own, and the customer sees that you let them in."),
    "rights": N_("Saved. It holds from now on, and the customer sees it."),
    "let_go": N_("They are let go. Nothing that they had opens anything any more."),
    "person": N_("It stands with all others now, and the receipt leaves."),
    "robot": N_("Put away. It is kept, and whoever looks for it finds it."),
    "same": N_("Saved. This stands with all tickets of that address now, as you said."),
    "different": N_("Saved. It stays by itself."),
    "unsaid": N_("Taken back. It is to be decided again."),
    "saved": SAVED,
    "browser": N_("You are told in this browser from now on, within your hours."),
    "browser-gone": N_("Removed. Nothing is told in that browser any more."),
    "browser-test": N_("A test is on its way, and is there in a moment."),
    "noted-nobody": N_("Noted, among us only. An @ in it names nobody here, so nobody was told by it."),
    "shown": N_("Saved. Every public view follows it already."),
    "password": N_("Your password is changed. Wherever else you were signed in, you are not any more."),
    "taken_by_hand": N_("Taken. Its words stand on the ticket, and the page says that one of us took them in."),
    "dropped": N_("Put away as not ours. It is kept, and can be looked at again."),
    "view": N_("Kept. Its address can be given to a colleague."),
    "view-gone": N_("This view is deleted. The tickets in it are as they were."),
    "picked_up": N_("It is to be looked at again."),
    "tagged": N_("Tagged. Only we see it."),
    "untagged": N_("The tag is taken off."),
    "tag_gone": N_("The tag is deleted, and off all its tickets. They are as they were."),
    "tag_merged": N_("The two are one tag now, and found under either name."),
    "subject": N_("Changed. %(name)s reads the new subject, and what it was."),
    "cause_begun": N_("Begun. Tie the tickets that it is behind, and write one letter to all of them."),
    "tied": N_("Tied. No customer sees it."),
    "untied": N_("Untied. A letter that waited there is taken back; what its owner has begun to write stays."),
    "cause_over": N_("It is over. Letters that wait stay where they lie."),
    "cause_again": N_("It is taken up again."),
    "laid_away": N_("Put away, and the page of the cause says so."),
    "draft_gone": N_("Deleted. Nobody can begin from it any more; it can be brought back."),
    "draft_back": N_("Brought back. It can be begun from again."),
    "phrase_gone": N_("Deleted. Letters are not read for it any more; it can be brought back."),
    "phrase_back": N_("Brought back. Letters are read for it again."),
    "away_set": N_("Saved. Colleagues see it, and the customers concerned see it while it lasts."),
    "away_ended": N_("Saved. Whoever was away counts as back."),
    "away_undone": N_("Undone. It is as it was before; what was handed over stays where it is."),
    "passed_on": N_("Handed over. Each customer can read your note, and so can whoever has it now."),
    "set_up": N_("It is set up, and you are at the desk. The link that you came by opens nothing any more."),
    "our_company": N_("Saved. Every page, mail and picture wears it already."),
    "agent_gone": N_(
        "They are let go. Nothing that they had opens anything any more; their name stays on what they wrote."
    ),
    "discarded": N_("Your unsent letter is discarded."),
    "erasure_asked": N_("Written down. Now look at what goes, and agree below."),
    "erasure_kept": N_("The wish is taken back. Everything stays as it is."),
    "erased": N_("Everything is erased. Their links say so from now on."),
    "left": N_("You are logged out. Until next time."),
}

BY_CUSTOMER = {
    "sent": mailing.after_sending,
    "sent-to": mailing.after_sending,
    "opened": mailing.after_opening,
}
SENT_AGAIN = ("again", "readdressed")


@bp.record_once
def _teach(state: BlueprintSetupState) -> None:
    """Give the desk's templates, and the macros in them, what their forms need."""
    state.app.jinja_env.globals.update(
        desk_token=csrf.desk_token,
        once=once,
        untold_proxy=proxies.is_untold,
        header_counts=_header_counts,
        push_key=_push_key,
        held_letters=held_parts,
    )


@bp.before_request
def _prepare() -> None:
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        abort(404)
    speak_to_agent()
    ticket_id = (request.view_args or {}).get("ticket_id")
    if ticket_id is not None and access.agent_if_any() is not None and request.endpoint not in _READ_WHOLE:
        refuse_erased(ticket_id)


@bp.context_processor
def _shared() -> dict[str, object]:
    """What the desk's layout needs on every page."""
    return {"me": access.agent_if_any(), "said": _said(), "urls": urls(), "photo": photo}


def _push_key() -> str:
    """The key that a browser is told to be one in which agents are told at once; "" where that is switched off."""
    settings = current_app.extensions["settings"]
    return public_key(settings.secret_keys) if settings.push_hosts else ""


def _header_counts(page: object) -> HeaderCounts:
    """What the head of this page counts, which has been read with the queue, where that stands on it."""
    queue = getattr(page, "queue", None)
    return queue.counts if queue is not None else read_header(db.session(), access.agent().id)


def _said() -> str:
    """What is said after a deed, where it needs it with the customer that it was for, and how they are reached."""
    tell = BY_CUSTOMER.get(request.args.get("said", ""))
    if tell is not None:
        return tell(about) if (about := _about()) else ""
    words = forms.said(SAID)
    if words and request.args["said"] in SENT_AGAIN and (why := _why_nothing_leaves()):
        return f"{gettext(SAVED)} {why}" if request.args["said"] == "readdressed" else why
    if "%(name)s" not in words:
        return words
    return words % {"name": about.first_name} if (about := _about()) else ""


def _why_nothing_leaves() -> str:
    """Why what is to leave once more does not; "" where it does."""
    if not mailing.leaves():
        return gettext("No mail server is set: nothing leaves until there is one.")
    one = read_mail(db.session(), (request.view_args or {}).get("outgoing_id", 0)) if access.agent_if_any() else None
    about = _about()
    is_kept = (one is not None and one.is_kept) or (about is not None and about.is_demo)
    return gettext("Nothing of the demo leaves.") if is_kept else ""


def _about() -> Customer | None:
    """The customer of the ticket that the deed was for: the one of this page, or another that the address names."""
    here = (request.view_args or {}).get("ticket_id", 0)
    ticket_id = number(request.args["to"]) or 0 if "to" in request.args else here
    about = db.session.get(Ticket, ticket_id) if access.agent_if_any() else None
    return db.session.get_one(Customer, about.customer_id) if about else None


def speak_to_agent() -> None:
    """Answer in the language of whoever is logged in; otherwise the browser's choice stands."""
    agent = access.agent_if_any()
    if agent is not None:
        speak(agent.language)


def urls() -> Urls:
    """The addresses of this instance."""
    found: Urls = current_app.extensions["urls"]
    return found


def seen() -> int:
    """The version of the ticket that the page of this form showed; 0 when the form does not say."""
    return number(request.form.get("seen")) or 0
