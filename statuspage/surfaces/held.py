"""A letter that came by mail and waits: a page with one button, which sends it with the ending that a mail offered.

Opening it changes nothing, as programs open links before a person does.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template
from markupsafe import Markup
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.news import NewsItem, news_since
from statuspage.delivery.words import MailReader
from statuspage.domain import markdown
from statuspage.domain.errors import Refused
from statuspage.domain.incoming.held import SENT, WAITS, HeldLetter, read_held, send_held
from statuspage.domain.people.customers import Customer
from statuspage.forms import number, typed
from statuspage.present import languages
from statuspage.present.languages import gettext
from statuspage.security import throttle
from statuspage.security.access import Access, may
from statuspage.security.mail_keys import held

bp = Blueprint("held", __name__)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """The letter as its customer would read it, how it ends, and what is new. ``state`` is how it stands: waits, sent,
    gone, or late, when the time that was offered has passed.
    """

    here: str
    state: str
    customer: str
    subject: str
    words: Markup
    ending: str
    news: tuple[NewsItem, ...]
    seen: int
    fault: str
    desk: str


@bp.get("/held/<token>")
@may(Access.HELD, asks=())
def show(token: str) -> str | tuple[str, int]:
    """The letter, and the button."""
    page = _page(token)
    return render_template("public/held.html", page=page), 200 if page.state in (WAITS, SENT) else 410


@bp.post("/held/<token>")
@may(Access.HELD)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def send(token: str) -> Response | tuple[str, int]:
    """Send it. News since the page was made leaves it unsent, and the page shows them."""
    key, seen = held(), number(typed("seen"))
    if seen is None:
        abort(400)
    try:
        with write() as session:
            send_held(session, key.mail_id, now(), ending=key.next, seen=seen)
    except Refused as refused:
        return _again(token, refused)
    return redirect(f"/held/{token}", 303)


def _again(token: str, refused: Refused) -> tuple[str, int]:
    db.session.rollback()
    return render_template("public/held.html", page=_page(token, refused)), 422


def _page(token: str, refused: Refused | None = None) -> HeldPage:
    key, instant, urls = held(), now(), public_request.urls()
    letter = read_held(db.session(), key.mail_id) or abort(404)
    languages.speak(letter.agent.language)
    is_late = letter.stands == WAITS and key.next is not None and key.next <= instant
    return HeldPage(
        here=f"/held/{token}",
        state="late" if is_late else letter.stands,
        customer=db.session.get_one(Customer, letter.ticket.customer_id).first_name,
        subject=letter.ticket.subject,
        words=Markup(markdown.render(letter.body)),  # noqa: S704 - cleaned as it is rendered
        ending=_ending(letter),
        news=news_since(db.session(), letter, instant) if letter.stands == WAITS else (),
        seen=letter.ticket.version,
        fault=languages.say(refused.words) if refused else "",
        desk=urls.ticket(letter.ticket.id),
    )


def _ending(letter: HeldLetter) -> str:
    """How it would end, by its writer's clock."""
    key = held()
    if key.next is None:
        return gettext("It ends with the question: is it solved?")
    reader = MailReader(letter.agent.zone, now())
    return gettext("It promises the next word by %(when)s.", when=reader.moment(key.next.astimezone(ZoneInfo("UTC"))))
