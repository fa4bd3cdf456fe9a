"""The preview: to the letter what others would get for what is ticked, and nobody but the customer gets it."""

import html
import re
from urllib.parse import urlencode

import pytest

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.protocol import Snapshot
from statuspage.security.headers import PREVIEW, STUDIO
from tests.conftest import Clock
from tests.surfaces.private_things import Ana

TICKED = {"owner": "photo", "subject": "nothing", "title": "", "company": "yes", "steps": "yes", "clock": "yes"}
LIVE = re.compile(r'^ *<script[^>]* src="/static/(?:vendor/|js/live\.)[^>]*></script>\n?', re.MULTILINE)


def look(ana: Ana, view: str = "card", **fields: object):
    return ana.read(f"/studio/preview?{urlencode({'view': view, **fields}, doseq=True)}")


@pytest.mark.parametrize(
    ("view", "scope", "query"),
    [
        ("card", "embed", ""),
        ("card", "embed", "&size=compact&theme=dark"),
        ("card", "embed", "&size=timeline"),
        ("badge", "badge", ""),
        ("badge", "badge", "&style=face&theme=dark"),
        ("page", "public", ""),
    ],
)
def test_what_is_saved_looks_as_it_does_to_others_byte_for_byte(ana: Ana, view: str, scope: str, query: str):
    ana.write("For all.", is_public=True)
    ana.do(publish, PublicChoice(letters=True))
    seen = ana.client.get(f"{ana.link(scope)}?{query[1:]}")
    previewed = ana.read(f"/studio/preview?view={view}{query}")
    assert (seen.status_code, previewed.status_code) == (200, 200)
    assert previewed.text == LIVE.sub("", seen.text)
    assert previewed.mimetype == seen.mimetype


def test_what_is_ticked_is_seen_before_it_is_saved_and_saving_gives_just_that(ana: Ana, clock: Clock):
    ana.do(publish, PublicChoice())
    ana.do(unpublish)
    clock.forward(minutes=1)  # what changes twice within a second changes in the one after it
    fields = {**TICKED, "owner": "name", "subject": "title", "title": "Our machine"}
    before = look(ana, "page", **fields)
    assert "Our machine" in before.text
    assert ana.ticket.published_at is None
    ana.client.post(f"{ana.path}/studio", data={"action": "on", **fields})
    assert before.text == LIVE.sub("", ana.client.get(ana.link("public")).text)


@pytest.mark.parametrize("by_script", [False, True])
def test_a_title_as_long_as_a_form_may_be_comes_back_once_and_the_previews_take_what_fits(ana: Ana, by_script: bool):
    title = "Our machine " * 10_000
    answer = ana.send("studio", action="on", by_script=by_script, **TICKED | {"subject": "title", "title": title})
    assert answer.status_code == 422
    assert len(answer.data) < len(title) * 2 + 100_000
    assert title.strip() in answer.text


def test_looking_publishes_nothing_and_saves_nothing(ana: Ana):
    version = ana.ticket.version
    for view in ("card", "badge", "page"):
        assert look(ana, view, **TICKED).status_code == 200
    assert (ana.ticket.published_at, ana.ticket.version, ana.ticket.public_choice) == (None, version, {})


def test_a_letter_unticked_is_not_in_the_preview(ana: Ana):
    first, second = ana.write("One for all.", is_public=True), ana.write("Two for all.", is_public=True)
    page = look(ana, "page", **TICKED, letters="yes", listed=[first, second], letter=[second]).text
    assert "Two for all." in page
    assert "One for all." not in page
    assert "Two for all." not in look(ana, "page", **TICKED, letters="no", listed=[first], letter=[first]).text


def test_a_title_that_cannot_be_saved_yet_breaks_no_preview(ana: Ana):
    for title in ("", "a\0b", "x" * 500, "\u202eback"):
        assert look(ana, "page", **{**TICKED, "subject": "title", "title": title}).status_code == 200


@pytest.mark.parametrize("fields", [{"view": "everything"}, {"owner": "all"}, {"subject": "all"}, {"size": "huge"}])
def test_an_unknown_look_is_refused_in_words(ana: Ana, fields: dict[str, str]):
    answer = look(ana, **{**TICKED, **fields})
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"


def test_it_is_for_its_owner_alone_and_stands_only_in_the_studio(ana: Ana):
    answer = look(ana, **TICKED)
    assert answer.headers["Content-Security-Policy"] == PREVIEW
    assert "frame-ancestors 'self'" in PREVIEW
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"ETag", Snapshot.HEADER, "Access-Control-Allow-Origin"} & set(answer.headers.keys())
    assert answer.headers["X-Robots-Tag"] == "noindex"
    for scope in ("feed", "calendar"):
        token = ana.link(scope).split("/")[2].split(".")[0]
        assert ana.client.get(f"/t/{token}/studio/preview").status_code == 404


def test_the_studio_frames_itself_alone_and_nobody_frames_the_studio(ana: Ana):
    for answer in (ana.read("/studio"), ana.send("studio", action="on", owner="all")):
        assert answer.headers["Content-Security-Policy"] == STUDIO
    assert "frame-src 'self'" in STUDIO
    assert "frame-ancestors 'none'" in STUDIO


def test_the_preview_holds_no_way_back_to_the_private_page(ana: Ana):
    for view in ("card", "badge", "page"):
        assert ana.path not in look(ana, view, **TICKED).text


def test_every_preview_on_the_page_answers(ana: Ana):
    ana.do(publish, PublicChoice())
    sources = {html.unescape(found) for found in re.findall(r'src="([^"]*/preview[^"]*)"', ana.read("/studio").text)}
    assert len(sources) > 12
    assert {source: ana.client.get(source).status_code for source in sources} == dict.fromkeys(sources, 200)
