"""The team page, its feed and its card: how well the team keeps its word, for anyone, while the setting is on.

All three read one ``TeamFigures`` and nothing else: no ticket, no agent, no customer. It is counted anew every few
minutes at the most, however many ask.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import refresh
from werkzeug.exceptions import BadRequest

from statuspage import public_request
from statuspage.cacheable import Remembered, answer
from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.team.figures import TeamFigures, team_figures
from statuspage.present import glance, languages
from statuspage.present.embed import looks as cards
from statuspage.present.embed import stylesheet
from statuspage.present.feeds import atom
from statuspage.present.feeds.team import entries, snippet
from statuspage.present.team import told as team
from statuspage.security.access import Access, may
from statuspage.security.headers import ANYWHERE, DRESSES

bp = Blueprint("team", __name__)
FRESH = timedelta(minutes=10)
LOOKS = {"theme": ("auto", "light", "dark"), "size": ("card", "compact")}  # the first of each unless asked
_IN_A_FRAME = ANYWHERE | {"Content-Security-Policy": DRESSES["card"].policy}


@bp.record_once
def _remember(state: object) -> None:
    state.app.extensions["team"] = Remembered[TeamFigures]()  # type: ignore[attr-defined]


@bp.get("/team")
@may(Access.TEAM)
def page() -> Response:
    """The whole page, in the language that the browser asks for."""
    public_request.language()
    figures, base, company = _figures(), current_app.extensions["urls"].base, public_request.settings().company_name
    lang = request.args.get("lang", "")
    body = render_template(
        "team/page.html",
        figures=figures,
        measures=team.tell_measures(figures),
        span=team.span(figures),
        heading=team.heading(company),
        city=glance.city(figures.zone),
        address=f"{base}/team",
        feed=f"{base}/team.atom" + (f"?lang={lang}" if lang else ""),
        snippet=snippet(base, company),
    )
    return _in_their_language(answer(body, "text/html", snapshot=None))


@bp.get("/team.atom")
@may(Access.TEAM)
def feed() -> Response:
    """One entry for each finished week of which there is something to say; in the company's language unless asked."""
    public_request.language()
    g.language = g.language or public_request.settings().languages[0]
    refresh()
    figures, base, company = _figures(), current_app.extensions["urls"].base, public_request.settings().company_name
    lang = request.args.get("lang", "")
    told = atom.Feed(
        name="team",
        title=team.heading(company),
        language=languages.tag(),
        author=company,
        updated=figures.ends_at[-1],
        address=f"{base}/team.atom" + (f"?lang={lang}" if lang else ""),
        icon=f"{base}/static/mark.svg",
        page=f"{base}/team",
    )
    news = entries(figures, company, f"{base}/team")
    response = answer(atom.document(told, news, base), atom.MIMETYPE, modified=told.updated, snapshot=None)
    response.headers["Content-Security-Policy"] = DRESSES["public document"].policy
    return response


@bp.get("/team/card")
@may(Access.TEAM)
def card() -> Response:
    """The promises kept, as a card for a frame on any page; whole without script."""
    try:
        looks = _looks()
    except BadRequest as fault:
        return _unclear(str(fault.description))
    figures, heading = _figures(), team.heading(public_request.settings().company_name)
    first, second, *_ = team.tell_measures(figures)
    address = f"{current_app.extensions['urls'].base}/team"
    shown = {"promises": first, "heard": second, "span": team.span(figures), "heading": heading, "page": address}
    body = render_template("team/card.html", **shown, **looks)
    response = _in_their_language(answer(body, "text/html", snapshot=None))
    response.headers.update(_IN_A_FRAME)
    return response


def _looks() -> dict[str, str]:
    """The look that the address asks for; 400 in words for one that there is not."""
    public_request.language()
    looks = {name: cards.one_of(request.args, name, offered) for name, offered in LOOKS.items()}
    return looks | {"style": stylesheet.address(public_request.settings(), cards.accent(request.args))}


def _unclear(text: str) -> Response:
    """A look of the card that there is not, said in words to whoever builds the page."""
    dressed = {"theme": "auto", "style": stylesheet.address(public_request.settings())}
    response = make_response(render_template("public/card_unclear.html", text=text, **dressed), 400)
    response.headers.update(_IN_A_FRAME)
    return response


def _figures() -> TeamFigures:
    def make() -> tuple[TeamFigures, datetime]:
        made = team_figures(db.session(), public_request.settings().company_zone, at)
        return made, min(at + FRESH, made.ends_at[-1] + timedelta(days=7))

    at = now()
    kept: Remembered[TeamFigures] = current_app.extensions["team"]
    return kept.get(at, make)


def _in_their_language(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response
