"""The private page speaks its reader's language: the one that they chose, or the one that their browser asks for."""

from statuspage.db import db, write
from statuspage.delivery.mail import render
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from tests.surfaces.private_things import Ana, words

GERMAN = {"Accept-Language": "de-AT, de;q=0.8"}


def not_known(ana: Ana) -> None:
    with write() as session:
        session.get_one(Customer, ana.ticket.customer_id).language = ""
    db.session.remove()


def test_the_page_offers_every_language_by_its_own_name_and_says_which_it_speaks(ana: Ana):
    page = ana.page()
    assert [name in page for name in (">English", ">Deutsch", ">العربية")] == [True] * 3
    assert page.count('aria-current="true"') == 1


def test_a_chosen_language_holds_from_then_on_whatever_the_browser_asks_for(ana: Ana):
    ana.write()
    assert ana.send("language", language="de").status_code == 303
    page = ana.read(**{"Accept-Language": "en"}).text
    assert '<html lang="de"' in page
    assert "Diese Seite spricht jetzt Deutsch" in words(ana.page("?said=language"))
    assert ana.kinds == ["opened", "letter"], "it is nobody's news"
    assert "Set-Cookie" not in ana.read().headers


def test_a_language_that_is_not_offered_is_refused_and_changes_nothing(ana: Ana):
    assert ana.send("language", language="tlh").status_code == 422
    assert '<html lang="en"' in ana.page()


def test_while_nobody_has_said_it_the_page_speaks_as_the_browser_asks(ana: Ana):
    not_known(ana)
    assert '<html lang="de"' in ana.read(**GERMAN).text
    english = ana.read(**{"Accept-Language": "en"})
    assert '<html lang="en"' in english.text, "what was rendered for another browser is not given to this one"
    assert "Accept-Language" in english.headers["Vary"]


def test_what_a_customer_has_chosen_does_not_differ_by_browser(ana: Ana):
    assert "Accept-Language" not in ana.read(**GERMAN).headers.get("Vary", "")


def test_while_nobody_has_said_it_the_public_page_and_the_feed_follow_the_browser_too(ana: Ana):
    ana.do(publish, PublicChoice())
    not_known(ana)
    for scope in ("public", "public_feed", "feed"):
        german = ana.client.get(ana.link(scope), headers=GERMAN)
        assert 'lang="de"' in german.text, scope
        assert "Accept-Language" in german.headers["Vary"], scope


def test_a_mail_to_somebody_whose_language_nobody_knows_speaks_the_companys(ana: Ana):
    not_known(ana)
    ana.write()
    settings, urls = ana.app.extensions["settings"], ana.app.extensions["urls"]
    session = db.session()
    outgoing = session.query(Outgoing).filter_by(to="customer", kind="letter").one()
    message = render(session, outgoing, urls, settings, ana.clock())
    assert message["Content-Language"] == settings.languages[0]
