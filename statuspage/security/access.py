"""Who may use a route. Every view declares it; a view that does not is not there (404), whoever asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request
from werkzeug.exceptions import Forbidden, Gone
from werkzeug.wrappers import Response

from statuspage import wearing
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.companion_verbs import has_left
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.scopes import SCOPES
from statuspage.domain.shares.share import Key, ShareFacts, Withdrawn, opens, read_shares
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.ask_sites import read_ask_sites
from statuspage.protocol import Beforehand, PublicVersion, Snapshot, Visit
from statuspage.security import file_keys, mail_keys, room, sessions
from statuspage.security.erased import refuse_erased
from statuspage.security.mail_services import is_mail_service
from statuspage.security.room import ANYBODY, ASKED, FEW, MESSAGE, WISHES, WORDS, Room
from statuspage.security.signing import unsign

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., object])


Successor = Callable[[ShareFacts], Response | None]


class Access(Enum):
    """The holders of a key (by the share's scope), agents at the desk, or anyone."""

    ANYONE = "anyone"
    AGENT = "agent"
    TEAM = "team"  # anyone, while the team page is on
    ASK = "ask"  # anyone, while anyone may ask
    ASK_FRAME = "ask_frame"  # the same, in a frame on the sites that the team has listed
    DEMO = "demo"  # anyone, while the demo is on: whoever tries it answers as its people
    PRIVATE = "private"
    FEED = "feed"
    CALENDAR = "calendar"
    PUBLIC = "public"
    PUBLIC_FEED = "public_feed"
    EMBED = "embed"
    BADGE = "badge"
    FOLLOW = "follow"  # the holders of the key to the public page, who ask to be told by mail
    CONFIRM = "confirm"  # whoever was mailed the question whether they follow
    MAIL = "mail"  # the reader of a mail, by the key that stands in it
    HELD = "held"  # the agent who was mailed that their letter waits, unsent, by the key that stands in that mail
    LOST = "lost"  # whoever was mailed the link to the overview of their tickets, by the key in that mail
    MINE = "mine"  # the holders of the key to all tickets of one customer
    JOIN = "join"  # whoever was mailed an invitation to a company, by the key in that mail
    FILE = "file"  # whoever was led to one file, by an address that ends soon
    SETUP = "setup"  # whoever was given the link that is printed at the first start, until that was used
    MAIL_IN = "mail_in"  # a mail service that brings mails, by the secret that it was given


class Replaced(Gone):
    """This was the private link once, and it has a successor. ``share`` is its share as it stands now."""

    def __init__(self, share: ShareFacts) -> None:
        super().__init__()
        self.share = share


class Left(Gone):
    """A companion had this key, and has left by themselves: ``customer`` is whose ticket it was.

    ``language`` is the companion's own, "" while they have not said it.
    """

    def __init__(self, customer: str, language: str) -> None:
        super().__init__()
        self.customer, self.language = customer, language


class Companions(Enum):
    """What companions may do with a view that is for the customer."""

    NONE = "none"
    READ = "read"  # every companion may use it
    WRITE = "write"  # those who may also write


class NotForCompanions(Forbidden):
    """A companion came to what is not for them: it is ``customer``'s alone, or for companions who may ``write``.

    ``language`` is the companion's own, "" while they have not said it.
    """

    def __init__(self, customer: str, language: str, *, write: bool) -> None:
        super().__init__()
        self.customer, self.language, self.write = customer, language, write


FAULT = "statuspage.fault"  # in the WSGI environment: how the database has failed just now, and is not asked again for
_OPEN = (Access.ANYONE, Access.AGENT, Access.TEAM, Access.ASK, Access.ASK_FRAME, Access.DEMO, Access.SETUP)
_BARE = ("static", "site.healthz", "site.readyz", "site.photo", "site.logo", "site.colours")  # wear nothing, or ask
_SCOPES = {Access.FOLLOW: "public"}  # whose key opens it, where that is another's
_ROOMS = {  # for all others that of anybody
    Access.PRIVATE: WORDS,
    Access.AGENT: WORDS,
    Access.FOLLOW: FEW,
    Access.CONFIRM: FEW,
    Access.MAIL: WISHES,
    Access.HELD: FEW,
    Access.LOST: FEW,
    Access.MINE: FEW,
    Access.JOIN: ASKED,
    Access.MAIL_IN: MESSAGE,
    Access.DEMO: WORDS,
    Access.ASK: ASKED,
    Access.ASK_FRAME: ASKED,
}


@dataclass(frozen=True, slots=True)
class OpenedShare:
    """What a key has opened: its ``share``, and all ``shares`` of the same ticket by their scope.

    ``token`` is the key as it stands in the address.
    """

    share: ShareFacts
    shares: Mapping[str, ShareFacts]
    token: str

    @property
    def ticket_id(self) -> int:
        """The ticket that the share is for."""
        return self.share.ticket_id

    @property
    def public_version(self) -> PublicVersion:
        """At what the public side of the ticket stood before anything else was read: no answer shows less than that."""
        return PublicVersion(self.share.public_version, self.share.consents)

    def snapshot(self, until: datetime | None) -> Snapshot:
        """For an answer that shows only what is public of the ticket, and reads the same until then (UTC)."""
        return Snapshot(self.ticket_id, self.public_version, self.until(until))

    def until(self, moment: datetime | None) -> datetime | None:
        """The earlier of this moment and the next at which a key expires (UTC); None where there is neither.

        Any key to the ticket counts that has not expired yet: its page names the others.
        """
        ends = [share.expires_at for share in self.shares.values() if share.withdrawn_at is None]
        return min((at for at in (moment, *ends) if at is not None), default=None)

    def visit(self, mimetype: str) -> Visit | None:
        """As what an answer of this media type counts; None where it counts for nothing."""
        scope = SCOPES[self.share.scope]
        kind = scope.visit_kind(mimetype)
        return Visit(self.share.id, kind, scope.for_many) if kind else None


def may(
    access: Access,
    *,
    companions: Companions = Companions.NONE,
    room: Room | None = None,
    asks: Sequence[str] | None = None,
    replaced: Successor | None = None,
) -> Callable[[ViewFunction], ViewFunction]:
    """Declare who may use a view; how much they may bring, if not as much as others; and what its address may ask.

    Of those who hold a private link ``companions`` says whether it is also for others than the customer.
    Where ``asks`` is given, any other parameter means nothing, and the answer is the same as without it. ``replaced``
    may answer whoever comes with a private link that has a successor.
    """

    def mark(view: ViewFunction) -> ViewFunction:
        marked: Any = view
        marked.access, marked.asks, marked.replaced = access, asks, replaced
        marked.companions = companions
        marked.room = room or _ROOMS.get(access, ANYBODY)
        return view

    return mark


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """What the view behind this endpoint declares, or None."""
    if endpoint == "static":
        return Access.ANYONE
    return getattr(app.view_functions.get(endpoint or ""), "access", None)


def companions_of(app: Flask, endpoint: str | None) -> Companions:
    """What companions may do with the view behind this endpoint."""
    found: Companions = getattr(app.view_functions.get(endpoint or ""), "companions", Companions.NONE)
    return found


def room_of(app: Flask, endpoint: str | None) -> Room:
    """How much a request for the view behind this endpoint may bring."""
    found: Room = getattr(app.view_functions.get(endpoint or ""), "room", ANYBODY)
    return found


def asks_of(app: Flask, endpoint: str | None) -> frozenset[bytes] | None:
    """The names of the parameters that make a difference to this view; None where it does not say."""
    if endpoint == "static":
        return frozenset((b"v",))
    asks: Sequence[str] | None = getattr(app.view_functions.get(endpoint or ""), "asks", None)
    return None if asks is None else frozenset(name.encode() for name in asks)


def guard(app: Flask) -> None:
    """Ask at the door of every request."""
    app.request_class = room.BoundedRequest
    app.before_request(_make_room)
    app.before_request(_ask)
    app.before_request(_is_only_asked)


def _make_room() -> None:
    given = room_of(current_app, request.endpoint)
    room.give(request, given)
    if request.query_string.count(b"&") >= given.fields:
        abort(414)


def _is_only_asked() -> Response | None:
    return Response(status=204) if Beforehand.AT_THE_DOOR in request.environ else None


def _ask() -> Response | None:
    if request.routing_exception is not None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None or not _is_there(access):
        abort(404)
    if access is Access.AGENT:
        return _ask_agent()
    if access is Access.MAIL_IN:
        return _ask_mail_service()
    if access is Access.ASK_FRAME:
        g.frame_ancestors = ("'self'",)
        g.frame_ancestors += read_ask_sites(db.session())
    if access in _OPEN:
        _wear_what_holds()
        return None
    return _ask_key(access, str((request.view_args or {}).get("token", "")))


def _wear_what_holds() -> None:
    """Wear what the desk says of our company now, for a page that reads nothing of a ticket."""
    if request.endpoint not in _BARE:
        wearing.look()


def _is_there(access: Access) -> bool:
    """Whether what may be switched off is on."""
    settings = current_app.extensions["settings"]
    if access is Access.DEMO:
        return bool(settings.demo and not settings.production)
    if access is Access.SETUP:
        return bool(settings.production)
    if access in (Access.ASK, Access.ASK_FRAME):
        return bool(settings.ask)
    return access is not Access.TEAM or bool(settings.team_page)


def _ask_key(access: Access, token: str) -> Response | None:
    if access is Access.FILE:
        file_keys.open_file(token)
        return None
    if access.value in mail_keys.OPENERS:
        wearing.look()
        mail_keys.OPENERS[access.value](token)
        return None
    try:
        open_share(_SCOPES.get(access, access.value), token)
    except Replaced as error:
        answers: Successor | None = getattr(current_app.view_functions[request.endpoint or ""], "replaced", None)
        found = answers(error.share) if answers else None
        if found is None:
            raise
        return found
    if access is Access.PRIVATE:
        _refuse_companion(opened().share)
    return None


def _refuse_companion(share: ShareFacts) -> None:
    """Refuse a companion what their key is not for. The views of feed and calendar are for whoever has such a key."""
    if share.companion_id is None:
        return
    theirs, companion = companions_of(current_app, request.endpoint), db.session.get_one(Companion, share.companion_id)
    if theirs is Companions.READ or (theirs is Companions.WRITE and companion.may_write):
        return
    customer = _customer_of(share).first_name
    raise NotForCompanions(customer, companion.language, write=theirs is Companions.WRITE)


def _ask_agent() -> Response | None:
    g.agent, g.session_ends = sessions.present(request, now()) or (None, None)
    if g.agent is not None:
        return None
    if request.method != "GET" or "HX-Request" in request.headers:
        abort(401)
    return redirect(current_app.extensions["urls"].login(request.full_path.rstrip("?")))


def _ask_mail_service() -> Response | None:
    secret = current_app.extensions["settings"].mail_secret
    if secret is None:
        abort(404)
    if is_mail_service(request, secret):
        return None
    return Response("The secret of STATUSPAGE_MAIL_SECRET is needed.\n", 401, {"WWW-Authenticate": "Basic"})


def open_share(scope: str, token: str) -> OpenedShare:
    """Find the share that this token opens, for this request: 404 for whatever is not one, 410 for what was taken back.

    One statement reads all shares of the ticket, so that a page knows its other addresses without asking again.
    """
    key = unsign(current_app.extensions["settings"].secret_keys, scope, token)
    if key is None:
        abort(404)
    g.has_signed_key = True
    at = now()
    shares = _read(key.share_id, at)
    share = shares.get(scope)
    if share is not None:
        wearing.renew(share.our_version)
        g.frame_ancestors = share.sites  # a refusal may stand where the card may
    try:
        if share is None or not opens(share, key, scope, at):
            abort(404)
    except Withdrawn:
        if share is not None and _is_replaced(share, key, scope):
            raise Replaced(share) from None
        if share is not None:
            _say_why(share)
        abort(410)
    if share.id != key.share_id:
        abort(404)
    g.opened = OpenedShare(share, shares, token)
    return opened()


def _read(share_id: int, at: datetime) -> dict[str, ShareFacts]:
    if fault := request.environ.get(FAULT):
        raise fault
    return read_shares(db.session(), share_id, at)


def _is_replaced(share: ShareFacts, key: Key, scope: str) -> bool:
    """Whether this was the private link once, and another opens the page now."""
    is_old = key.generation < share.generation and not SCOPES[scope].can_be_withdrawn
    return is_old and share.withdrawn_at is None


def _say_why(share: ShareFacts) -> None:
    """Tell the holder of a private key why it opens nothing; what anyone sees tells only that it is gone."""
    if not SCOPES[share.scope].is_public:
        refuse_erased(share.ticket_id)
        _say_who_left(share)


def _say_who_left(share: ShareFacts) -> None:
    """Raise ``Left`` where this was the key of a companion who went by themselves."""
    companion = db.session.get(Companion, share.companion_id or 0)
    if companion is not None and has_left(db.session(), companion):
        raise Left(_customer_of(share).first_name, companion.language)


def _customer_of(share: ShareFacts) -> Customer:
    ticket = db.session.get_one(Ticket, share.ticket_id)
    return db.session.get_one(Customer, ticket.customer_id)


def has_opened() -> bool:
    """Whether this request came with a key that is good."""
    return "opened" in g


def has_signed_key() -> bool:
    """Whether this request came with a key that we wrote, whatever has become of it since."""
    return "has_signed_key" in g


def opened() -> OpenedShare:
    """What the key of this request has opened. A view asks once, and passes on what it was told."""
    found: OpenedShare = g.opened
    return found


def agent() -> Agent:
    """The agent who is at the desk with this request. A view asks once, and passes on whom it was told."""
    found: Agent = g.agent
    return found


def session_ends() -> datetime:
    """When the session of that agent ends by itself, in UTC."""
    found: datetime = g.session_ends
    return found


def agent_if_any() -> Agent | None:
    """The same for what anyone may ask for, such as the login page or an error: None while nobody is signed in."""
    found: Agent | None = g.get("agent")
    return found


def allowed_sites() -> Sequence[str]:
    """The sites on which what this request asks for may stand; none are listed where it may stand anywhere."""
    found: Sequence[str] = g.frame_ancestors if "frame_ancestors" in g else ()
    return found
