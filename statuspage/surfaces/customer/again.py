"""A customer's page that they ask for again in the same words, answered before Flask begins.

All that the door and the page go by is read anew: their keys, and the head of their ticket, in the same two statements.
While the first are as they were, the door would say what it said; and the page is looked for under what the second says
now. Whatever else there is goes the ordinary way, and so does all of this once anything is another: nothing here says
no. The server then needs 1.2 times what a view takes that does nothing, instead of 2.0 (python -m bench private).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from statuspage.clock import now
from statuspage.config import Settings
from statuspage.db import db
from statuspage.domain.raw_head import read_customers_head
from statuspage.domain.shares.share import ShareFacts, read_shares
from statuspage.forms import once
from statuspage.protocol import ROUTE, Beforehand
from statuspage.security.access import FAULT
from statuspage.surfaces.customer import page_cache
from statuspage.surfaces.customer.blueprint import PageRequest

MOST = 4_000  # requests, told apart by their address and all of their headers
LONGEST = 4_000  # characters of these
_SEEN = "statuspage.seen"  # in the WSGI environment: a ``_Seen`` for a page that may come again
_PATH = "/t/"
_OTHERWISE = ("CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", Beforehand.AT_THE_DOOR, Beforehand.CROWDED)

Request = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What decided on an answer: how its page was asked for, and how its holder's keys stood; no word of the page.

    ``told`` is what ``page_cache.told`` says of the request, and ``route`` the rule by which it is led.
    """

    ticket_id: int
    share_id: int
    shares: Mapping[str, ShareFacts]
    told: str
    route: str


@dataclass(frozen=True, slots=True)
class _Known:
    """A request that was answered; ``settings`` are those that held then."""

    seen: _Seen
    settings: Settings
    headers: list[tuple[str, str]]
    is_packed: bool


class Again:
    """``around`` the app's WSGI; what is known of requests is kept by what they say."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._known: dict[Request, _Known] = {}

    def around(self, wsgi: WSGIApplication) -> WSGIApplication:
        """The same, but for pages that are asked for again."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if (asked := _request(environ)) is None:
                return wsgi(environ, start_response)
            if (known := self._known.get(asked)) and (body := self._body(known, environ)):
                environ[ROUTE] = known.seen.route
                start_response("200 OK", [*known.headers, ("Content-Length", str(len(body)))])
                return [body]

            def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                if (seen := environ.get(_SEEN)) and status == "200 OK":
                    self._remember(asked, seen, headers)
                return start_response(status, headers, *rest)

            return wsgi(environ, begin)

        return answer

    def forget(self) -> None:
        """Know no request any more."""
        self._known.clear()

    def _body(self, known: _Known, environ: WSGIEnvironment) -> bytes | None:
        """The page as it is now; None where it has to be made, or is not for whoever asks any more."""
        seen = known.seen
        if known.settings is not self._app.extensions["settings"]:
            return None
        with self._app.app_context():
            at = now()
            try:
                with db.engine.connect() as connection:
                    if read_shares(connection, seen.share_id, at) != seen.shares:
                        return None
                    rows = read_customers_head(connection, seen.ticket_id).text
            except SQLAlchemyError as fault:
                environ[FAULT] = fault
                return None
            found = page_cache.last(page_cache.name(rows, seen.told), at)
        if found is None:
            return None
        return found.text.gzipped(once) if known.is_packed else found.text.plain(once)

    def _remember(self, asked: Request, seen: _Seen, headers: list[tuple[str, str]]) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        told = {name.lower(): value for name, value in headers}
        if "set-cookie" in told:
            return
        kept = [one for one in headers if one[0].lower() != "content-length"]
        is_packed = told.get("content-encoding") == "gzip"
        self._known[asked] = _Known(seen, self._app.extensions["settings"], kept, is_packed)


def install(app: Flask) -> None:
    """Answer so around this app; whoever erases words lets it forget."""
    again = Again(app)
    app.wsgi_app = again.around(app.wsgi_app)  # type: ignore[method-assign,assignment]  # as Flask says to
    app.extensions.setdefault("forgets", []).append(again.forget)


def may_come(asked: PageRequest, told: str) -> None:
    """Say of the present request that its page may be given again, where it is the customer's own.

    ``told`` is what ``page_cache.told`` says of it.
    """
    if asked.companion_id is None:
        share_id = asked.shares["private"].id
        route = request.url_rule.rule if request.url_rule else ""
        request.environ[_SEEN] = _Seen(asked.ticket_id, share_id, asked.shares, told, route)


def _request(environ: WSGIEnvironment) -> Request | None:
    """All that this request says; None where it asks for something else."""
    if environ["REQUEST_METHOD"] != "GET" or not environ["PATH_INFO"].startswith(_PATH):
        return None
    if any(name in environ for name in _OTHERWISE):
        return None
    said = [(name, value) for name, value in environ.items() if name.startswith("HTTP_")]
    said += [("", environ["PATH_INFO"]), ("", environ.get("QUERY_STRING", "")), ("", environ["wsgi.url_scheme"])]
    return tuple(said) if sum(len(value) for _, value in said) <= LONGEST else None
