"""What a request would rather have: a page for a person, or the document of its address (RFC 9110, 12.5.1)."""

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

_PAGE = "text/html"
_DOCUMENTS = ("application/atom+xml", "application/feed+json", "application/xml", "application/json", "text/calendar")


def prefers_page(accept: str) -> bool:
    """Whether whoever sends this Accept header would rather have a page than any document for programs.

    Browsers would, when somebody opens an address; feed readers and programs that take anything would not.
    """
    asked = parse_accept_header(accept, MIMEAccept)
    return asked.quality(_PAGE) > max(asked.quality(kind) for kind in _DOCUMENTS)


def wants_page() -> bool:
    """Whether the present request would rather have a page."""
    return prefers_page(request.headers.get("Accept", ""))


def by_accept(response: Response) -> Response:
    """Say that the answer differs by what is accepted."""
    response.vary.add("Accept")
    return response
