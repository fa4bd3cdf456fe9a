"""The gallery shows every form of the demo's own public ticket, and is not there without a demo."""

import json

from flask.testing import FlaskClient
from lxml.html import fromstring

from statuspage import demo
from statuspage.db import db, write
from statuspage.domain.publication.verbs import unpublish
from tests.conftest import Clock
from tests.surfaces.test_snippets import KEYS


def test_every_form_is_there_with_its_text_and_an_example(app, client: FlaskClient, clock: Clock) -> None:
    demo.load(app)
    answer = client.get("/embed-gallery")
    assert answer.status_code == 200
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    page = fromstring(answer.text)
    texts = {node.get("id").removeprefix("text-"): node.text_content() for node in page.xpath("//pre/code")}
    assert set(texts) == (set(KEYS) - {"element"}) | {"card", "compact", "timeline", "ask"}
    assert texts["timeline"].startswith('<script async src="http://localhost/widget.js">')
    assert len(page.xpath("//virtual-ticket")) == 6
    assert len(page.xpath("//button[@data-copy]")) == len(texts)
    for section in page.xpath('//section[@class="gallery-form"]'):
        shown = section.xpath('.//div[contains(@class, "stage")]//*[self::virtual-ticket or self::iframe or self::a]')
        assert shown, section.get("aria-labelledby")


def test_it_leads_nowhere_private(app, client: FlaskClient, clock: Clock) -> None:
    demo.load(app)
    links = demo.links(app)
    page = client.get("/embed-gallery").text
    for secret in ("customer_url", "feed_url"):
        assert links[secret].rsplit("/", 1)[1].removesuffix(".atom") not in page


def test_the_manifest_says_where_the_gallery_and_oembed_are(app, client: FlaskClient, clock: Clock) -> None:
    demo.load(app)
    links = demo.links(app)
    assert client.get(links["embed_gallery_url"]).status_code == 200
    assert json.loads(client.get(links["oembed_url"]).text)["type"] == "rich"


def test_there_is_none_without_a_demo_or_while_nothing_is_shown(app, client: FlaskClient, clock: Clock) -> None:
    assert client.get("/embed-gallery").status_code == 404
    demo.load(app)
    ticket = app.extensions["demo_shares"]()["public"].ticket_id
    db.session.rollback()
    with write() as session:
        unpublish(session, ticket, clock())
    assert client.get("/embed-gallery").status_code == 404


def test_an_unknown_language_is_refused(client: FlaskClient) -> None:
    assert client.get("/embed-gallery?lang=tlh").status_code == 400
