"""Every refusal gets a calm page in words. All of one kind are the same to the byte, so that they reveal nothing.

Programs that ask for a feed or a calendar get the same words without a page: as JSON, or as plain text.
"""

import json
import re
from dataclasses import dataclass, replace

from flask import Flask, current_app, make_response, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from statuspage import public_request, refusals
from statuspage.forms import by_script
from statuspage.given_back import GivenBack, given_back
from statuspage.negotiation import wants_page
from statuspage.outage import Outage, outage
from statuspage.present import languages
from statuspage.protocol import REQUEST_ID
from statuspage.public_request import Unclear
from statuspage.security.access import Left, NotForCompanions, Replaced, agent_if_any
from statuspage.security.crowded import Crowded
from statuspage.security.erased import Erased
from statuspage.security.hosts import Misdirected

_AGAIN = "5"  # seconds
_PAGE = re.compile(r"/ask(?:/frame)?|/t/[^/]+(?:/studio)?|/desk(?:/tickets/\d+|/customers/\d+|/me\b)?")
KNOWN = (400, 401, 403, 404, 405, 410, 413, 414, 415, 421, 429, 500, 503)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """A refusal by its ``code``, one of ``KNOWN``. ``unclear`` says what can be asked for instead, or is "".

    ``is_replaced`` is for a private link that has a successor. ``only`` is the first name of the customer, where a
    companion came to what is theirs alone, or to what they have left, as ``has_left`` says; ``needs_writing`` says that
    it is for companions who may write. ``is_erased`` is for what was erased, with every word.
    ``words`` are those that were posted, and ``may_have_arrived`` says that nobody knows what became of them. ``back``
    is the page of their form, "" where that is not there. ``home`` is the front door: under our own name for who came
    by another. ``phone`` is the company's, None without one. ``asks_link`` is where the present link can be asked
    for, "" where no mail leaves. ``request_id`` is by what our log finds what broke, "" where nothing did.
    ``outage`` is there where the database does not answer, or where ``is_crowded`` and something was sent: more ask at
    once than can be answered.
    """

    code: int
    unclear: str
    is_replaced: bool
    words: list[GivenBack]
    may_have_arrived: bool
    back: str
    home: str
    phone: str | None
    asks_link: str = ""
    only: str = ""
    needs_writing: bool = False
    has_left: bool = False
    is_erased: bool = False
    request_id: str = ""
    outage: Outage | None = None
    is_crowded: bool = False


def add(app: Flask) -> None:
    """Answer errors with our own pages."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _fail)


def _answer(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, error)


def _fail(error: Exception) -> Response:
    if refusals.is_outage(error):
        current_app.logger.error("The database does not answer (%s)", type(error).__name__)
        return _page(503, error)
    if current_app.testing:
        raise error
    current_app.logger.error("A request failed", exc_info=error)
    return _page(500, error)


def _page(code: int, error: Exception) -> Response:
    shown = code if code in KNOWN else 400 if code < 500 else 500
    unclear = error.description or "" if isinstance(error, Unclear) else ""
    refused = isinstance(error, (HTTPException, SQLAlchemyError))  # before anything is done, or instead of it
    crowded = isinstance(error, Crowded)
    unsure = (code == 503 and not crowded) or not refused  # the database may have heard what it had no time to answer
    home = f"{public_request.urls().base}/" if code == Misdirected.code else "/"
    phone = public_request.settings().company_phone
    words = given_back(code == 410, crowded or isinstance(error, SQLAlchemyError))
    only, needs_writing = _whose(error)
    back, asks = _back(code).removesuffix("/studio" if only else ""), _asks_link(error)
    replaced, left = isinstance(error, Replaced), isinstance(error, Left)
    page = ErrorPage(shown, unclear, replaced, words, unsure, back, home, phone, asks, only, needs_writing, left)
    found_by = str(request.environ.get(REQUEST_ID, "")) if code >= 500 and not crowded else ""
    lasts = outage(back, bool(words)) if code == 503 and (words or not crowded) else None
    page = replace(page, is_erased=isinstance(error, Erased), request_id=found_by, outage=lasts, is_crowded=crowded)
    response = _written(page, code)
    if code == 503:
        response.headers["Retry-After"] = _AGAIN
    if request.path == "/oembed":
        response.headers["Access-Control-Allow-Origin"] = "*"
    for name, value in error.get_headers() if isinstance(error, HTTPException) else ():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _whose(error: Exception) -> tuple[str, bool]:
    """Whose it is what a companion came to; from here on the answer speaks the reader's language."""
    if isinstance(error, Erased) and agent_if_any() is None:
        languages.speak(error.language)
    if not isinstance(error, NotForCompanions | Left):
        return "", False
    languages.speak(error.language)
    return error.customer, isinstance(error, NotForCompanions) and error.write


def _written(page: ErrorPage, code: int) -> Response:
    """The refusal as whoever asked can read it: a page, a part of one, plain text, or JSON."""
    ending = "json" if request.path == "/oembed" else request.path.rpartition("/")[2].rpartition(".")[2]
    if ending in ("json", "atom", "ics") and not wants_page():
        words = render_template("errors/bare.txt", page=page).strip()
        if ending == "json":
            return Response(json.dumps({"error": words}, ensure_ascii=False), code, mimetype="application/json")
        return Response(f"{words}\n", code, mimetype="text/plain")
    template = "errors/_notice.html" if by_script() else "errors/page.html"
    return make_response(render_template(template, page=page), code)


def _asks_link(error: Exception) -> str:
    """Where whoever has a replaced private link asks for the present one by mail; "" for everybody else."""
    found = re.match(r"/t/[^/]+", request.path)
    if found is None or not isinstance(error, Replaced):
        return ""
    if not public_request.way_of_mails(error.share.ticket_id).is_there:
        return ""
    return f"{found[0]}/mailed-link"


def _back(code: int) -> str:
    """The page of the form that was posted; a link that is void leads nowhere."""
    found = _PAGE.match(request.path)
    return found[0] if found and code not in (404, 410) else ""
