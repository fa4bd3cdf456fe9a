"""A reader chooses their mails by the key that stands in them: one click stops them, and opening changes nothing."""

import html5lib
import pytest
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.mail_wishes import own_subscription
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import share, shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.subscriptions import Subscription, subscribe
from statuspage.security import throttle
from tests.delivery.mailbox import SETTINGS, Mailbox
from tests.surfaces.private_things import Ana, words

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def box(ana: Ana) -> Mailbox:
    made = Mailbox(ana.app, ana.cast, ana.clock, ana.run)
    made.change(**SETTINGS)
    return made


@pytest.fixture
def key(ana: Ana) -> str:
    """The path behind the unsubscribe of Ana's mails."""
    return path_of(ana, ana.run(own_subscription, ana.id))


def path_of(ana: Ana, found: Subscription) -> str:
    urls = ana.app.extensions["urls"]
    return str(urls.mails(found.id, found.generation)).removeprefix(urls.base)


def state(ana: Ana) -> tuple[bool, bool, bool]:
    """Whether Ana's mails come, and what else she wished."""
    db.session.rollback()
    found = own_subscription(db.session(), ana.id)
    assert found is not None
    return found.ended_at is None, found.wants_late, found.wants_ics


def joana(ana: Ana) -> Subscription:
    def add(session):
        one = Companion(ticket_id=ana.id, name="Joana Reis", email="joana@example.org", zone="Asia/Tokyo")
        one.came, one.created_at = "customer", ana.clock()
        session.add(one)
        session.flush()
        share(session, ana.id, "private", ana.clock(), one.id)
        return subscribe(session, ana.id, ana.clock(), one)

    return ana.run(add)


def opened(ana: Ana, path: str) -> str:
    answer = ana.client.get(path)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return words(answer.text)


def test_the_page_behind_a_mail_says_which_mails_come_and_about_what(ana, box, key):
    told = opened(ana, key)
    assert ana.ticket.subject in told
    assert "Each letter goes to ana@example.org, whole" in told
    assert "Stop these mails" in told


def test_opening_it_changes_nothing_however_often_a_scanner_does(ana, box, key):
    before = state(ana)
    for method in ("GET", "HEAD", "OPTIONS"):
        ana.client.open(key, method=method, headers={"User-Agent": "a scanner"})
    assert state(ana) == before


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://mail.example"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_in_a_mail_program_stops_them_wherever_it_comes_from_and_leads_nowhere(ana, box, key, headers, form):
    answer = ana.client.post(key, data=ONE_CLICK, headers=headers, content_type=form)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "These mails have stopped." in words(answer.text)
    assert "Get these mails again" in words(answer.text)
    assert state(ana)[0] is False


def test_after_that_nothing_is_left_for_them_and_what_waited_is_taken_back(ana, box, key):
    ana.write()
    ana.client.post(key, data=ONE_CLICK)
    ana.write("More.", hours=9)
    assert {row.outcome for row in box.rows(to="customer")} == {"retired"}


def test_it_can_be_done_twice_and_undone(ana, box, key):
    for _ in range(2):
        ana.client.post(key, data=ONE_CLICK)
    assert state(ana)[0] is False
    for _ in range(2):
        answer = ana.client.post(key, data={"deed": "again"})
        assert (answer.status_code, answer.location) == (303, f"{key}?said=again")
    assert state(ana)[0] is True
    ana.write()
    assert [row.outcome for row in box.rows(kind="letter")] == ["waiting"]


def test_a_button_of_the_page_does_the_same_and_says_so(ana, box, key):
    answer = ana.client.post(key, data={"deed": "stop"}, follow_redirects=True)
    assert "These mails have stopped." in words(answer.text)
    assert "Nothing goes to ana@example.org about this." in words(answer.text)


def test_the_notice_and_the_file_are_wished_for_and_taken_back(ana, box, key):
    ana.client.post(key, data={"deed": "wishes", "late": "yes", "ics": "yes"})
    assert state(ana) == (True, True, True)
    told = opened(ana, key)
    assert "When a promise falls due without a letter, you are told." in told
    assert "Each promise comes with a file for your calendar." in told
    ana.client.post(key, data={"deed": "wishes"})
    assert state(ana) == (True, False, False)


def test_another_site_can_press_none_of_its_buttons(ana, box, key):
    for site in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert ana.client.post(key, data={"deed": "wishes", "late": "yes"}, headers=site).status_code == 403
    assert state(ana)[1] is False
    assert ana.client.post(key, data={"deed": "stop"}, headers={"Origin": "null"}).status_code == 303


@pytest.mark.parametrize("deed", ["", "everything"])
def test_an_unknown_wish_is_refused(ana, box, key, deed):
    assert ana.client.post(key, data={"deed": deed}).status_code == 400


def test_nobody_stops_the_mails_of_someone_else(ana, box, key):
    hers = path_of(ana, joana(ana))
    broken = [
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        key + "A",
        "/m/" + ana.path.rpartition("/")[2],
        hers + hers[3:],
    ]
    pages = set()
    for path in (*broken, "/m/AQGDmkrtpUZ_kkPCJjs4ZvuW"):
        for answer in (ana.client.get(path), ana.client.post(path, data=ONE_CLICK)):
            assert answer.status_code == 404
            pages.add(answer.data)
    assert len(pages) == 1, "all of them are told the same"
    ana.client.post(hers, data=ONE_CLICK)
    assert state(ana)[0] is True


def test_a_link_of_before_is_gone_and_one_of_the_future_never_was(ana, box, key):
    found = ana.run(own_subscription, ana.id)
    urls = ana.app.extensions["urls"]
    assert ana.client.get(urls.mails(found.id, found.generation + 1)).status_code == 404
    ana.run(lambda session: setattr(session.get_one(Subscription, found.id), "generation", 2))
    assert ana.client.get(key).status_code == 410
    assert ana.client.post(key, data=ONE_CLICK).status_code == 410


def test_a_companion_reads_who_let_them_in_and_the_page_is_gone_with_them(ana, box):
    hers = joana(ana)
    told = opened(ana, path_of(ana, hers))
    assert "Ana let you in to it." in told
    assert "joana@example.org" in told
    assert " ana@example.org" not in told
    ana.run(lambda session: setattr(session.get_one(Companion, hers.companion_id), "let_go_at", ana.clock()))
    assert ana.client.get(path_of(ana, hers)).status_code == 410


def test_a_follower_reads_nothing_there_that_is_not_public(ana, box):
    def add(session):
        one = Subscription(ticket_id=ana.id, reader="follower", email="kenji@example.org", created_at=ana.clock())
        one.zone, one.language, one.confirmed_at = "Asia/Tokyo", "en", ana.clock()
        session.add(one)
        session.flush()
        return one

    path = path_of(ana, ana.run(add))
    told = opened(ana, path)
    assert "kenji@example.org" in told
    for private in ("Ana", ana.ticket.subject, "Maria", "calendar", "Fernhill"):
        assert private not in told, private
    assert ana.client.post(path, data=ONE_CLICK).status_code == 200


def test_a_key_that_was_cut_wrongly_still_leads_there(ana, box, key):
    assert ana.client.get(key + ").").location == key


def test_it_is_for_its_reader_alone(ana, box, key):
    answer = ana.client.get(key)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_it_takes_only_so_much_and_only_so_often(ana, box, key):
    assert ana.client.post(key, data={"deed": "x" * 5_000}).status_code == 413
    codes = {ana.client.post(key, data={"deed": "wishes"}).status_code for _ in range(25)}
    assert codes == {303, 429}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_it_speaks_its_readers_language(ana, box, key, language):
    box.ana(language=language)
    assert f'<html lang="{language}"' in ana.client.get(key).text


def test_the_customers_page_says_where_letters_go_and_leads_to_the_choice(ana, box, key):
    assert "Each letter goes to ana@example.org too, whole." in words(ana.page())
    assert ana.read("/mails").location.partition("?")[0] == f"http://localhost{key}"
    ana.client.post(key, data={"deed": "stop"})
    stopped = words(ana.page())
    assert "You have stopped the mails to ana@example.org about this." in stopped
    assert "Each letter goes" not in stopped
    ana.client.post(key, data={"deed": "again"})
    assert "Each letter goes to ana@example.org too, whole." in words(ana.page())


def test_a_companions_page_says_where_their_own_letters_go_and_not_whose_others(ana, box):
    hers = joana(ana)
    with ana.app.app_context():
        page = ana.app.extensions["urls"].shared(shares_of(db.session(), ana.id, hers.companion_id)["private"])
    assert "Each letter goes to joana@example.org too, whole." in opened(ana, page)
    assert "ana@example.org" not in opened(ana, page).replace("joana@", "")
    ana.client.post(path_of(ana, hers), data={"deed": "stop"})
    assert "You have stopped the mails to joana@example.org about this." in opened(ana, page)
    assert "Each letter goes to ana@example.org too, whole." in words(ana.page())


def test_whoever_came_from_their_page_is_led_back_there_also_after_a_deed(ana, box, key):
    came = ana.read("/mails").location
    back = f'href="{ana.path}"'
    assert back in ana.client.get(came).text
    action = html5lib.parse(ana.client.get(came).text, namespaceHTMLElements=False).find(".//form").get("action")
    answer = ana.client.post(action, data={"deed": "stop"})
    assert back in ana.client.get(answer.location).text


def test_a_key_that_stood_in_a_mail_leads_to_no_page(ana, box, key):
    """A mail that was passed on has an old link in it, perhaps; it must not lead to the one that replaced it."""
    hers = joana(ana)
    other = ana.path.removeprefix("/t/")
    for query in ("", "?page=", "?page=nonsense", "?page=%00", "?page=/t/x", f"?page={other}x"):
        assert "Back to your page" not in opened(ana, key + query), query
    assert "Back to your page" not in opened(ana, f"{path_of(ana, hers)}?page={other}"), "nor to that of somebody else"
    assert "Back to your page" in opened(ana, f"{key}?page={other}")


def test_stopping_is_not_the_main_thing_to_do(ana, box, key):
    page = ana.client.get(key).text
    assert 'class="button is-ghost" type="submit" name="deed" value="stop"' in page
    assert 'class="button" type="submit" name="deed" value="wishes"' in page


def test_of_the_demo_both_pages_say_that_nothing_leaves_and_where_it_lies(ana, box, key):
    box.ana(is_demo=True)
    box.change(demo=True)
    for page in (ana.client.get(key).text, ana.page()):
        assert "Nothing of the demo leaves: what is mailed to ana@example.org lies in the demo’s mailboxes." in words(
            page
        )
        assert "Each letter goes" not in words(page)
        assert 'href="http://localhost/demo/mail"' in page
    for way in ("/companions", "/claim"):
        assert "Nothing of the demo leaves: what is mailed to this address lies" in words(ana.page(way))
        assert "No mail leaves here so far" not in words(ana.page(way))


def test_a_german_follower_reads_german_whatever_their_browser_asks_for(ana, box):
    def add(session):
        one = Subscription(ticket_id=ana.id, reader="follower", email="kenji@example.org", created_at=ana.clock())
        one.zone, one.language, one.confirmed_at = "Europe/Berlin", "de", ana.clock()
        session.add(one)
        session.flush()
        publish(session, ana.id, PublicChoice(company=True), ana.clock())
        return one

    page = ana.client.get(path_of(ana, ana.run(add)), headers={"Accept-Language": "en"}).text
    assert "Ihre E-Mails" in page
    assert "Das Versprechen von Maria bei Fernhill Coffee" in words(page), "it says in German what it is about"
    assert "?lang=de" in page


@pytest.mark.parametrize(
    ("facts", "settings", "told"),
    [
        ({}, {"smtp_url": None}, "We send no mails: what is written to you stands here"),
        ({"reach": "phone"}, {}, "Nothing goes to ana@example.org, as you like to be reached in another way."),
        ({"reach": "page", "email": ""}, {}, "We have no mail address of yours"),
    ],
)
def test_the_page_never_says_that_mail_leaves_where_none_does(ana, box, key, facts, settings, told):
    assert told not in words(ana.page())
    box.ana(**facts)
    box.change(**settings)
    ana.app.extensions.pop("customer.texts", None)
    assert told in words(ana.page())
    assert "Each letter goes" not in opened(ana, key)


def test_whoever_asks_for_mails_again_likes_mail_from_then_on(ana, box, key):
    box.ana(reach="page")
    assert "Get these mails again" in opened(ana, key)
    ana.client.post(key, data={"deed": "again"})
    with ana.app.app_context():
        assert db.session.get_one(Customer, ana.cast.ana.id).reach == "mail"


def test_an_old_link_offers_to_mail_the_one_that_works_and_opening_it_sends_nothing(ana, box):
    old = ana.path
    ana.do(rotate, "private")
    for _ in range(3):
        answer = ana.client.get(old)
        assert answer.status_code == 410
        assert f'<form method="post" action="{old}/mailed-link">' in answer.text
    assert box.rows(kind="link") == []
    answer = ana.client.post(f"{old}/mailed-link")
    assert answer.status_code == 200
    assert "Look into your mails" in words(answer.text)
    assert ana.path not in answer.text
    assert "ana@example.org" not in answer.text
    assert len(box.rows(kind="link")) == 1


def test_the_answer_is_the_same_where_there_is_no_address(ana, box):
    old = ana.path
    ana.do(rotate, "private")
    told = ana.client.post(f"{old}/mailed-link").data
    box.ana(email="", reach="page")
    assert ana.client.post(f"{old}/mailed-link").data == told
    assert len(box.rows(kind="link")) == 1


def test_asking_for_the_link_is_throttled(ana, box):
    old = ana.path
    ana.do(rotate, "private")
    codes = [ana.client.post(f"{old}/mailed-link").status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert len(box.rows(kind="link")) == 1


def test_another_site_cannot_ask_for_it(ana, box):
    old = ana.path
    ana.do(rotate, "private")
    assert ana.client.post(f"{old}/mailed-link", headers={"Origin": "https://evil.example"}).status_code == 403
    assert box.rows(kind="link") == []


def test_no_link_is_offered_while_no_mail_leaves_nor_to_whoever_has_a_link_that_never_was(ana, box):
    old = ana.path
    ana.do(rotate, "private")
    assert ana.client.post("/t/AQGDmkrtpUZ_kkPCJjs4ZvuW/mailed-link").status_code == 404
    box.change(smtp_url=None)
    assert "mailed-link" not in ana.client.get(old).text
    assert ana.client.post(f"{old}/mailed-link").status_code == 410
    assert box.rows(kind="link") == []


def test_whoever_has_the_link_that_works_needs_no_mail(ana, box):
    answer = ana.client.post(f"{ana.path}/mailed-link")
    assert answer.status_code == 303
    assert box.rows(kind="link") == []


def test_the_throttle_counts_alone(ana):
    assert throttle.MAILS != throttle.ASKED_LINKS
    assert db.session.scalar(select(Outgoing.id).where(Outgoing.kind == "link")) is None
