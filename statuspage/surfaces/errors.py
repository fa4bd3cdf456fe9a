"""Every refusal gets a calm page in words. All of one kind are alike to the byte, so that they tell nothing.

Programs that ask for a feed or a calendar get the same words without a page: as JSON, or as plain text.
"""

import json

from flask import Flask, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from statuspage.public_request import Unclear

KNOWN = (400, 401, 403, 404, 405, 410, 413, 415, 429, 500)


def add(app: Flask) -> None:
    """Answer errors with our own pages."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _fail)


def _answer(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, error)


def _fail(error: Exception) -> Response:
    if current_app.testing:
        raise error
    current_app.logger.error("A request failed", exc_info=error)
    return _page(500, None)


def _page(code: int, error: HTTPException | None) -> Response:
    shown = code if code in KNOWN else 400 if code < 500 else 500
    unclear = error.description if isinstance(error, Unclear) else ""
    ending = request.path.rpartition("/")[2].rpartition(".")[2]
    ending = "json" if request.path == "/oembed" else ending
    if ending in ("json", "atom", "ics"):
        response = _bare(ending, render_template("errors/bare.txt", code=shown, unclear=unclear).strip(), code)
    else:
        fragment = request.headers.get("HX-Request") == "true"
        body = render_template("errors/_notice.html" if fragment else "errors/page.html", code=shown, unclear=unclear)
        response = make_response(body, code)
    if request.path == "/oembed":
        response.headers["Access-Control-Allow-Origin"] = "*"
    for name, value in error.get_headers() if error else ():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _bare(ending: str, words: str, code: int) -> Response:
    if ending == "json":
        return Response(json.dumps({"error": words}, ensure_ascii=False), code, mimetype="application/json")
    return Response(f"{words}\n", code, mimetype="text/plain")
