"""What belongs to nobody: the front door, health, the company's colour."""

from flask import Blueprint, Response, current_app, render_template
from sqlalchemy import text

from statuspage.db import db
from statuspage.security.access import Access, may

bp = Blueprint("site", __name__)
# A card in a sandboxed frame has an origin of its own, and needs the colour all the same.
_FOR_CARDS = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}


@bp.get("/healthz")
@may(Access.ANYONE)
def healthz() -> Response:
    """200 once the app can serve and reach its database."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


@bp.get("/brand.css")
@may(Access.ANYONE)
def brand() -> Response:
    """The one colour that a company replaces, in both schemes."""
    settings = current_app.extensions["settings"]
    css = f":root{{--accent:light-dark({settings.accent},{settings.accent_dark})}}\n"
    return Response(css, mimetype="text/css", headers=_FOR_CARDS)


@bp.get("/")
@may(Access.ANYONE)
def home() -> str:
    """The front door: what this is, and where the agents go in; in a demo, whom one may be."""
    links = current_app.extensions.get("demo_links")
    phone = current_app.extensions["settings"].company_phone
    return render_template("site/home.html", demo=links() if links else {}, phone=phone)
