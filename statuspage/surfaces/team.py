"""The team page, its feed and its card: how well the team keeps its word, for anyone, while the setting is on.

All three read one ``TeamFigures`` and nothing else: no ticket, no agent, no customer. It is counted anew every few
minutes at most, however many ask.
"""

from flask import Blueprint, Response, make_response, request

from statuspage import negotiation, public_request, wearing
from statuspage.cacheable import answer
from statuspage.present import languages
from statuspage.present.embed.card import render_unclear
from statuspage.present.embed.looks import ASKS, UnknownLookError, read_look
from statuspage.present.feeds import atom
from statuspage.present.feeds.feed import Feed, FeedLinks
from statuspage.present.feeds.landing import render_landing
from statuspage.present.feeds.team import entries
from statuspage.present.team.page import SIZES, render_team_card, render_team_page
from statuspage.present.team.told import heading
from statuspage.security.access import Access, may
from statuspage.security.headers import ANYWHERE, DRESSES

bp = Blueprint("team", __name__)
_IN_A_FRAME = ANYWHERE | {"Content-Security-Policy": DRESSES["card"].policy}


@bp.get("/team")
@may(Access.TEAM, asks=("lang",))
def page() -> Response:
    """The whole page, in the language that the browser asks for."""
    public_request.language()
    figures, settings, base = public_request.team(), public_request.settings(), public_request.urls().base
    body = render_team_page(figures, settings, base, _feed_address())
    return answer(body, "text/html", snapshot=None)


@bp.get("/team.atom")
@may(Access.TEAM, asks=("lang",))
def feed() -> Response:
    """One entry for each finished week with anything to say; in the company's language unless another is asked for."""
    settings, base = public_request.settings(), public_request.urls().base
    languages.speak(public_request.language() or settings.languages[0])
    figures, company = public_request.team(), settings.company_name
    told = Feed(
        name="team",
        title=heading(company),
        language=languages.tag(),
        author=company,
        updated=figures.ends_at[-1],
        icon=f"{base}{wearing.logo_address() or '/static/mark.svg'}",
        links=FeedLinks(_feed_address()),
        page=f"{base}/team",
    )
    weeks = entries(figures, company, told.page)
    if negotiation.wants_page():
        page = render_landing(told, weeks, settings.company_zone, is_private=False)
        return negotiation.by_accept(answer(page, "text/html", snapshot=None))
    response = answer(atom.document(told, weeks, base), atom.MIMETYPE, modified=told.updated, snapshot=None)
    response.headers["Content-Security-Policy"] = DRESSES["public document"].policy
    response.headers.update(ANYWHERE)
    return negotiation.by_accept(response)


@bp.get("/team/card")
@may(Access.TEAM, asks=ASKS)
def card() -> Response:
    """The promises kept, as a card for a frame on any page; whole without script."""
    settings = public_request.settings()
    try:
        public_request.language()
        look = read_look(request.args, settings.languages, SIZES)
    except (public_request.Unclear, UnknownLookError) as unknown:
        response = make_response(render_unclear(settings, unknown.description or ""), 400)
    else:
        follow = f"{public_request.urls().base}/team"
        body = render_team_card(public_request.team(), look, settings, follow, wearing.logo())
        response = answer(body, "text/html", snapshot=None)
    response.headers.update(_IN_A_FRAME)
    return response


def _feed_address() -> str:
    """The address of the feed, in the language that was asked for."""
    lang = request.args.get("lang", "")
    return f"{public_request.urls().base}/team.atom" + (f"?lang={lang}" if lang else "")
