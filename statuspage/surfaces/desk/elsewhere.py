"""How one can ask on other pages: what to copy there, filled in for a topic, and the sites that may show the form."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.validation import SUBJECT_LIMIT, visible
from statuspage.domain.way_in.ask_sites import read_ask_sites, save_ask_sites
from statuspage.domain.way_in.topics import in_language, offered
from statuspage.forms import NO_FORM, Form, go, refused_form, typed
from statuspage.present import languages
from statuspage.present.embed.ask_snippets import QR_SIZE, AskSnippet, ask_snippets
from statuspage.present.languages import gettext
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls

ELSEWHERE = "/desk/way-in/elsewhere"


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    """The page. ``sites`` are those on which the form may stand, one to a line, as typed or as they are kept.

    ``topics`` can be chosen; ``topic`` and ``about`` are what is filled in already in all ``texts``. ``code`` is the
    address of the QR code, ``code_size`` pixels wide, "" where there is too much for one. ``is_on`` says whether anyone
    may ask at all.
    """

    form: Form
    is_on: bool
    topics: list[tuple[str, str]]
    topic: str
    about: str
    texts: tuple[AskSnippet, ...]
    code: str
    code_size: int
    sites: str


@bp.get("/way-in/elsewhere")
@may(Access.AGENT)
def elsewhere() -> Response:
    """What to copy, for the topic that was chosen."""
    return _page(NO_FORM)


@bp.post("/way-in/sites")
@may(Access.AGENT)
def change_sites() -> Answer | Response:
    """Let the form stand on these sites, and on no others."""
    try:
        with write() as session:
            save_ask_sites(session, typed("sites"))
    except Refused as refused:
        return _page(refused_form("sites", refused))
    return go(ELSEWHERE, "saved", "sites")


def _page(form: Form) -> Response:
    settings, spoken = public_request.settings(), languages.language()
    known = [in_language(one, spoken, settings.languages[0]) for one in offered(db.session())]
    topic = next((one.name for one in known if one.name == request.args.get("topic")), "")
    about = visible(request.args.get("about", ""))[:SUBJECT_LIMIT]
    texts = ask_snippets(urls(), settings.company_name, topic, about)
    page = ElsewherePage(
        form=form,
        is_on=settings.ask,
        topics=[("", gettext("none")), *((one.name, one.title) for one in known)],
        topic=topic,
        about=about,
        texts=texts,
        code=urls().ask_code(topic=topic, about=about) if any(one.key == "qr" for one in texts) else "",
        code_size=QR_SIZE,
        sites=form.value("sites", "sites", "\n".join(read_ask_sites(db.session()))),
    )
    return make_response(render_template("desk/elsewhere.html", page=page), 422 if form.errors else 200)
