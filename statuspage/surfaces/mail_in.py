"""The door for mail services: they post a raw message here, with the secret that they were given."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, request

from statuspage.delivery.incoming.receiving import receive
from statuspage.delivery.incoming.scanner import NotScanned
from statuspage.security.access import Access, may

bp = Blueprint("mail_in", __name__)

RAW = ("body-mime", "email", "message", "raw")  # the field of a form in which services send the whole message
TO = ("recipient", "to", "envelope-to")  # and its recipients
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST = 50  # recipients


@bp.post("/mail/in")
@may(Access.MAIL_IN)
def take() -> Response:
    """Take one message: the body itself, or a field of a form. What becomes of it is told, a line for each reader.

    400 where there is no message in it, and 503 while it cannot be looked at: a service brings it again then.
    """
    raw = _message() or abort(400)
    try:
        receipts = receive(raw, to=_recipients(), door="post")
    except NotScanned:
        abort(503)
    lines = (f"{one.outcome} {one.reason}".strip() for one in receipts)
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _message() -> bytes:
    if request.mimetype not in _FORMS:
        return request.get_data(cache=False)
    for name in RAW:
        if name in request.files:
            return bytes(request.files[name].read())
        if request.form.get(name):
            return request.form[name].encode("utf-8", "surrogateescape")
    return b""


def _recipients() -> Sequence[str]:
    """The envelope's recipients: in the address, ``?to=``, or in a field of the form; none where nobody says."""
    given = request.args.getlist("to")
    if request.mimetype in _FORMS:
        given += [one for name in TO for one in request.form.getlist(name)]
    return [part.strip() for one in given for part in one.split(",") if part.strip()][:_MOST]
